# The lists of rules, packs and controls, and why a rule cannot be used.
BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    Import-Module $Manifest -Force

    $own = Get-TestPath own
    $null = New-Item $own -ItemType Directory
    @'
title: Trail stopped
name: trail_stopped
logsource: { product: aws, service: cloudtrail }
detection: { selection: { eventName: StopLogging }, condition: selection }
level: high
tags: [attack.t1562.008]
author: Ada
license: DRL-1.1
---
title: Lookahead
name: lookahead
logsource: { product: aws, service: cloudtrail }
detection: { selection: { "eventName|re": '^(?!Get)' }, condition: selection }
---
title: Often
name: often
correlation: { type: event_count, rules: [lookahead], timespan: 1h, condition: { gte: 2 } }
---
title: Old
id: 6a1d3c5e-0000-4000-8000-000000000001
logsource: { product: aws, service: cloudtrail }
detection: { selection: { eventName: A }, condition: selection | count() > 5 }
'@ | Set-Content "$own/rules.yml"
    @'
name: Own
title: Own pack
controls:
  - { id: O-1, title: Trails run, rules: [trail_stopped, nowhere] }
  - { id: O-2, title: Doors are locked, limits: Locks are in no log }
'@ | Set-Content "$own/own.yml"
}

Describe 'Rules' {
    It 'that ship have a name, an id, a level, tags and the controls they serve' {
        $rules = Get-AuditRule
        $rules.Count | Should -BeGreaterThan 150
        @($rules | Where-Object { -not $_.IsSupported -or -not $_.Name -or -not $_.Id -or -not $_.Tags.Count }) | Should -BeNullOrEmpty
        (Get-AuditRule cloudtrail_configuration_change).Controls | Should -Contain 'CIS 4.5'
    }

    It 'are chosen by name, id or title, tag, level and pack' {
        $rule = Get-AuditRule cloudtrail_configuration_change
        (Get-AuditRule $rule.Id).Name | Should -Be $rule.Name
        (Get-AuditRule $rule.Title).Name | Should -Be $rule.Name
        @(Get-AuditRule -MinimumLevel Critical | Where-Object Level -NE Critical) | Should -BeNullOrEmpty
        @(Get-AuditRule -Tag attack.t1562* | Where-Object { -not ($_.Tags -like 'attack.t1562*') }) | Should -BeNullOrEmpty
        (Get-AuditRule -RulePack CIS).Count | Should -Be (Get-AuditRule -ListPack -RulePack CIS).Rules
    }

    It 'of one''s own that cannot be used say why, with file, line and column' {
        $rules = Get-AuditRule -Path $own | Group-Object Title -AsHashTable
        $rules['Trail stopped'].IsSupported, $rules['Trail stopped'].Author, $rules['Trail stopped'].License | Should -Be $true, 'Ada', 'DRL-1.1'
        $rules['Lookahead'].Problem | Should -Match 'rules\.yml:13:.*(?s).*backtracks'
        $rules['Often'].Problem | Should -Match "names the rule 'Lookahead', which cannot be used"
        $rules['Old'].Problem | Should -Match 'Aggregation after .* is the obsolete form'
        $rules['Old'].IsSupported | Should -BeFalse
    }
}

Describe 'Packs and controls' {
    It 'that ship are listed' {
        (Get-AuditRule -ListPack).Name | Should -Be 'Baseline', 'CIS', 'HIPAA', 'ISO27001', 'PCI-DSS', 'SOC2'
        $controls = Get-AuditRule -ListControl -RulePack CIS
        $controls.Control | Should -Be (1..15 | ForEach-Object { "4.$_" })
        @($controls | Where-Object { -not $_.Shows -or -not $_.Limits -or -not $_.Proof -or -not $_.Guidance }) | Should -BeNullOrEmpty
    }

    It 'of one''s own say which rules they lack' {
        $controls = Get-AuditRule -ListControl -RulePack "$own/own.yml"
        $controls[0].Rules | Should -Be 'trail_stopped'
        $controls[0].MissingRules | Should -Be 'nowhere'
        $controls[1].Limits | Should -Be 'Locks are in no log'
        (Get-AuditRule -ListPack -RulePack "$own/own.yml").Controls | Should -Be 2
    }

    It 'have tables of a hundred columns' {
        foreach ($list in { Get-AuditRule }, { Get-AuditRule -ListPack }, { Get-AuditRule -ListControl }) {
            $lines = (& $list | Out-String -Width 100) -split '\r?\n'
            ($lines | ForEach-Object { $_ -replace '\e\[[\d;]*m' } | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 100
        }
    }
}
