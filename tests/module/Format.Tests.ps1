# What events, controls and findings look like at a prompt, and that nothing of a log acts on the terminal.
BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    Import-Module $Manifest -Force

    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    function Get-Line([object[]] $InputObject, [scriptblock] $Format = { $input }) {
        ($InputObject | & $Format | Out-String -Width 100) -split '\r?\n'
    }
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
}

Describe 'Tables fit a hundred columns' {
    It '<Name>' -ForEach @(
        @{ Name = 'events'; Make = { Get-AuditEvent $SampleTrail }; Header = 'EventTime (UTC)     EventSource EventName                Actor            SourceIPAddress Error' }
        @{ Name = 'controls'; Make = { Test-AuditCompliance $SampleTrail -RulePack CIS }; Header = 'Control                    Title                                  Status           Level     Count' }
        @{ Name = 'findings'; Make = { Test-AuditCompliance $SampleTrail -RulePack CIS -Finding }; Header = 'EventTime (UTC)     Level    Title                              EventName          Actor' }
    ) {
        $lines = Get-Line (& $Make)
        $lines[1].TrimEnd() | Should -BeExactly $Header
        $lines.Count | Should -BeGreaterThan 15
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 100
    }

    It 'a narrower terminal gets whole lines, too' {
        $lines = (Get-AuditEvent $SampleTrail -First 5 | Out-String -Width 80) -split '\r?\n'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }
}

Describe 'An event' {
    BeforeAll {
        $event = Get-AuditEvent $SampleTrail -EventName DeleteTrail
    }

    It 'in a table has its time in UTC and the service without its ending' {
        (Get-Line $event)[3] | Should -BeLike '2025-03-11 16:59:58 cloudtrail  DeleteTrail *'
    }

    It 'in a list shows what the record has, and not what it lacks' {
        $lines = Get-Line $event { $input | Format-List }
        $lines -match '^EventTime +: 2025-03-11 16:59:58$' | Should -HaveCount 1
        $lines -match '^RequestParameters +: \{"name":' | Should -HaveCount 1
        $lines -match '^Actor +: botocore-session-1741697231$' | Should -HaveCount 1
        $lines -match '^ErrorCode ' | Should -HaveCount 0
    }

    It 'without a name shows its type' {
        (Get-Line (New-Record 1 @{ eventName = $null; eventType = 'AwsCloudTrailInsight' } | ConvertTo-AuditEvent))[3] | Should -BeLike '*AwsCloudTrailInsi*'
    }

    It 'without anything is a line' {
        (Get-Line ('{"eventID":"1"}' | ConvertTo-AuditEvent))[1] | Should -BeLike 'EventTime*'
    }

    It 'that Import-Clixml brings back looks the same' {
        $event | Export-Clixml TestDrive:/event.xml
        $back = Import-Clixml TestDrive:/event.xml
        Get-Line $back | Should -BeExactly (Get-Line $event)
        $lines = Get-Line $back { $input | Format-List }
        $lines -match '^RequestParameters +: \{"name":' | Should -HaveCount 1
        $lines -match 'System\.' | Should -HaveCount 0
    }

    It 'shows the members of nested objects by name' {
        $lines = Get-Line $event.UserIdentity
        $lines[1] | Should -BeLike 'Name *Value*'
        $lines -match '^type +AssumedRole$' | Should -HaveCount 1
        $lines -match '^sessionContext +\{"sessionIssuer":' | Should -HaveCount 1
    }
}

Describe 'A control' {
    It 'is counted to the right and coloured by its status' {
        $PSStyle.OutputRendering = 'Ansi'
        try {
            $text = Test-AuditCompliance $SampleTrail -RulePack CIS | Out-String -Width 100
        }
        finally {
            $PSStyle.OutputRendering = 'PlainText'
        }

        $text | Should -Match ([regex]::Escape("$($PSStyle.Foreground.Red)Violated$($PSStyle.Reset)"))
        $text | Should -Match ([regex]::Escape("$($PSStyle.Foreground.Green)NoViolationFound$($PSStyle.Reset)"))
        $text | Should -Match 'Low +22\r?\n'
    }

    It 'and a finding look the same when Import-Clixml brings them back' {
        foreach ($object in (Test-AuditCompliance $SampleTrail -RulePack CIS)[4], (Test-AuditCompliance $SampleTrail -RulePack CIS -Finding)[0]) {
            $object | Export-Clixml TestDrive:/object.xml -Force
            Get-Line (Import-Clixml TestDrive:/object.xml) | Should -BeExactly (Get-Line $object)
            Get-Line (Import-Clixml TestDrive:/object.xml) { $input | Format-List } | Should -BeExactly (Get-Line $object { $input | Format-List })
        }
    }

    It 'in a list says what can be shown and what to do' {
        $lines = Get-Line (Test-AuditCompliance $SampleTrail -RulePack CIS)[4] { $input | Format-List }
        foreach ($label in 'Control', 'Status', 'FirstSeen', 'Actors', 'Limits', 'Proof', 'Guidance') {
            $lines -match "^$label +: \S" | Should -HaveCount 1 -Because $label
        }
    }
}

Describe 'Nothing of a log acts on the terminal' {
    BeforeAll {
        # Escape sequences, a bell, CSI as one character, changes of direction, a tag character, lines of its own.
        $evil = "x`e[31m`e]0;owned`a$([char] 0x9b)2J$([char] 0x202e)y$([char] 0x2028)`r`nEventTime: z$([char]::ConvertFromUtf32(0xe0041))"
        $events = (New-Record 1 @{
            eventName = "DeleteTrail"; eventSource = 'cloudtrail.amazonaws.com'; errorMessage = $evil; userAgent = $evil; sourceIPAddress = $evil
            awsRegion = $evil; requestID = $evil; recipientAccountId = $evil; eventType = $evil; vpcEndpointId = $evil
            userIdentity = @{ type = $evil; userName = $evil; arn = $evil; accessKeyId = $evil }
            requestParameters = @{ bucketName = $evil; $evil = $evil; list = @($evil, @{ $evil = $evil }) }
            responseElements = $evil; additionalEventData = @($evil); tlsDetails = @{ a = $evil }; resources = @(@{ ARN = $evil })
        }), (New-Record 2 @{ eventName = "DeleteTrail$evil"; eventSource = $evil; errorCode = $evil }) | ConvertTo-AuditEvent
        $results = $events | Test-AuditCompliance -RulePack CIS
        $findings = $events | Test-AuditCompliance -RulePack CIS -Finding
        $acting = '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]|\udb40'
    }

    It '<Name>' -ForEach @(
        @{ Name = 'table of events'; Make = { $events } }
        @{ Name = 'list of events'; Make = { $events | Format-List } }
        @{ Name = 'wide table of events'; Make = { $events | Format-Table -AutoSize -Wrap } }
        @{ Name = 'table of controls'; Make = { $results } }
        @{ Name = 'list of controls'; Make = { $results | Format-List } }
        @{ Name = 'table of findings'; Make = { $findings } }
        @{ Name = 'list of findings'; Make = { $findings | Format-List } }
        @{ Name = 'members of an object'; Make = { $events[0].RequestParameters } }
        @{ Name = 'list of members of an object'; Make = { $events[0].RequestParameters | Format-List } }
        @{ Name = 'members of objects in an array'; Make = { $events[0].Resources } }
        @{ Name = 'events that were stored'; Make = { $events | Export-Clixml TestDrive:/evil.xml; Import-Clixml TestDrive:/evil.xml } }
        @{ Name = 'list of events that were stored'; Make = { $events | Export-Clixml TestDrive:/evil.xml; Import-Clixml TestDrive:/evil.xml | Format-List } }
    ) {
        $text = & $Make | Out-String -Width 200
        $text.Trim() | Should -Not -BeNullOrEmpty
        $text | Should -Not -Match $acting
        # A line of its own could pass for a property or an event.
        $text | Should -Not -Match '(?m)^EventTime: z'
    }

    It 'errors that name files' -Skip:$IsWindows {
        $file = Get-TestPath "a`e]0;owned`a.json"
        '{"Records":[' | Set-Content -LiteralPath $file
        try {
            $run = Invoke-Collecting { Get-AuditEvent -LiteralPath $file }
        }
        finally {
            [System.IO.File]::Delete($file)
        }

        $run.Errors | Should -HaveCount 1
        "$($run.Errors[0])" | Should -Not -Match $acting
    }
}
