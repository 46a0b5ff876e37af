# -Checkpoint over sources in AWS: what arrives late in a bucket or a log group, and how little is listed.
BeforeDiscovery {
    . "$PSScriptRoot/Moto.ps1"
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    . "$PSScriptRoot/Moto.ps1"
    Import-Module $Manifest -Force
}

Describe 'Get-AuditEvent -Bucket -Checkpoint' -Skip:(-not (Test-Moto)) {
    BeforeAll {
        $moto = Start-Moto
        $caller = $moto.Caller
        $null = Invoke-MotoCli $moto 's3api', 'create-bucket', '--bucket', 'logs'
        $checkpoint = Get-TestPath bucket.checkpoint

        # One event an object, delivered at noon of a day.
        function Add-Object([int] $Number, [datetime] $Day, [string] $Region = 'eu-west-1') {
            $file = Get-TestPath object.json.gz
            Write-GzipFile $file "{`"Records`":[$(New-Record $Number @{ awsRegion = $Region })]}"
            $key = 'AWSLogs/111122223333/CloudTrail/{0}/{1:yyyy/MM/dd}/111122223333_CloudTrail_{0}_{1:yyyyMMdd}T1200Z_{2:d16}.json.gz' -f $Region, $Day, $Number
            $null = Invoke-MotoCli $moto 's3api', 'put-object', '--bucket', 'logs', '--key', $key, '--body', $file
        }

        function Read-New([hashtable] $With = @{}) {
            Get-AuditEvent -Bucket logs -Checkpoint $checkpoint @caller @With | ForEach-Object EventId
        }

        $day = [datetime] '2025-03-01'
        foreach ($number in 1..4) { Add-Object $number $day.AddDays($number * 10) }
        Add-Object 5 $day us-east-1
    }

    AfterAll {
        Stop-Moto $moto
    }

    It 'gives each event once, also one that arrives late, and from one region as from another' {
        Read-New | Should -Be (1..5)
        Read-New | Should -BeNullOrEmpty
        Add-Object 6 $day.AddDays(39)
        Add-Object 7 $day.AddDays(41)
        Add-Object 8 $day.AddDays(1) us-east-1
        Read-New | Should -Be 6, 7, 8
        Read-New | Should -BeNullOrEmpty
    }

    It 'does not list days that were read' {
        # Three days late and more is more than the window: it is not there any more to be found.
        Add-Object 9 $day.AddDays(20)
        Read-New | Should -BeNullOrEmpty
    }

    It 'goes on where -First stopped' {
        foreach ($number in 10..15) { Add-Object $number $day.AddDays(50) }
        $ids = foreach ($run in 1..4) { Read-New @{ First = 2 } }
        $ids | Should -Be (10..15)
    }

    It 'is refused for another bucket' {
        { Get-AuditEvent -Bucket other -Checkpoint $checkpoint @caller } | Should -Throw -ErrorId 'CheckpointOtherSource,*'
    }
}

Describe 'Get-AuditEvent -LogGroup -Checkpoint' -Skip:(-not (Test-Moto)) {
    BeforeAll {
        $moto = Start-Moto
        $caller = $moto.Caller
        $null = Invoke-MotoCli $moto 'logs', 'create-log-group', '--log-group-name', 'trail'
        $null = Invoke-MotoCli $moto 'logs', 'create-log-stream', '--log-group-name', 'trail', '--log-stream-name', 's'
        $checkpoint = Get-TestPath group.checkpoint

        function Add-LogEvent([int[]] $Number, [int] $MinutesAgo) {
            $at = [DateTimeOffset]::UtcNow.AddMinutes(-$MinutesAgo)
            $events = $Number | ForEach-Object { @{ timestamp = $at.ToUnixTimeMilliseconds(); message = New-Record $_ } }
            $file = Get-TestPath events.json
            ConvertTo-Json @($events) | Set-Content $file
            $null = Invoke-MotoCli $moto 'logs', 'put-log-events', '--log-group-name', 'trail', '--log-stream-name', 's', '--log-events', "file://$file"
        }

        function Read-New {
            Get-AuditEvent -LogGroup trail -Region us-east-1 -Checkpoint $checkpoint @caller | ForEach-Object EventId | Sort-Object { [int] $_ }
        }
    }

    AfterAll {
        Stop-Moto $moto
    }

    It 'gives each event once, also one that arrives late' {
        Add-LogEvent (1..5) 300
        Add-LogEvent (6..9) 30
        Read-New | Should -Be (1..9)
        Read-New | Should -BeNullOrEmpty
        Add-LogEvent 10 60
        Add-LogEvent 11 0
        Read-New | Should -Be 10, 11
        Read-New | Should -BeNullOrEmpty
    }

    It 'asks for no more than what may be new' {
        # Older than the two hours that an event may be late.
        Add-LogEvent 12 280
        Read-New | Should -BeNullOrEmpty
    }
}

Describe 'Get-AuditEvent -EventHistory -Checkpoint' {
    BeforeAll {
        . "$PSScriptRoot/EventHistoryServer.ps1"
        $history = Start-EventHistory
        $caller = @{ AccessKey = 'AKIAIOSFODNN7EXAMPLE'; SecretKey = 'secret'; EndpointUrl = $history.Url }
    }

    AfterAll {
        Stop-EventHistory $history
    }

    It 'gives each event once, and asks for the time since the last run, with two hours of overlap' {
        $checkpoint = Get-TestPath history.checkpoint
        @(Get-AuditEvent -EventHistory -Region us-east-1 -Checkpoint $checkpoint @caller).Count | Should -Be 60
        @($history.Requests)[-1] | Should -Not -Match 'StartTime'
        Get-AuditEvent -EventHistory -Region us-east-1 -Checkpoint $checkpoint @caller | Should -BeNullOrEmpty
        $start = (@($history.Requests)[-1] -split ' ', 2)[1] | ConvertFrom-Json | ForEach-Object StartTime
        [DateTimeOffset]::UtcNow.ToUnixTimeSeconds() - $start | Should -BeGreaterOrEqual 7200
        [DateTimeOffset]::UtcNow.ToUnixTimeSeconds() - $start | Should -BeLessThan 7800
    }
}
