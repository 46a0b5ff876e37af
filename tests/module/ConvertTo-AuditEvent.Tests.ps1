# Text and objects that hold records, in every shape that they come in.
BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    Import-Module $Manifest -Force

    $one = New-Record 1 @{ requestParameters = @{ bucketName = 'a "quoted" {name}]' } }
    $two = New-Record 2
    function Get-Id { @($input | ConvertTo-AuditEvent | ForEach-Object EventId) -join ',' }
}

Describe 'Text' {
    It '<Name>' -ForEach @(
        @{ Name = 'a log file''s Records'; Make = { "{""Records"":[$one,$two]}" } }
        @{ Name = 'an array'; Make = { "[$one,$two]" } }
        @{ Name = 'JSON lines in one piece'; Make = { "$one`n$two`n" } }
        @{ Name = 'JSON lines one by one'; Make = { $one, $two } }
        @{ Name = 'a record by a record'; Make = { "  $one  ", "`t$two" } }
        @{ Name = 'with empty lines'; Make = { '', $one, '', $two, '' } }
        @{ Name = 'lookup-events'' answer'; Make = { ConvertTo-Json @{ Events = @(@{ EventId = '1'; CloudTrailEvent = $one }, @{ EventId = '2'; CloudTrailEvent = $two }) } -Depth 5 } }
        @{ Name = 'lookup-events'' answer, line by line'; Make = { (ConvertTo-Json @{ Events = @(@{ EventId = '1'; CloudTrailEvent = $one }, @{ EventId = '2'; CloudTrailEvent = $two }) } -Depth 5) -split '\r?\n' } }
        @{ Name = 'EventBridge events'; Make = { "{""version"":""0"",""detail-type"":""AWS API Call via CloudTrail"",""detail"":$one}", "{""version"":""0"",""detail-type"":""AWS API Call via CloudTrail"",""detail"":$two}" } }
        @{ Name = 'CloudWatch Logs export lines'; Make = { "2025-03-11T10:00:00.000Z $one", "2025-03-11T10:00:00.000Z $two" } }
        @{ Name = 'pretty-printed, whole'; Make = { "{""Records"":[$one,$two]}" | ConvertFrom-Json | ConvertTo-Json -Depth 20 } }
        @{ Name = 'pretty-printed, by Get-Content'; Make = {
                "{""Records"":[$one,$two]}" | ConvertFrom-Json | ConvertTo-Json -Depth 20 | Set-Content TestDrive:/pretty.json
                Get-Content TestDrive:/pretty.json
            } }
        @{ Name = 'pretty-printed records one after another'; Make = { $one, $two | ForEach-Object { ($_ | ConvertFrom-Json | ConvertTo-Json -Depth 20) -split '\r?\n' } } }
    ) {
        & $Make | Get-Id | Should -Be '1,2'
    }

    It 'may be given as an argument' {
        (ConvertTo-AuditEvent "[$one,$two]").EventId | Should -Be 1, 2
        (ConvertTo-AuditEvent -InputObject $one, $two).EventId | Should -Be 1, 2
    }

    It 'comes back from ToJson as it went in' {
        ($one | ConvertTo-AuditEvent).ToJson() | Should -BeExactly $one
        ($one | ConvertTo-AuditEvent).RequestParameters.bucketName | Should -BeExactly 'a "quoted" {name}]'
    }

    It 'gives the events of a document as soon as it closes' {
        "[$one]", "[$two" | ConvertTo-AuditEvent -ErrorAction SilentlyContinue | Select-Object -First 1 | ForEach-Object EventId | Should -Be 1
    }

    It 'numbers the events, keeps duplicates, and names no file' {
        $events = @($one, $one | ConvertTo-AuditEvent)
        $events.OriginIndex | Should -Be 0, 1
        $events.Origin | Should -Be '(pipeline)', '(pipeline)'
    }

    It 'that Get-AuditEvent -Raw gives makes the same events' {
        $events = @(Get-AuditEvent $SampleTrail -EventSource kms)
        $again = @(Get-AuditEvent $SampleTrail -EventSource kms -Raw | ConvertTo-AuditEvent)
        $again.Count | Should -BeGreaterThan 10
        $again.ToJson() | Should -Be $events.ToJson()
    }

    It 'that is nothing is no event and no error' {
        '', ' ', "`n" | ConvertTo-AuditEvent -ErrorAction Stop | Should -BeNullOrEmpty
        $null | ConvertTo-AuditEvent -ErrorAction Stop | Should -BeNullOrEmpty
        @() | ConvertTo-AuditEvent -ErrorAction Stop | Should -BeNullOrEmpty
        '{"Records":[]}' | ConvertTo-AuditEvent -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It '<Text> is an error, and what follows is read' -ForEach @(
        @{ Text = 'garbage'; Id = 'BadJson' }
        @{ Text = '{"a":1}'; Id = 'NotCloudTrail' }
        @{ Text = '{"eventID":"3","eventName":tru}'; Id = 'BadJson' }
        @{ Text = '"text"'; Id = 'BadJson' }
        @{ Text = '42'; Id = 'BadJson' }
    ) {
        $run = Invoke-Collecting { $Text, $one | ConvertTo-AuditEvent }
        $run.Output.EventId | Should -Be 1
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -Be "$Id,CloudAudit.PowerShell.Commands.ConvertToAuditEventCommand"
        $run.Errors[0].TargetObject | Should -Be '(pipeline)'
    }

    It 'that ends too early gives what is whole, and an error' {
        $run = Invoke-Collecting { "{""Records"":[$one,", '{"eventID":"2","x":' | ConvertTo-AuditEvent }
        $run.Output.EventId | Should -Be 1
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'TruncatedJson,*'
    }

    It 'in errors cannot act on the terminal' {
        $run = Invoke-Collecting { "`e]0;owned`a" | ConvertTo-AuditEvent }
        $run.Errors[0].Exception.Message | Should -Not -Match '[\x00-\x08\x0b-\x1f]'
    }
}

Describe 'Objects' {
    It 'of Find-CTEvent, by their CloudTrailEvent' {
        $found = $one, $two | ForEach-Object { [pscustomobject] @{ EventId = 'of the API'; EventName = 'x'; Username = 'y'; CloudTrailEvent = $_ } }
        $found | Get-Id | Should -Be '1,2'
    }

    It 'of CloudWatch Logs, by their message' {
        $one, $two | ForEach-Object { [pscustomobject] @{ Timestamp = 1; Message = $_ } } | Get-Id | Should -Be '1,2'
    }

    It 'that ConvertFrom-Json took apart: <Name>' -ForEach @(
        @{ Name = 'records'; Make = { $one, $two | ConvertFrom-Json } }
        @{ Name = 'hashtables of records'; Make = { $one, $two | ConvertFrom-Json -AsHashtable } }
        @{ Name = 'a log file'; Make = { "{""Records"":[$one,$two]}" | ConvertFrom-Json } }
        @{ Name = 'lookup-events'' answer'; Make = { ConvertTo-Json @{ Events = @(@{ CloudTrailEvent = $one }, @{ CloudTrailEvent = $two }) } -Depth 5 | ConvertFrom-Json } }
        @{ Name = 'EventBridge events'; Make = { "{""version"":""0"",""detail"":$one}", "{""version"":""0"",""detail"":$two}" | ConvertFrom-Json } }
    ) {
        & $Make | Get-Id | Should -Be '1,2'
    }

    It 'keep the time that ConvertFrom-Json made of the text' {
        $converted = $one | ConvertFrom-Json
        $converted.eventTime | Should -BeOfType datetime
        ($converted | ConvertTo-AuditEvent).EventTime | Should -Be ([datetimeoffset] '2025-03-11T10:00:00Z')
    }

    It 'keep what is nested deep' {
        $deep = 'x'
        foreach ($level in 1..30) { $deep = @{ l = $deep } }
        $value = (@{ eventID = '1'; requestParameters = $deep } | ConvertTo-AuditEvent -WarningAction Stop).RequestParameters
        foreach ($level in 1..30) { $value = $value.l }
        $value | Should -Be x
    }

    It 'made by hand' {
        $event = @{ eventName = 'StopLogging'; eventSource = 'cloudtrail.amazonaws.com'; userIdentity = @{ type = 'IAMUser'; userName = 'ada' } } | ConvertTo-AuditEvent
        $event.EventName | Should -Be StopLogging
        $event.Actor | Should -Be ada
    }

    It 'that are events pass as they are' {
        $event = Get-AuditEvent $SampleTrail -First 1
        [object]::ReferenceEquals($event, ($event | ConvertTo-AuditEvent)) | Should -BeTrue
    }

    It 'of several kinds may come mixed' {
        $one, ($two | ConvertFrom-Json), [pscustomobject] @{ CloudTrailEvent = $one }, (Get-AuditEvent $SampleTrail -First 1) |
            ConvertTo-AuditEvent | Should -HaveCount 4
    }

    It '<Name> is an error of its own, and the next is converted' -ForEach @(
        @{ Name = 'a number'; Make = { 42 } }
        @{ Name = 'a file'; Make = { Get-Item $Manifest } }
        @{ Name = 'a date'; Make = { Get-Date } }
    ) {
        $bad = & $Make
        $run = Invoke-Collecting { $bad, $one | ConvertTo-AuditEvent }
        $run.Output.EventId | Should -Be 1
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'NotConvertible,*'
        $run.Errors[0].CategoryInfo.Category | Should -Be InvalidType
        $run.Errors[0].TargetObject | Should -Be $bad
    }

    It 'without anything of a record is an error' {
        $run = Invoke-Collecting { [pscustomobject] @{ Name = 'x' }, @{} | ConvertTo-AuditEvent }
        $run.Output | Should -BeNullOrEmpty
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'NotCloudTrail,*'
    }
}
