# Packs of one's own, good and bad, as a session shows them.
BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    Import-Module $Manifest -Force

    $stopped = '{"eventTime":"2025-03-11T10:00:00Z","eventName":"StopLogging","eventSource":"cloudtrail.amazonaws.com"}' | ConvertTo-AuditEvent

    function New-Pack([string] $Rule, [string] $Condition) {
        $folder = (New-Item -ItemType Directory "$TestDrive/$(New-Guid)/rules").Parent.FullName
        @(
            'name: Own', 'title: Own pack', 'controls:', '  - id: O-1', '    title: Trails run', '    rules:', "      - $Rule"
        ) | Set-Content "$folder/own.yml"
        @(
            'title: Trail stopped', 'name: trail_stopped', 'logsource:', '  product: aws', '  service: cloudtrail', 'detection:'
            '  selection:', '    eventName: StopLogging', "  condition: $Condition"
        ) | Set-Content "$folder/rules/stopped.yml"
        "$folder/own.yml"
    }
}

Describe 'A pack file' {
    It 'finds the rules in the folders below it' {
        $result = $stopped | Test-AuditCompliance -RulePack (New-Pack trail_stopped selection)
        $result.Status | Should -Be 'Violated'
        $result.Control | Should -Be 'O-1'
    }

    It 'finds the rules that ship' {
        ($stopped | Test-AuditCompliance -RulePack (New-Pack cloudtrail_configuration_change selection)).Status | Should -Be 'Violated'
    }

    It 'may be named relative to the session''s folder' {
        $pack = New-Pack trail_stopped selection
        Push-Location (Split-Path $pack)
        try {
            ($stopped | Test-AuditCompliance -RulePack ./own.yml).Status | Should -Be 'Violated'
        }
        finally {
            Pop-Location
        }
    }
}

Describe 'A mistake in a pack' {
    It 'is shown with file, line, column and text, whatever view PowerShell takes' {
        $pack = New-Pack trail_stopped 'selection adn selection'
        $result = $stopped | Test-AuditCompliance -RulePack $pack -ErrorVariable problems -ErrorAction SilentlyContinue
        $result.Status | Should -Be 'NotAssessed'
        $problems.CategoryInfo.Category | Select-Object -Unique | Should -Be 'ParserError'
        $shown = ($problems | Out-String -Width 400) -replace '[\s|]+', ' '
        $shown | Should -BeLike "*rules*stopped.yml:9:24: Unexpected 'adn'.*In: condition: selection adn selection*"
        $shown | Should -BeLike "*own.yml:7:9: Control O-1 names the rule 'trail_stopped', which was not found. In: - trail_stopped*"
    }

    It 'ends the command where the pack itself is wrong' {
        $pack = New-Pack trail_stopped selection
        Set-Content $pack 'name: ['
        { $stopped | Test-AuditCompliance -RulePack $pack -ErrorAction SilentlyContinue } | Should -Throw '*own.yml:2:1*' -ErrorId 'RulePackInvalid,*'
    }

    It 'ends the command where there is no such pack, and says which there are' {
        { $stopped | Test-AuditCompliance -RulePack Nowhere } | Should -Throw '*CIS*' -ErrorId 'RulePackNotFound,*'
    }
}
