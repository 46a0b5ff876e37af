# Results, findings and answers of a check; over logs and over events from the pipeline.
BeforeDiscovery {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    Import-Module $Manifest -Force

    function New-Rule([string] $Name, [string] $EventName) {
        @"
title: Rule $Name
id: $(New-Guid)
name: $Name
status: test
level: high
logsource: { product: aws, service: cloudtrail }
detection: { selection: { eventName: $EventName }, condition: selection }
"@ | Set-Content "$packs/$Name.yml"
    }

    $packs = Get-TestPath packs
    $null = New-Item $packs -ItemType Directory
    New-Rule no_stop StopLogging
    New-Rule no_delete 'Delete*'
    @'
name: MINE
title: My pack
controls:
  - id: 'A'
    title: Nobody stops a trail
    rules: [no_stop]
  - id: 'B'
    title: Nobody deletes anything
    rules: [no_delete, no_stop]
'@ | Set-Content "$packs/mine.yml"
}

Describe 'The counts' {
    It 'on the sample trail are those of what is planted there' {
        $results = Test-AuditCompliance $SampleTrail -RulePack CIS
        $results | Should -BeOfType CloudAudit.Compliance.ControlResult
        $results.Control | Should -Be (1..15 | ForEach-Object { "4.$_" })
        $results.Count | Should -Be 15
        $results.ForEach('Count') | Should -Be 22, 15, 7, 2, 2, 9, 2, 2, 0, 4, 0, 2, 3, 2, 2
        $results.ForEach('Status').ForEach('ToString') | Should -Be @($results.ForEach{ $_.Evidence.Count ? 'Violated' : 'NoViolationFound' })
    }

    It 'on the public data set are those that others found' -Skip:$WithoutPublicData {
        $results = Test-AuditCompliance $PublicData -RulePack CIS
        $results.ForEach('Count') | Should -Be 60, 1, 0, 26, 13, 0, 0, 6, 0, 8, 0, 15, 40, 16, 1
    }

    It 'are the same by -Path and by the pipeline' {
        $byPath = Test-AuditCompliance $SampleTrail -RulePack CIS
        $byPipeline = Get-AuditEvent $SampleTrail | Test-AuditCompliance -RulePack CIS
        $text = { $_ | Select-Object * -ExcludeProperty Evidence | ConvertTo-Json -Depth 4 -Compress }
        @($byPipeline | ForEach-Object $text) | Should -Be @($byPath | ForEach-Object $text)
        $byPipeline.Evidence.ForEach('ToJson') | Should -Be $byPath.Evidence.ForEach('ToJson')
    }

    It 'are the same with duplicates in the pipeline, and with -KeepDuplicate more' {
        $byPath = (Test-AuditCompliance $SampleTrail -RulePack CIS).ForEach('Count')
        $events = @(Get-AuditEvent $SampleTrail -KeepDuplicate)
        ($events | Test-AuditCompliance -RulePack CIS).ForEach('Count') | Should -Be $byPath
        $doubled = $events + $events
        ($doubled | Test-AuditCompliance -RulePack CIS -KeepDuplicate).ForEach('Count')[4] | Should -Be 4
    }
}

Describe 'A result' {
    BeforeAll {
        $result = Test-AuditCompliance $SampleTrail -RulePack CIS | Where-Object Control -EQ 4.5
    }

    It 'says what was found' {
        $result.Pack | Should -Be CIS
        $result.Title | Should -Be 'Changes of CloudTrail'
        $result.Status | Should -Be Violated
        $result.Level | Should -Be High
        $result.FirstSeen | Should -Be ([datetimeoffset] '2025-03-11T16:59:40Z')
        $result.LastSeen | Should -Be ([datetimeoffset] '2025-03-11T16:59:58Z')
        $result.Actors | Should -Be 'botocore-session-1741697231'
        $result.Rules | Should -Be 'cloudtrail_configuration_change'
        $result.EvidenceTruncated | Should -BeFalse
    }

    It 'holds the events themselves' {
        $result.Evidence | Should -BeOfType CloudAudit.AuditEvent
        $result.Evidence.EventName | Should -Be 'StopLogging', 'DeleteTrail'
        (Get-AuditEvent $result.Evidence[0].Origin -EventId $result.Evidence[0].EventId).ToJson() | Should -Be $result.Evidence[0].ToJson()
    }

    It 'says what the logs can show and what they cannot' {
        foreach ($property in 'Description', 'Shows', 'Limits', 'Proof', 'Guidance') {
            $result.$property | Should -Not -BeNullOrEmpty -Because $property
        }
    }

    It 'survives ConvertTo-Json, Export-Csv and Export-Clixml' {
        (ConvertTo-Json $result -Depth 4 -WarningAction Ignore | ConvertFrom-Json).Control | Should -Be 4.5
        $result | Export-Csv TestDrive:/result.csv
        (Import-Csv TestDrive:/result.csv).Actors | Should -Be 'botocore-session-1741697231'
        $result | Export-Clixml TestDrive:/result.xml
        $back = Import-Clixml TestDrive:/result.xml
        $back.Evidence.EventName | Should -Be 'StopLogging', 'DeleteTrail'
        ($back | Out-String -Width 100) | Should -BeLike '*CIS 4.5*Violated*High*2*'
    }
}

Describe '-EvidenceLimit' {
    It '<Limit> keeps <Kept> of 22 events, and counts them all' -ForEach @(
        @{ Limit = 0; Kept = 0; Truncated = $true }
        @{ Limit = 3; Kept = 3; Truncated = $true }
        @{ Limit = 22; Kept = 22; Truncated = $false }
        @{ Limit = 1000; Kept = 22; Truncated = $false }
    ) {
        $result = @(Test-AuditCompliance $SampleTrail -RulePack CIS -EvidenceLimit $Limit)[0]
        $result.Count | Should -Be 22
        $result.Evidence.Count | Should -Be $Kept
        $result.EvidenceTruncated | Should -Be $Truncated
        $result.Status | Should -Be Violated
    }

    It 'refuses <_>' -ForEach -1, 2000000 {
        { Test-AuditCompliance $SampleTrail -RulePack CIS -EvidenceLimit $_ } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }
}

Describe '-Finding' {
    It 'gives each match, with its event and its rule' {
        $findings = @(Test-AuditCompliance $SampleTrail -RulePack CIS -Finding)
        $findings | Should -BeOfType CloudAudit.Compliance.Finding
        $results = Test-AuditCompliance $SampleTrail -RulePack CIS
        foreach ($result in $results) {
            @($findings | Where-Object Controls -Contains "CIS $($result.Control)").Count | Should -Be $result.Count -Because $result.Control
        }

        $delete = $findings | Where-Object EventName -EQ DeleteTrail
        $delete.RuleName | Should -Be cloudtrail_configuration_change
        $delete.Level | Should -Be High
        $delete.Controls | Should -Be 'CIS 4.5'
        $delete.Tags | Should -Contain 'attack.t1562.008'
        $delete.Event.RequestParameters.name | Should -Not -BeNullOrEmpty
        $delete.Author, $delete.License | Should -Not -BeNullOrEmpty
    }

    It 'gives none where there is none' {
        Test-AuditCompliance $SampleTrail -RulePack CIS -Finding -EventName GetCallerIdentity | Should -BeNullOrEmpty
    }

    It 'comes as the events come' {
        $first = Get-AuditEvent $SampleTrail -EventName StopLogging, DeleteTrail |
            Test-AuditCompliance -RulePack CIS -Finding | Select-Object -First 1
        $first.EventName | Should -Be StopLogging
    }
}

Describe '-Quiet' {
    It 'is $false for violations, and $true where there are none' {
        Test-AuditCompliance $SampleTrail -RulePack CIS -Quiet | Should -BeExactly $false
        Test-AuditCompliance $SampleTrail -RulePack CIS -Quiet -EventName GetCallerIdentity | Should -BeExactly $true
        Get-AuditEvent $SampleTrail -EventName DeleteTrail | Test-AuditCompliance -RulePack CIS -Quiet | Should -BeExactly $false
        Get-AuditEvent $SampleTrail -EventName GetCallerIdentity | Test-AuditCompliance -RulePack CIS -Quiet | Should -BeExactly $true
    }

    It 'is one answer, whatever else is asked for' {
        Test-AuditCompliance $SampleTrail -RulePack CIS -Quiet -Finding | Should -BeExactly $false
    }

    It 'is $false with a warning where nothing was read: <Name>' -ForEach @(
        @{ Name = 'an empty folder'; Run = { Test-AuditCompliance TestDrive:/empty -RulePack CIS -Quiet } }
        @{ Name = 'an empty pipeline'; Run = { @() | Test-AuditCompliance -RulePack CIS -Quiet } }
        @{ Name = 'filters that nothing passes'; Run = { Test-AuditCompliance $SampleTrail -RulePack CIS -Quiet -EventName None } }
        @{ Name = 'a missing path'; Run = { Test-AuditCompliance TestDrive:/missing -RulePack CIS -Quiet -ErrorAction SilentlyContinue } }
    ) {
        $null = New-Item TestDrive:/empty -ItemType Directory -Force
        $output = @(& $Run 3>&1)
        $output | Should -HaveCount 2
        $output[0] | Should -BeExactly $false
        $output[1] | Should -BeOfType System.Management.Automation.WarningRecord
        "$($output[1])" | Should -Be 'No events were read, so nothing was checked.'
    }
}

Describe 'Where nothing was read' {
    It 'the status says so' {
        $results = Test-AuditCompliance $SampleTrail -RulePack CIS -EventName None -WarningAction SilentlyContinue
        $results.Status | Select-Object -Unique | Should -Be NoEvidence
    }

    It 'data events alone are no evidence' {
        $results = Test-AuditCompliance $SampleTrail -RulePack CIS -EventCategory Data
        ($results | Where-Object Count -EQ 0).Status | Select-Object -Unique | Should -Be NoEvidence
    }
}

Describe 'Filters' {
    It 'narrow by -Path' {
        $results = Test-AuditCompliance $SampleTrail -RulePack CIS -AccountId 444455556666 -StartTime 2025-03-11 -EndTime 2025-03-12
        ($results | Where-Object Status -EQ Violated).Control | Should -Be 4.1, 4.2, 4.6
    }

    It 'narrow events from the pipeline in the same way: <_>' -ForEach @(
        @{ EventName = 'Console*' }
        @{ Actor = 'root' }
        @{ SourceIPAddress = '203.0.113.0/24' }
        @{ StartTime = '2025-03-12' }
        @{ FilterHashtable = @{ awsRegion = 'us-west-2' } }
        @{ Failed = $true; Region = 'us-east-1' }
    ) {
        $filter = $_
        $byPath = (Test-AuditCompliance $SampleTrail -RulePack CIS @filter).ForEach('Count')
        ($byPath | Measure-Object -Sum).Sum | Should -BeGreaterThan 0
        (Get-AuditEvent $SampleTrail | Test-AuditCompliance -RulePack CIS @filter).ForEach('Count') | Should -Be $byPath
    }

    It 'that make no sense end the command' {
        { Get-AuditEvent $SampleTrail | Test-AuditCompliance -RulePack CIS -SourceIPAddress 1.2.3.4/40 } | Should -Throw -ErrorId 'InvalidQuery,*'
    }
}

Describe 'Where events come from' {
    It 'wildcards, literal paths and Get-ChildItem' {
        $null = New-Item (Get-TestPath 'lo[g]s') -ItemType Directory
        $stop = New-Record 1 @{ eventName = 'StopLogging'; eventSource = 'cloudtrail.amazonaws.com' }
        $stop | Set-Content -LiteralPath (Get-TestPath 'lo[g]s/a.json')
        $counts = @(
            (Test-AuditCompliance TestDrive:/lo*s -RulePack CIS)[4].Count
            (Test-AuditCompliance -LiteralPath 'TestDrive:/lo[g]s/a.json' -RulePack CIS)[4].Count
            (Get-ChildItem -LiteralPath 'TestDrive:/lo[g]s' | Test-AuditCompliance -RulePack CIS)[4].Count
            ('TestDrive:/lo*s' | Test-AuditCompliance -RulePack CIS)[4].Count
            ($stop | ConvertTo-AuditEvent | Test-AuditCompliance -RulePack CIS)[4].Count
            (Test-AuditCompliance -InputObject ($stop | ConvertTo-AuditEvent) -RulePack CIS)[4].Count
        )
        $counts | Should -Be 1, 1, 1, 1, 1, 1
    }

    It 'errors of logs are told, and the rest is checked' {
        '{"Records":[{"eventID":"1","eventName":"StopLogging","eventSource":"cloudtrail.amazonaws.com"},{"eventID"' | Set-Content TestDrive:/cut.json
        $run = Invoke-Collecting { Test-AuditCompliance TestDrive:/cut.json, TestDrive:/missing.json -RulePack CIS }
        $run.Output[4].Count | Should -Be 1
        $run.Errors.FullyQualifiedErrorId | Should -Be 'PathNotFound,CloudAudit.PowerShell.Commands.TestAuditComplianceCommand', 'TruncatedJson,CloudAudit.PowerShell.Commands.TestAuditComplianceCommand'
    }
}

Describe 'Rule packs' {
    It 'are found by name, in any case' {
        (Test-AuditCompliance $SampleTrail -RulePack cis).Count | Should -Be 15
    }

    It 'of one''s own are found by path: <_>' -ForEach 'full', 'relative', 'drive' {
        Push-Location $packs
        try {
            $path = @{ full = "$packs/mine.yml"; relative = './mine.yml'; drive = 'TestDrive:/packs/mine.yml' }[$_]
            $results = Test-AuditCompliance $SampleTrail -RulePack $path
        }
        finally {
            Pop-Location
        }

        $results.Pack | Select-Object -Unique | Should -Be MINE
        $results.Control | Should -Be A, B
        $results[0].Count | Should -Be 1
        $results[1].Count | Should -BeGreaterThan 1
    }

    It 'may be several' {
        $results = Test-AuditCompliance $SampleTrail -RulePack CIS, "$packs/mine.yml"
        $results | Should -HaveCount 17
        $findings = Test-AuditCompliance $SampleTrail -RulePack CIS, "$packs/mine.yml" -EventName StopLogging -Finding
        ($findings | Where-Object RuleName -EQ no_stop).Controls | Should -Be 'MINE A', 'MINE B'
    }

    It 'that do not exist end the command, which names those that do' {
        $failure = { Test-AuditCompliance $SampleTrail -RulePack NONE } | Should -Throw -ErrorId 'RulePackNotFound,*' -PassThru
        $failure.Exception.Message | Should -BeLike "There is no rule pack 'NONE'*The packs that ship are: *CIS*"
        $failure.CategoryInfo.Category | Should -Be ObjectNotFound
        $failure.TargetObject | Should -Be NONE
        { Test-AuditCompliance $SampleTrail -RulePack ./none.yml } | Should -Throw -ErrorId 'RulePackNotFound,*'
        { Test-AuditCompliance $SampleTrail -RulePack '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }

    It 'with a mistake end the command, which shows the place' {
        "name: BAD`ntitle: Bad`ncontrols:`n  - id: '1'`n    titel: Oops" | Set-Content "$packs/bad.yml"
        $failure = { Test-AuditCompliance $SampleTrail -RulePack "$packs/bad.yml" } | Should -Throw -ErrorId 'RulePackInvalid,*' -PassThru
        $failure.CategoryInfo.Category | Should -Be ParserError
        $failure.Exception.Line | Should -Be 5
        $failure.Exception.Column | Should -Be 5
        $failure.Exception.Message | Should -BeLike "*bad.yml:5:5*   5 |     titel: Oops*~~~~~*'titel'*"
        $shown = $failure | Get-ShownText
        $shown | Should -BeLike '*bad.yml:5:5*'
        $shown | Should -BeLike "*'titel'*"
        $shown | Should -BeLike '*titel: Oops*'
    }

    It 'with a rule that has a mistake use the others' {
        $bad = Get-TestPath halfbad
        $null = New-Item $bad -ItemType Directory
        Copy-Item "$packs/no_*.yml", "$packs/mine.yml" $bad
        (Get-Content "$bad/no_delete.yml" -Raw).Replace('condition: selection', 'condition: selection adn') | Set-Content "$bad/no_delete.yml"
        $run = Invoke-Collecting { Test-AuditCompliance $SampleTrail -RulePack "$bad/mine.yml" }
        $run.Output.ForEach('Count') | Should -Be 1, 1
        $run.Errors.FullyQualifiedErrorId | Select-Object -Unique | Should -BeLike 'RuleProblem,*'
        $run.Errors[0].CategoryInfo.Category | Should -Be ParserError
        ($run.Errors[0] | Get-ShownText) | Should -BeLike '*no_delete.yml:*adn*'
        ($run.Errors[1] | Get-ShownText) | Should -BeLike '*mine.yml:*Control B*no_delete*'
    }
}
