BeforeDiscovery {
    . "$PSScriptRoot/TestModule.ps1"
    Import-Module $Manifest -Force
    $commands = Get-Command -Module CloudAudit
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    Import-Module $Manifest -Force
}

Describe 'The manifest' {
    BeforeAll {
        $data = Test-ModuleManifest $Manifest -ErrorAction Stop
    }

    It 'is valid and asks for PowerShell 7.6, Core' {
        $data.PowerShellVersion | Should -Be '7.6'
        $data.CompatiblePSEditions | Should -Be 'Core'
    }

    It 'names its cmdlets one by one, and exports nothing else' {
        $raw = Import-PowerShellDataFile $Manifest
        $raw.CmdletsToExport | Should -Not -Contain '*'
        foreach ($list in 'FunctionsToExport', 'AliasesToExport', 'VariablesToExport') {
            , $raw[$list] | Should -BeOfType [object[]] -Because $list
            $raw[$list] | Should -HaveCount 0 -Because $list
        }
    }

    It 'has the tags and links that the Gallery shows' {
        $gallery = $data.PrivateData.PSData
        foreach ($tag in 'PSEdition_Core', 'Windows', 'Linux', 'MacOS') {
            $gallery.Tags | Should -Contain $tag
        }

        $gallery.LicenseUri | Should -Match '^https://'
        $gallery.ProjectUri | Should -Match '^https://'
        $gallery.ReleaseNotes | Should -Not -BeNullOrEmpty
        $gallery.Tags | Where-Object { $_ -match '\s' } | Should -BeNullOrEmpty
    }

    It 'finds every file it names' {
        foreach ($file in @($data.RootModule) + (Import-PowerShellDataFile $Manifest).FormatsToProcess + (Import-PowerShellDataFile $Manifest).TypesToProcess) {
            "$ModulePath/$file" | Should -Exist
        }
    }
}

Describe 'Importing' {
    It 'exports exactly the cmdlets that the manifest names' {
        $expected = (Import-PowerShellDataFile $Manifest).CmdletsToExport | Sort-Object
        (Get-Module CloudAudit).ExportedCommands.Keys | Sort-Object | Should -Be $expected
        Get-Command -Module CloudAudit | ForEach-Object CommandType | Sort-Object -Unique | Should -Be 'Cmdlet'
    }

    It 'keeps the cmdlets when it is imported by force again and again' {
        $names = Invoke-InNewSession {
            param($Manifest)
            foreach ($time in 1..3) {
                Import-Module $Manifest -Force
                (Get-Module CloudAudit).ExportedCommands.Count
            }
            (Get-Command Get-AuditEvent).Source
        } $Manifest
        $expected = (Import-PowerShellDataFile $Manifest).CmdletsToExport.Count
        $names | Should -Be $expected, $expected, $expected, 'CloudAudit'
    }

    It 'leaves no command behind when it is removed, and comes back' {
        $counts = Invoke-InNewSession {
            param($Manifest)
            Import-Module $Manifest
            Remove-Module CloudAudit
            @(Get-Command Get-AuditEvent -ErrorAction Ignore).Count
            Import-Module $Manifest
            @(Get-Command Get-AuditEvent -ErrorAction Ignore).Count
        } $Manifest
        $counts | Should -Be 0, 1
    }

    It 'works in a function, in parallel runspaces and in thread jobs' {
        $counts = Invoke-InNewSession {
            param($Manifest)
            function Import-Here { Import-Module $Manifest; @(Get-Command -Module CloudAudit).Count }
            Import-Here
            1..4 | ForEach-Object -Parallel { Import-Module $using:Manifest; @(Get-Command -Module CloudAudit).Count }
            Start-ThreadJob { Import-Module $using:Manifest; @(Get-Command -Module CloudAudit).Count } | Receive-Job -Wait
        } $Manifest
        $counts | Should -HaveCount 6
        $counts | Sort-Object -Unique | Should -Be (Import-PowerShellDataFile $Manifest).CmdletsToExport.Count
    }

    It 'writes nothing' {
        Invoke-InNewSession { param($Manifest) Import-Module $Manifest *>&1 } $Manifest | Should -BeNullOrEmpty
    }

    It 'refuses another build than the session has loaded, and says to start a new session' {
        Copy-Item $ModulePath TestDrive:/CloudAudit -Recurse
        $other = (Get-Item TestDrive:/CloudAudit).FullName
        # Any assembly of another identity stands for another build.
        foreach ($core in Get-ChildItem $other -Recurse -Filter CloudAudit.Core.dll) {
            Copy-Item "$($core.DirectoryName)/CloudAudit.Yaml.dll" $core.FullName
        }
        $message = Invoke-InNewSession {
            param($Manifest, $Other)
            Import-Module $Manifest
            Remove-Module CloudAudit
            try { Import-Module $Other -Force } catch { $_.Exception.Message }
        } $Manifest, "$other/CloudAudit.psd1"
        $message | Should -BeLike "*another build of CloudAudit*Start a new PowerShell session*"
    }

    It 'accepts the same build from another folder' {
        Copy-Item $ModulePath TestDrive:/Copy/CloudAudit -Recurse
        $count = Invoke-InNewSession {
            param($Manifest, $Other)
            Import-Module $Manifest
            Remove-Module CloudAudit
            Import-Module $Other -Force
            @(Get-Command -Module CloudAudit).Count
        } $Manifest, "$((Get-Item TestDrive:/Copy).FullName)/CloudAudit/CloudAudit.psd1"
        $count | Should -BeGreaterThan 0
    }
}

Describe 'Its assemblies' {
    It 'do not include the engine' {
        Get-ChildItem $ModulePath -Recurse -Filter *.dll | Where-Object Name -Match '^(System\.Management\.Automation|PowerShellStandard|Microsoft\.PowerShell)' |
            Should -BeNullOrEmpty
    }

    It 'have the types that scripts name in the default context' {
        [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext([CloudAudit.AuditEvent].Assembly) |
            Should -Be ([System.Runtime.Loader.AssemblyLoadContext]::Default)
    }

    It 'keep the cmdlets in a context of their own' {
        $type = (Get-Command Get-AuditEvent).ImplementingType
        [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($type.Assembly).Name | Should -Be 'CloudAudit'
    }

    It 'leave the third-party assemblies out of the default context' {
        [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies |
            Where-Object { $_.GetName().Name -match '^(YamlDotNet|AWSSDK)' } | Should -BeNullOrEmpty
    }

    It 'have the version of the manifest' {
        $version = (Import-PowerShellDataFile $Manifest).ModuleVersion
        foreach ($assembly in Get-ChildItem "$ModulePath/bin" -Filter CloudAudit*.dll) {
            [System.Reflection.AssemblyName]::GetAssemblyName($assembly.FullName).Version | Should -Be "$version.0" -Because $assembly.Name
        }
    }
}

Describe '<_.Name>' -ForEach $commands {
    BeforeAll {
        $command = $_
    }

    It 'has an approved verb and a singular noun' {
        $command.Verb | Should -BeIn (Get-Verb).Verb
        $command.Noun | Should -Not -Match '[^s]s$'
    }

    It 'says what it puts out' {
        $command.OutputType | Should -Not -BeNullOrEmpty
    }

    It 'shadows no common parameter' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        $own = $command.ImplementingType.GetProperties().Where({ $_.IsDefined([Parameter], $true) }).Name
        $own | Where-Object { $_ -in $common } | Should -BeNullOrEmpty
    }

    It 'changes something only with -WhatIf and -Confirm' {
        $changing = 'Add', 'Clear', 'Copy', 'Disable', 'Enable', 'Install', 'Move', 'New', 'Publish', 'Remove', 'Rename', 'Reset', 'Restore', 'Set', 'Start', 'Stop', 'Update', 'Write'
        if ($command.Verb -in $changing) {
            $command.Parameters.Keys | Should -Contain 'WhatIf'
        }
        else {
            $command.Parameters.Keys | Should -Not -Contain 'WhatIf'
        }
    }
}
