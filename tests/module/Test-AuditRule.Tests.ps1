# Rules examined: what can be used, what is doubtful, and what their own tests say.
BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    Import-Module $Manifest -Force

    $rules = Get-TestPath rules
    $null = New-Item $rules -ItemType Directory
    @'
title: Trail stopped
id: 1c9a1f5e-6d0e-4c57-9f5e-0b9f0d1f0001
name: trail_stopped
logsource: { product: aws, service: cloudtrail }
detection:
  selection:
    eventSource: cloudtrail.amazonaws.com
    eventName: StopLogging
  condition: selection
level: high
tests:
  - name: stopped
    matches: true
    event: { eventSource: cloudtrail.amazonaws.com, eventName: StopLogging }
  - name: started
    matches: false
    event: { eventSource: cloudtrail.amazonaws.com, eventName: StartLogging }
'@ | Set-Content "$rules/good.yml"
    @'
title: An administrator signs in
name: admin_signs_in
logsource: { product: aws, service: cloudtrail }
detection:
  selection:
    eventName: ConsoleLogin
    userIdentity.userName|expand: '%admins%'
  condition: selection
tests:
  - name: ada
    matches: true
    event: { eventName: ConsoleLogin, userIdentity: { userName: ada } }
  - name: bob
    matches: false
    event: { eventName: ConsoleLogin, userIdentity: { userName: bob } }
'@ | Set-Content "$rules/placeholder.yml"
    @'
title: Doubtful
name: doubtful
logsource: { product: aws, service: cloudtrail }
detection:
  selection:
    eventName: StopLoging
    eventname: StopLogging
  never:
    eventName: DeleteTrail
  unused:
    awsRegion: eu-west-1
  condition: selection and never
'@ | Set-Content "$rules/doubtful.yml"
    @'
title: Bad
id: 1c9a1f5e-6d0e-4c57-9f5e-0b9f0d1f0002
logsource: { product: aws, service: cloudtrail }
detection:
  selection:
    eventName: StopLogging
  condition: selection adn selection
'@ | Set-Content "$rules/bad.yml"
    @'
title: Elsewhere
logsource: { product: windows, service: security }
detection: { selection: { EventID: 1 }, condition: selection }
'@ | Set-Content "$rules/windows.yml"
}

Describe 'A rule' {
    It 'passes where it does what its tests say' {
        $report = Test-AuditRule "$rules/good.yml"
        $report | Should -BeOfType CloudAudit.Compliance.RuleReport
        $report.Result, $report.Name, $report.Tests, $report.TestsPassed | Should -Be 'Passed', 'trail_stopped', 2, 2
        $report.Problems | Should -BeNullOrEmpty
    }

    It 'fails where a test does' {
        (Get-Content "$rules/good.yml" -Raw).Replace('eventName: StartLogging', 'eventName: StopLogging') | Set-Content TestDrive:/failing.yml
        $report = Test-AuditRule TestDrive:/failing.yml -ErrorVariable errors -ErrorAction SilentlyContinue
        $report.Result, $report.TestsPassed | Should -Be 'Failed', 1
        $report.Problems.Kind | Should -Be 'FailedTest'
        $report.Problems.Line | Should -Be 15
        $errors[0].FullyQualifiedErrorId | Should -Be 'RuleProblem,CloudAudit.PowerShell.Commands.TestAuditRuleCommand'
    }

    It 'fails where it cannot be used, with file, line, column, text and what was expected' {
        $report = Test-AuditRule "$rules/bad.yml" -ErrorVariable errors -ErrorAction SilentlyContinue
        $report.Result, $report.Title | Should -Be 'Failed', 'Bad'
        $problem = $report.Problems[0]
        $problem.Line, $problem.Column, $problem.LineText.Trim() | Should -Be 7, 24, 'condition: selection adn selection'
        $problem.Expected | Should -Match 'and'
        $errors[0].CategoryInfo.Category | Should -Be 'ParserError'
        "$($errors[0])" | Should -BeLike "*bad.yml:7:24: Unexpected 'adn'. Expected*In: condition: selection adn selection"
    }

    It 'is warned about where something is probably not meant' {
        $report = Test-AuditRule "$rules/doubtful.yml"
        $report.Result | Should -Be 'Warning'
        $report.Problems.Kind | Should -Be 'UnknownEvent', 'UnknownField', 'NeverTrue', 'Unused', 'Untested'
        $report.Problems.Expected | Should -Contain 'StopLogging'
        $report.Problems.Expected | Should -Contain 'eventName'
    }

    It 'for another log source is skipped, and no failure' {
        (Test-AuditRule "$rules/windows.yml" -ErrorAction Stop).Result | Should -Be 'Skipped'
        Test-AuditRule "$rules/windows.yml" -Quiet | Should -BeTrue
    }
}

Describe 'Placeholders' {
    It 'that have no value make a rule fail' {
        $report = Test-AuditRule "$rules/placeholder.yml" -ErrorAction SilentlyContinue
        $report.Result | Should -Be 'Failed'
        $report.Problems[0].Message | Should -Match '%admins%'
    }

    It 'may have one value, or several, with wildcards' -ForEach @(
        @{ Value = 'ada' }, @{ Value = 'carl', 'ADA' }, @{ Value = 'a*' }
    ) {
        (Test-AuditRule "$rules/placeholder.yml" -Placeholder @{ admins = $Value }).Result | Should -Be 'Passed'
    }

    It 'are for Test-AuditCompliance and Get-AuditRule, too' {
        $event = '{"eventName":"ConsoleLogin","userIdentity":{"userName":"ada"}}' | ConvertTo-AuditEvent
        $without = $event | Test-AuditCompliance -RulePack "$rules/placeholder.yml" -ErrorVariable errors -ErrorAction SilentlyContinue
        $without.Status, $without.MissingRules | Should -Be 'NotAssessed', 'admin_signs_in'
        $without.StatusReason | Should -Match 'admin_signs_in'
        "$errors" | Should -Match '%admins%'
        ($event | Test-AuditCompliance -RulePack "$rules/placeholder.yml" -Placeholder @{ admins = 'ada' }).Status | Should -Be 'Violated'
        (Get-AuditRule -Path "$rules/placeholder.yml").IsSupported | Should -BeFalse
        (Get-AuditRule -Path "$rules/placeholder.yml" -Placeholder @{ ADMINS = 'ada' }).IsSupported | Should -BeTrue
    }

    It 'with names or values that make no sense end the command' -ForEach @(
        @{ Table = @{ 'a b' = 'x' } }, @{ Table = @{ admins = @() } }, @{ Table = @{ admins = @{ x = 1 } } }
    ) {
        { Test-AuditRule "$rules/good.yml" -Placeholder $Table } | Should -Throw -ErrorId 'InvalidPlaceholder,*'
    }
}

Describe '-Strict' {
    It 'ends Test-AuditRule at a rule that fails' {
        { Test-AuditRule "$rules/bad.yml" -Strict } | Should -Throw '*bad.yml:7:24*' -ErrorId 'RuleProblem,*'
        { Test-AuditRule "$rules/doubtful.yml" -Strict } | Should -Not -Throw
    }

    It 'ends Test-AuditCompliance before anything is read' {
        { Test-AuditCompliance $SampleTrail -RulePack $rules -Strict -WarningAction Ignore } | Should -Throw '*bad.yml:7:24*' -ErrorId 'RuleProblem,*'
        $results = Test-AuditCompliance $SampleTrail -RulePack $rules -ErrorAction SilentlyContinue -WarningAction Ignore
        $results.Where{ $_.Title -eq 'Bad' }.Status | Should -Be 'NotAssessed'
        $results.Where{ $_.Title -eq 'Trail stopped' }.Status | Should -Be 'Violated'
        $results.Title | Should -Not -Contain 'Elsewhere'
    }
}

Describe 'Input and answer' {
    It 'takes folders, wildcards, files from the pipeline and rules of Get-AuditRule' {
        (Test-AuditRule $rules -ErrorAction Ignore).Count | Should -Be 5
        (Test-AuditRule "$rules/g*.yml").Name | Should -Be 'trail_stopped'
        (Get-ChildItem $rules -Filter good.yml | Test-AuditRule).Name | Should -Be 'trail_stopped'
        (Get-AuditRule -Path "$rules/good.yml" | Test-AuditRule).Name | Should -Be 'trail_stopped'
        Test-AuditRule "$rules/nowhere.yml" -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
    }

    It 'is one answer with -Quiet' {
        Test-AuditRule "$rules/good.yml", "$rules/doubtful.yml" -Quiet | Should -BeTrue
        Test-AuditRule $rules -Quiet -ErrorVariable errors | Should -BeFalse
        $errors | Should -BeNullOrEmpty
    }

    It 'has a table of a hundred columns, and problems laid out as a parse error' {
        $lines = (Test-AuditRule $rules -ErrorAction Ignore | Out-String -Width 100) -split '\r?\n'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 140
        $text = Test-AuditRule "$rules/bad.yml" -ErrorAction Ignore | Format-List | Out-String -Width 100
        $text | Should -Match '7 \|   condition: selection adn selection'
        $text | Should -Match '~~~'
    }

    It 'passes every rule that ships' {
        (Test-AuditRule -RulePack Baseline | Where-Object Result -NE Passed | Format-List | Out-String) | Should -BeNullOrEmpty
    }
}
