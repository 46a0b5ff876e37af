# The module beside others that have loaded other versions of the same libraries into the session.
BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    $rivals = "$RepositoryRoot/out/tests/rivals"

    # What each module is asked to do once all are loaded. Every session returns one hashtable of answers.
    $work = {
        $records = '{"Records":[{"eventVersion":"1.08","eventTime":"2026-01-02T03:04:05Z","eventSource":"cloudtrail.amazonaws.com","eventName":"StopLogging","awsRegion":"eu-west-1","userIdentity":{"type":"IAMUser","userName":"mallory"},"eventID":"1"}]}'
        $events = @($records | ConvertTo-AuditEvent)
        @{
            EventType   = $events[0].GetType().FullName
            IsNameable  = $events[0] -is [CloudAudit.AuditEvent]
            Controls    = @($events | Test-AuditCompliance -RulePack CIS).Count
            Compliant   = $events | Test-AuditCompliance -RulePack CIS -Quiet
            RivalYaml   = (ConvertFrom-RivalYaml "a: [1, 2]")['a'] -join ','
            YamlVersion = "$(Get-RivalYamlVersion)"
            RivalAws    = Get-RivalRegionName eu-west-1
            AwsVersion  = "$(Get-RivalAwsVersion)"
        }
    }

    function Invoke-Beside([string[]] $Module) {
        Invoke-InNewSession {
            param([string[]] $Module, [string] $Work)
            $Module | ForEach-Object { Import-Module $_ }
            & ([scriptblock]::Create($Work))
        } $Module, "$work"
    }
}

Describe 'The module and others with other versions of its libraries: <Name>' -ForEach @(
    @{ Name = 'theirs first'; Order = 'RivalYaml', 'RivalAws', 'CloudAudit' }
    @{ Name = 'ours first'; Order = 'CloudAudit', 'RivalYaml', 'RivalAws' }
    @{ Name = 'ours between'; Order = 'RivalAws', 'CloudAudit', 'RivalYaml' }
) {
    BeforeAll {
        $paths = $Order | ForEach-Object { $_ -eq 'CloudAudit' ? $Manifest : "$rivals/$_.psm1" }
        $answer = Invoke-Beside $paths
    }

    It 'ours reads events and checks them with a rule pack' {
        $answer.EventType | Should -Be 'CloudAudit.AuditEvent'
        $answer.IsNameable | Should -BeTrue
        $answer.Controls | Should -Be 15
        $answer.Compliant | Should -BeFalse
    }

    It 'theirs work, with their own versions' {
        $answer.RivalYaml | Should -Be '1,2'
        $answer.YamlVersion | Should -Be '13.0.0.0'
        $answer.RivalAws | Should -Be 'Europe (Ireland)'
        $answer.AwsVersion | Should -Be '4.0.102.13'
    }
}

Describe 'The libraries of the test' {
    It 'are other versions than the module has' {
        $ours = [System.Reflection.AssemblyName]::GetAssemblyName("$ModulePath/bin/YamlDotNet.dll").Version
        $theirs = [System.Reflection.AssemblyName]::GetAssemblyName("$rivals/YamlDotNet.dll").Version
        $theirs | Should -Not -Be $ours
    }
}
