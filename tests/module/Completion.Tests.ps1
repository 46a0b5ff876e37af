# What Tab offers.
BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    Import-Module $Manifest -Force

    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText
    }
}

Describe 'Tab' {
    It '<Line> offers <Expected>' -ForEach @(
        @{ Line = 'Get-AuditEvent . -EventName ConsoleL'; Expected = 'ConsoleLogin' }
        @{ Line = 'Get-AuditEvent . -EventName consolel'; Expected = 'ConsoleLogin' }
        @{ Line = 'Get-AuditEvent . -EventName StopLogging, DeleteTr'; Expected = 'DeleteTrail' }
        @{ Line = 'Get-AuditEvent . -EventSource cloudtra'; Expected = 'cloudtrail' }
        @{ Line = 'Get-AuditEvent . -EventSource kms -EventName ScheduleK'; Expected = 'ScheduleKeyDeletion' }
        @{ Line = "Get-AuditEvent . -EventSource s3.amazonaws.com -EventName 'PutBucketAc"; Expected = 'PutBucketAcl' }
        @{ Line = 'Get-AuditEvent . -Region eu-west-'; Expected = 'eu-west-3' }
        @{ Line = 'Get-AuditEvent . -EventCategory Ins'; Expected = 'Insight' }
        @{ Line = 'Test-AuditCompliance . -RulePack '; Expected = 'CIS' }
        @{ Line = 'Test-AuditCompliance . -RulePack CIS -EventName DeleteTr'; Expected = 'DeleteTrail' }
        @{ Line = 'Get-AuditEvent . -SourceIP'; Expected = '-SourceIPAddress' }
    ) {
        Get-Completion $Line | Should -Contain $Expected
    }

    It 'event names are those of the service that is named' {
        Get-Completion 'Get-AuditEvent . -EventSource kms -EventName Create' | Should -Not -Contain 'CreateUser'
        Get-Completion 'Get-AuditEvent . -EventSource iam, kms -EventName Create' | Should -Contain 'CreateUser'
        Get-Completion 'Get-AuditEvent . -EventName Create' | Should -Contain 'CreateUser'
    }

    It 'every event name that is offered can be asked for' {
        foreach ($name in Get-Completion 'Get-AuditEvent . -EventSource cloudtrail -EventName ') {
            $name | Should -Match '^\w+$'
        }
    }

    It '-Path completes files' {
        Push-Location $RepositoryRoot
        try {
            Get-Completion 'Get-AuditEvent ./samp' | Should -Match 'samples$'
        }
        finally {
            Pop-Location
        }
    }
}
