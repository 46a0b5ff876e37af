# Log groups and the event history, which are pages of an API's answers.
BeforeDiscovery {
    . "$PSScriptRoot/Moto.ps1"
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/Moto.ps1"
    . "$PSScriptRoot/EventHistoryServer.ps1"
    Import-Module $Manifest -Force
}

Describe 'Get-AuditEvent -LogGroup' -Skip:(-not (Test-Moto)) {
    BeforeAll {
        $moto = Start-Moto
        $caller = $moto.Caller
        $null = Invoke-MotoCli $moto 'logs', 'create-log-group', '--log-group-name', 'CloudTrail/audit'
        $null = Invoke-MotoCli $moto 'logs', 'create-log-stream', '--log-group-name', 'CloudTrail/audit', '--log-stream-name', '111122223333_CloudTrail_eu-west-1'
        $at = [DateTimeOffset]::UtcNow.AddMinutes(-30)
        $events = 0..9 | ForEach-Object {
            $time = $at.AddSeconds($_)
            @{
                timestamp = $time.ToUnixTimeMilliseconds()
                message   = @{
                    eventVersion = '1.11'; eventTime = $time.UtcDateTime.ToString('yyyy-MM-ddTHH:mm:ssZ'); eventSource = 'cloudtrail.amazonaws.com'
                    eventName = $_ -eq 3 ? 'StopLogging' : 'GetTrail'; awsRegion = 'eu-west-1'; eventID = "00000000-0000-0000-0000-00000000000$_"
                    userIdentity = @{ type = 'IAMUser'; userName = 'mallory' }; readOnly = $_ -ne 3; eventCategory = 'Management'
                } | ConvertTo-Json -Compress
            }
        }
        $file = (New-Item TestDrive:/events.json -Value (ConvertTo-Json @($events))).FullName
        $null = Invoke-MotoCli $moto 'logs', 'put-log-events', '--log-group-name', 'CloudTrail/audit', '--log-stream-name', '111122223333_CloudTrail_eu-west-1', '--log-events', "file://$file"
    }

    AfterAll {
        Stop-Moto $moto
    }

    It 'reads the events of a group, and filters them' {
        $read = Get-AuditEvent -LogGroup CloudTrail/audit -Region us-east-1 @caller
        $read.EventId | Should -Be (0..9 | ForEach-Object { "00000000-0000-0000-0000-00000000000$_" })
        $read[0].Origin | Should -BeLike 'cloudwatch-logs://us-east-1/CloudTrail/audit#*'
        (Get-AuditEvent -LogGroup CloudTrail/* -Region us-east-1 -WriteOnly -Last 2h @caller).EventName | Should -Be StopLogging
    }

    It 'says what CloudWatch filters' {
        $said = Get-AuditEvent -LogGroup CloudTrail/audit -Region us-east-1 -EventName StopLogging @caller -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -BeLike '*256 KB*$.eventName = %*'
    }

    It 'finds what a check looks for' {
        $result = Test-AuditCompliance -LogGroup CloudTrail/audit -Region us-east-1 -RulePack CIS @caller
        ($result | Where-Object Control -EQ 4.5).Evidence.EventName | Should -Be StopLogging
    }

    It 'ends with an error that names the group where there is none' {
        $failure = { Get-AuditEvent -LogGroup nothing -Region us-east-1 @caller } | Should -Throw -PassThru
        $failure.CategoryInfo.Category | Should -Be ObjectNotFound
        $failure.Exception.Message | Should -BeLike '*log group nothing*'
    }
}

Describe 'Where a log group is' {
    It 'is one region' {
        { Get-AuditEvent -LogGroup a -Region 'eu-*' } | Should -Throw -ErrorId 'LogGroupRegion,*'
        { Get-AuditEvent -LogGroup a -Region eu-west-1, eu-west-2 } | Should -Throw -ErrorId 'LogGroupRegion,*'
        $arns = 'eu-west-1', 'us-east-1' | ForEach-Object { "arn:aws:logs:${_}:111122223333:log-group:a" }
        { Get-AuditEvent -LogGroup $arns } | Should -Throw -ErrorId 'LogGroupsApart,*'
        { Get-AuditEvent -LogGroup 'a b' } | Should -Throw -ErrorId 'LogGroupInvalid,*'
    }
}

Describe 'Get-AuditEvent -EventHistory' {
    BeforeAll {
        $history = Start-EventHistory
        $requests = $history.Requests
        $caller = @{ AccessKey = 'AKIAIOSFODNN7EXAMPLE'; SecretKey = 'made-up'; EndpointUrl = $history.Url }
    }

    AfterAll {
        Stop-EventHistory $history
    }

    BeforeEach {
        $requests.Clear()
    }

    It 'reads all pages of the region that is named' {
        (Get-AuditEvent -EventHistory -Region us-east-1 @caller).Count | Should -Be 60
        $requests.Count | Should -Be 2
    }

    It 'has CloudTrail look up one attribute' {
        (Get-AuditEvent -EventHistory -Region us-east-1 -EventName stoplogging @caller).EventId | Should -Be 0, 20, 40
        $requests.ToArray()[0] | Should -BeLike '*"AttributeKey":"EventName","AttributeValue":"StopLogging"*'
    }

    It 'asks several regions, or all' {
        (Get-AuditEvent -EventHistory -Region us-east-1, eu-west-1 @caller).Count | Should -Be 60
        ($requests.ToArray() -replace ' .*' | Sort-Object -Unique) | Should -Be eu-west-1, us-east-1
        $requests.Clear()
        $saved = $env:AWS_REGION
        try {
            $env:AWS_REGION = 'us-east-1'
            (Get-AuditEvent -EventHistory -AllRegion -EventName StopLogging @caller).Count | Should -Be 3
        }
        finally {
            $env:AWS_REGION = $saved
        }

        ($requests.ToArray() -replace ' .*' | Sort-Object -Unique).Count | Should -BeGreaterThan 20
    }

    It 'stops with the first event that is wanted' {
        (Get-AuditEvent -EventHistory -Region us-east-1 @caller | Select-Object -First 1).EventId | Should -Be 0
    }

    It 'warns of what the history does not have' {
        $null = Get-AuditEvent -EventHistory -Region us-east-1 -Last 120d -EventCategory Data @caller -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*90 days*data and network activity*'
    }
}
