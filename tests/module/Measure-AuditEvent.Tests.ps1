# Events counted: the numbers against Group-Object, what it looks like, and what the objects are good for.
BeforeDiscovery {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    Import-Module $Manifest -Force
    $events = Get-AuditEvent $SampleTrail
}

Describe 'Groups' {
    It 'by <Property> are those of Group-Object' -ForEach @(
        @{ Property = @('EventName') }
        @{ Property = @('Actor', 'SourceIPAddress') }
        @{ Property = @('eventsource', 'ErrorCode', 'Region') }
        @{ Property = @('AccountId', 'ActorType', 'ReadOnly') }
    ) {
        $expected = $events | Group-Object $Property | ForEach-Object {
            '{0} {1} {2:u} {3:u}' -f $_.Count, ($_.Values -join '|'), ($_.Group.EventTime | Sort-Object)[0], ($_.Group.EventTime | Sort-Object)[-1]
        }
        $actual = Measure-AuditEvent $SampleTrail $Property | ForEach-Object {
            '{0} {1} {2:u} {3:u}' -f $_.Count, ($_.Values -join '|'), $_.FirstSeen, $_.LastSeen
        }
        ($actual | Sort-Object) | Should -Be ($expected | Sort-Object)
        ($events | Measure-AuditEvent -Property $Property | ForEach-Object { "$($_.Count) $($_.Name)" }) |
            Should -BeExactly (Measure-AuditEvent $SampleTrail $Property | ForEach-Object { "$($_.Count) $($_.Name)" })
    }

    It 'come largest first, and -Top cuts there' {
        $all = Measure-AuditEvent $SampleTrail EventName
        $all.Count | Should -Be ($all.Count | Sort-Object -Descending)
        (Measure-AuditEvent $SampleTrail EventName -Top 3).Name | Should -BeExactly $all[0..2].Name
    }

    It 'have what was counted by as properties, which the next cmdlet takes' {
        $group = Measure-AuditEvent $SampleTrail Actor, requestParameters.bucketName -EventName GetObject -Top 1
        $group.Actor | Should -BeExactly $group.Values[0]
        $group.'requestParameters.bucketName' | Should -BeExactly $group.Values[1]
        @(Get-AuditEvent $SampleTrail -EventName GetObject -Actor $group.Actor).Count | Should -BeGreaterOrEqual $group.Count
    }

    It 'take the filters of Get-AuditEvent' {
        (Measure-AuditEvent $SampleTrail EventName -Failed -Region us-* | Measure-Object Count -Sum).Sum |
            Should -Be @(Get-AuditEvent $SampleTrail -Failed -Region us-*).Count
        (Get-AuditEvent $SampleTrail | Measure-AuditEvent -Property EventName -Failed | Measure-Object Count -Sum).Sum |
            Should -Be @(Get-AuditEvent $SampleTrail -Failed).Count
    }

    It 'of copies count them only with -KeepDuplicate' {
        (Measure-AuditEvent $SampleTrail -Interval 52w | Measure-Object Count -Sum).Sum | Should -Be $events.Count
        (Measure-AuditEvent $SampleTrail -Interval 52w -KeepDuplicate | Measure-Object Count -Sum).Sum | Should -Be 1993
    }

    It 'by time are aligned to UTC' {
        $expected = $events | Group-Object { $_.EventTime.UtcDateTime.ToString('yyyy-MM-dd HH') } | ForEach-Object { "$($_.Name) $($_.Count)" }
        Measure-AuditEvent $SampleTrail -Interval 1h | ForEach-Object { "$($_.Time.UtcDateTime.ToString('yyyy-MM-dd HH')) $($_.Count)" } |
            Should -BeExactly ($expected | Sort-Object)
    }

    It 'beyond the limit are counted together, with a warning' {
        $groups = Measure-AuditEvent $SampleTrail EventName -GroupLimit 5 -WarningVariable warned -WarningAction SilentlyContinue
        $groups.Count | Should -Be 6
        $groups[-1].IsOthers | Should -BeTrue
        ($groups | Measure-Object Count -Sum).Sum | Should -Be $events.Count
        "$warned" | Should -Match 'counted together'
    }

    It 'by a property that no event has are told' {
        $null = Measure-AuditEvent $SampleTrail EventNmae -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match "'EventNmae'"
    }

    It 'survive export' {
        $group = Measure-AuditEvent $SampleTrail EventName, Actor -Top 1
        ($group | ConvertTo-Json | ConvertFrom-Json).EventName | Should -BeExactly $group.EventName
        ($group | ConvertTo-Csv | ConvertFrom-Csv).Actor | Should -BeExactly $group.Actor
        $group | Export-Clixml (Get-TestPath group.xml)
        (Import-Clixml (Get-TestPath group.xml) | Out-String) | Should -BeExactly ($group | Out-String)
    }

    It 'have no interval of less than a second' {
        { Measure-AuditEvent $SampleTrail -Interval 0.5s } | Should -Throw -ErrorId 'IntervalTooShort,*'
    }
}

Describe 'The summary' {
    BeforeAll {
        $summary = Measure-AuditEvent $SampleTrail
    }

    It 'says how many events there are, of what time, and how many failed' {
        $summary.Events | Should -Be $events.Count
        $summary.Failed | Should -Be @(Get-AuditEvent $SampleTrail -Failed).Count
        $summary.FirstSeen | Should -Be ($events.EventTime | Sort-Object)[0]
        $summary.LastSeen | Should -Be ($events.EventTime | Sort-Object)[-1]
    }

    It 'lists what is most frequent, five unless -Top says otherwise' {
        $summary.EventName.Count | Should -Be 5
        $summary.EventName[0].Name | Should -BeExactly ($events | Group-Object EventName | Sort-Object Count -Descending)[0].Name
        $summary.EventName.Distinct | Should -Be @($events.EventName | Sort-Object -Unique).Count
        (Measure-AuditEvent $SampleTrail -Top 2).Actor.Count | Should -Be 2
        $summary.Hour.Count | Should -Be 24
        ($summary.Hour | Measure-Object Count -Sum).Sum | Should -Be $events.Count
    }

    It 'of nothing says so' {
        $nothing = Measure-AuditEvent $SampleTrail -EventName NoSuchName
        $nothing.Events | Should -Be 0
        $nothing | Out-String | Should -Match 'Events\s+:\s+0'
    }

    It 'fits a hundred columns, and a log writes nothing to the terminal through it' {
        $log = Get-TestPath hostile.json
        New-Record 1 @{ eventName = "$([char] 27)[31mred`n$('x' * 200)" } | Set-Content $log
        foreach ($what in $summary, (Measure-AuditEvent $log), (Measure-AuditEvent $log EventName), (Measure-AuditEvent $SampleTrail EventName, Actor), (Measure-AuditEvent $SampleTrail EventName -Interval 1h)) {
            $rendering = $PSStyle.OutputRendering
            $PSStyle.OutputRendering = 'PlainText'
            $text = $what | Out-String -Width 100
            $PSStyle.OutputRendering = $rendering
            ($text -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 100
            $text.Contains([char] 27) | Should -BeFalse
        }
    }
}

Describe 'Tab' {
    It 'completes properties and paths' {
        (TabExpansion2 ($line = 'Measure-AuditEvent . -Property EventN') $line.Length).CompletionMatches.CompletionText | Should -Contain 'EventName'
        (TabExpansion2 ($line = 'Measure-AuditEvent . -Property requestParameters.b') $line.Length).CompletionMatches.CompletionText | Should -Contain 'requestParameters.bucketName'
    }
}
