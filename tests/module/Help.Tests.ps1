BeforeDiscovery {
    . "$PSScriptRoot/TestModule.ps1"
    Import-Module $Manifest -Force
    $commands = Get-Command -Module CloudAudit
    $topics = Get-ChildItem "$RepositoryRoot/docs/en-US" -Filter about_*.md | ForEach-Object BaseName

    $automatic = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
    $parameters = foreach ($command in $commands) {
        $command.Parameters.Keys | Where-Object { $_ -notin $automatic } | ForEach-Object { @{ Command = $command.Name; Parameter = $_ } }
    }
    $examples = foreach ($command in $commands) {
        $number = 0
        foreach ($example in (Get-Help $command.Name -Full).examples.example) {
            $number++
            @{ Command = $command.Name; Number = $number; Code = $example.code }
        }
    }
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    Import-Module $Manifest -Force
}

Describe 'Help of <_.Name>' -ForEach $commands {
    BeforeAll {
        $command = $_
        $help = Get-Help $command.Name -Full
    }

    It 'comes from the help file' {
        $help.PSTypeNames | Should -Contain 'MamlCommandHelpInfo'
    }

    It 'has a synopsis, a description and at least three examples' {
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -BeLike "*$($command.Name) *"
        $help.description.Text | Should -Not -BeNullOrEmpty
        @($help.examples.example).Count | Should -BeGreaterOrEqual 3
    }

    It 'shows the syntax of every parameter set' {
        @($help.syntax.syntaxItem).Count | Should -Be $command.ParameterSets.Count
    }

    It 'names the types of its output' {
        foreach ($type in $command.OutputType.Name) {
            $help.returnValues.returnValue.type.name | Should -Contain $type
        }
    }
}

Describe 'Parameter <Command> -<Parameter>' -ForEach $parameters {
    BeforeAll {
        $help = Get-Help $Command -Parameter $Parameter
        $metadata = (Get-Command $Command).Parameters[$Parameter]
    }

    It 'is described' {
        $help.description.Text | Should -Not -BeNullOrEmpty
    }

    It 'has the type and aliases of the cmdlet' {
        $type = [System.Nullable]::GetUnderlyingType($metadata.ParameterType) ?? $metadata.ParameterType
        $help.type.name | Should -Be $type.Name
        $help.aliases | Should -Be ($metadata.Aliases.Count -gt 0 ? ($metadata.Aliases -join ', ') : 'none')
    }
}

Describe 'Example <Number> of <Command>' -ForEach $examples {
    It 'parses' {
        $errors = $null
        $null = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $errors)
        $errors | Should -BeNullOrEmpty
    }

    It 'uses the module, and only parameters that are there' {
        $ast = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $null)
        $used = @($ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true))
        $used | ForEach-Object { $_.GetCommandName() } | Should -Contain $Command
        foreach ($call in $used) {
            $cmdlet = Get-Command $call.GetCommandName() -Module CloudAudit -ErrorAction Ignore
            if ($cmdlet) {
                foreach ($parameter in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
                    { $cmdlet.ResolveParameter($parameter.ParameterName) } | Should -Not -Throw
                }
            }
        }
    }
}

Describe 'Topic <_>' -ForEach $topics {
    It 'is found, with its short description' {
        $topic = Get-Help $_ | Out-String
        $topic | Should -BeLike "TOPIC*$_*SHORT DESCRIPTION*"
        (Get-Help "$_*" | Where-Object Name -EQ $_).Synopsis | Should -Not -BeNullOrEmpty
    }
}

Describe 'The about topics' {
    It 'has one for the module itself' {
        "$ModulePath/en-US/about_CloudAudit.help.txt" | Should -Exist
    }
}
