# The filters that every command shares, over the sample trail and over records of the tests' own.
BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    Import-Module $Manifest -Force

    $log = Get-TestPath log.jsonl
    @(
        New-Record 1 @{
            eventName = 'GetObject'; eventSource = 's3.amazonaws.com'; eventTime = '2025-03-11T10:00:00Z'; awsRegion = 'eu-west-1'; recipientAccountId = '111122223333'
            readOnly = $true; managementEvent = $false; eventCategory = 'Data'; sourceIPAddress = '203.0.113.9'
            userIdentity = @{ type = 'IAMUser'; userName = 'ada'; arn = 'arn:aws:iam::111122223333:user/ada'; accessKeyId = 'AKIAADA' }
            requestParameters = @{ bucketName = 'prod-logs'; key = 'a"b\c' }
        }
        New-Record 2 @{
            eventName = 'PutBucketPolicy'; eventSource = 's3.amazonaws.com'; eventTime = '2025-03-11T11:00:00Z'; awsRegion = 'us-east-1'; recipientAccountId = '444455556666'
            readOnly = $false; eventCategory = 'Management'; sourceIPAddress = '2001:db8::5'; errorCode = 'AccessDenied'; errorMessage = 'no'
            userIdentity = @{ type = 'AssumedRole'; arn = 'arn:aws:sts::444455556666:assumed-role/deploy/grace'; accessKeyId = 'ASIAGRACE'; sessionContext = @{ sessionIssuer = @{ userName = 'deploy' } } }
            requestParameters = @{ bucketName = 'test-web'; policy = @{ Statement = @(@{ Effect = 'Allow'; Principal = '*' }, @{ Effect = 'Deny'; Principal = 'x' }) }; count = 7 }
        }
        New-Record 3 @{
            eventName = 'ConsoleLogin'; eventSource = 'signin.amazonaws.com'; eventTime = '2025-03-12T10:00:00Z'; awsRegion = 'us-east-1'; recipientAccountId = '111122223333'
            sourceIPAddress = 'AWS Internal'; errorMessage = 'Failed authentication'; responseElements = @{ ConsoleLogin = 'Failure' }
            userIdentity = @{ type = 'Root'; arn = 'arn:aws:iam::111122223333:root'; accountId = '111122223333' }
            requestParameters = $null
        }
    ) | Set-Content $log

    function Get-Found([hashtable] $Filter) { @(Get-AuditEvent $log @Filter | ForEach-Object EventId) -join ',' }
}

Describe 'A filter' {
    It '-<Name> <Value> finds <Found>' -ForEach @(
        @{ Name = 'EventName'; Value = 'getobject'; Found = '1' }
        @{ Name = 'EventName'; Value = 'Get*', 'Console?ogin'; Found = '1,3' }
        @{ Name = 'EventSource'; Value = 's3'; Found = '1,2' }
        @{ Name = 'EventSource'; Value = 'signin.amazonaws.com'; Found = '3' }
        @{ Name = 'EventSource'; Value = 's3*'; Found = '1,2' }
        @{ Name = 'Actor'; Value = 'ada'; Found = '1' }
        @{ Name = 'Actor'; Value = 'deploy'; Found = '2' }
        @{ Name = 'Actor'; Value = 'grace', 'root'; Found = '2,3' }
        @{ Name = 'Actor'; Value = '*:user/*'; Found = '1' }
        @{ Name = 'AccessKeyId'; Value = 'AKIA*'; Found = '1' }
        @{ Name = 'SourceIPAddress'; Value = '203.0.113.0/24'; Found = '1' }
        @{ Name = 'SourceIPAddress'; Value = '203.0.113.9'; Found = '1' }
        @{ Name = 'SourceIPAddress'; Value = '2001:0db8:0::/32', '10.0.0.0/8'; Found = '2' }
        @{ Name = 'SourceIPAddress'; Value = '2001:db8:0:0::5'; Found = '2' }
        @{ Name = 'SourceIPAddress'; Value = '0.0.0.0/0'; Found = '1' }
        @{ Name = 'SourceIPAddress'; Value = 'AWS Internal'; Found = '3' }
        @{ Name = 'SourceIPAddress'; Value = '203.0.*'; Found = '1' }
        @{ Name = 'Region'; Value = 'us-*'; Found = '2,3' }
        @{ Name = 'AccountId'; Value = '444455556666'; Found = '2' }
        @{ Name = 'AccountId'; Value = 444455556666; Found = '2' }
        @{ Name = 'ErrorCode'; Value = 'accessdenied*'; Found = '2' }
        @{ Name = 'Failed'; Value = $true; Found = '2,3' }
        @{ Name = 'WriteOnly'; Value = $true; Found = '2,3' }
        @{ Name = 'ResourceName'; Value = 'prod-*'; Found = '1' }
        @{ Name = 'EventId'; Value = '2', '3'; Found = '2,3' }
        @{ Name = 'EventCategory'; Value = 'data'; Found = '1' }
        @{ Name = 'EventCategory'; Value = 'Management'; Found = '2,3' }
        @{ Name = 'Contains'; Value = 'PROD-LOGS'; Found = '1' }
        @{ Name = 'Contains'; Value = 'a"b\c'; Found = '1' }
        @{ Name = 'Contains'; Value = '*'; Found = '2' }
        @{ Name = 'Contains'; Value = 'grace', 'Failed authentication'; Found = '2,3' }
        @{ Name = 'StartTime'; Value = '2025-03-11T11:00:00Z'; Found = '2,3' }
        @{ Name = 'StartTime'; Value = '2025-03-12T01:00:00+02:00'; Found = '3' }
        @{ Name = 'EndTime'; Value = '2025-03-11T11:00:00Z'; Found = '1' }
        @{ Name = 'EndTime'; Value = '2025-03-12'; Found = '1,2' }
    ) {
        Get-Found @{ $Name = $Value } | Should -Be $Found
    }

    It 'times may be DateTime, local or not, and DateTimeOffset' {
        $utc = [datetime]::new(2025, 3, 11, 11, 0, 0, [System.DateTimeKind]::Utc)
        Get-Found @{ StartTime = $utc } | Should -Be '2,3'
        Get-Found @{ StartTime = $utc.ToLocalTime() } | Should -Be '2,3'
        Get-Found @{ EndTime = [datetimeoffset] $utc } | Should -Be '1'
        Get-Found @{ StartTime = (Get-AuditEvent $log -EventId 2).EventTime } | Should -Be '2,3'
    }

    It '-Last <_> goes back from -EndTime' -ForEach '90m', '1.5h', '01:30:00', ([timespan] '01:30:00') {
        Get-Found @{ Last = $_; EndTime = '2025-03-11T12:00:00Z' } | Should -Be '2'
    }

    It '-Last goes back from now without it' {
        New-Record 9 @{ eventTime = [datetime]::UtcNow.AddMinutes(-30).ToString('s') + 'Z' } | Set-Content TestDrive:/now.json
        @(Get-AuditEvent TestDrive:/now.json -Last 1h) | Should -HaveCount 1
        @(Get-AuditEvent TestDrive:/now.json -Last 10m) | Should -HaveCount 0
    }

    It 'all of several must hold' {
        Get-Found @{ EventSource = 's3'; Failed = $true } | Should -Be '2'
        Get-Found @{ EventSource = 's3'; Region = 'us-east-1'; WriteOnly = $true; AccountId = '4444*' } | Should -Be '2'
        Get-Found @{ EventSource = 's3'; Actor = 'root' } | Should -Be ''
    }

    It 'a switch that is off filters nothing' {
        (Get-AuditEvent $log -Failed:$false -WriteOnly:$false).Count | Should -Be 3
    }
}

Describe '-FilterHashtable' {
    It '@{ <Key> = <Value> } finds <Found>' -ForEach @(
        @{ Key = 'eventName'; Value = 'GetObject'; Found = '1' }
        @{ Key = 'EVENTNAME'; Value = 'getobject', 'consolelogin'; Found = '1,3' }
        @{ Key = 'eventName'; Value = 'Get*'; Found = '1' }
        @{ Key = 'eventName|startswith'; Value = 'put', 'get'; Found = '1,2' }
        @{ Key = 'eventName|endswith'; Value = 'Policy'; Found = '2' }
        @{ Key = 'eventName|contains'; Value = 'sole'; Found = '3' }
        @{ Key = 'eventName|contains|all'; Value = 'Bucket', 'Policy'; Found = '2' }
        @{ Key = 'eventName|cased'; Value = 'getobject'; Found = '' }
        @{ Key = 'eventName|neq'; Value = 'GetObject'; Found = '2,3' }
        @{ Key = 'eventName|re'; Value = '^(Get|Put)[A-Z]'; Found = '1,2' }
        @{ Key = 'eventName|re|i'; Value = '^get'; Found = '1' }
        @{ Key = 'sourceIPAddress|cidr'; Value = '203.0.113.0/24', '2001:db8::/32'; Found = '1,2' }
        @{ Key = 'requestParameters.bucketName'; Value = 'prod-*'; Found = '1' }
        @{ Key = 'requestparameters.BUCKETNAME|startswith'; Value = 'test-'; Found = '2' }
        @{ Key = 'requestParameters.policy.Statement.Effect'; Value = 'deny'; Found = '2' }
        @{ Key = 'requestParameters.policy.Statement.Principal'; Value = '\*'; Found = '2' }
        @{ Key = 'requestParameters.count|gt'; Value = 6; Found = '2' }
        @{ Key = 'requestParameters.count|lte'; Value = 6; Found = '' }
        @{ Key = 'requestParameters.count'; Value = 7; Found = '2' }
        @{ Key = 'requestParameters'; Value = $null; Found = '3' }
        @{ Key = 'errorCode'; Value = $null; Found = '1,3' }
        @{ Key = 'errorCode|exists'; Value = $true; Found = '2' }
        @{ Key = 'errorCode|exists'; Value = $false; Found = '1,3' }
        @{ Key = 'errorCode'; Value = $null, 'AccessDenied'; Found = '1,2,3' }
        @{ Key = 'readOnly'; Value = $true; Found = '1' }
        @{ Key = 'userIdentity.sessionContext.sessionIssuer.userName'; Value = 'deploy'; Found = '2' }
        @{ Key = 'Region'; Value = 'eu-west-1'; Found = '1' }
        @{ Key = 'accountid'; Value = '4444*'; Found = '2' }
        @{ Key = 'AccessKeyId|startswith'; Value = 'ASIA'; Found = '2' }
        @{ Key = 'ActorType'; Value = 'Root'; Found = '3' }
        @{ Key = 'ActorArn|contains'; Value = ':user/'; Found = '1' }
        @{ Key = 'EventId'; Value = '2'; Found = '2' }
    ) {
        Get-Found @{ FilterHashtable = @{ $Key = $Value } } | Should -Be $Found
    }

    It 'all keys must hold, and the other filters too' {
        Get-Found @{ FilterHashtable = @{ eventSource = 's3*'; readOnly = $false } } | Should -Be '2'
        Get-Found @{ FilterHashtable = [ordered] @{ eventSource = 's3*' }; Region = 'eu-west-1' } | Should -Be '1'
    }

    It 'takes values that a pipeline has wrapped' {
        $name = 'GetObject', 'ConsoleLogin' | Where-Object { $_ }
        Get-Found @{ FilterHashtable = @{ eventName = $name } } | Should -Be '1,3'
        $arn = Get-AuditEvent $log -EventId 1 | ForEach-Object { $_.UserIdentity.arn }
        Get-Found @{ FilterHashtable = @{ 'userIdentity.arn' = $arn } } | Should -Be '1'
    }
}

Describe 'On the sample trail' {
    It '-<Name> finds what Where-Object finds' -ForEach @(
        @{ Name = 'EventName'; Value = 'Console*'; Where = { $_.EventName -like 'Console*' } }
        @{ Name = 'Region'; Value = 'eu-west-1', 'us-west-2'; Where = { $_.Region -in 'eu-west-1', 'us-west-2' } }
        @{ Name = 'AccountId'; Value = '444455556666'; Where = { $_.AccountId -eq '444455556666' } }
        @{ Name = 'Failed'; Value = $true; Where = { $_.ErrorCode -or $_.ErrorMessage } }
        @{ Name = 'ErrorCode'; Value = '*Unauthorized*'; Where = { $_.ErrorCode -like '*Unauthorized*' } }
        @{ Name = 'StartTime'; Value = '2025-03-12T08:00:00Z'; Where = { $_.EventTime -ge [datetimeoffset] '2025-03-12T08:00:00Z' } }
        @{ Name = 'EndTime'; Value = '2025-03-11T10:00:00Z'; Where = { $_.EventTime -and $_.EventTime -lt [datetimeoffset] '2025-03-11T10:00:00Z' } }
        @{ Name = 'EventCategory'; Value = 'Data'; Where = { $_.EventCategory -eq 'Data' } }
        @{ Name = 'AccessKeyId'; Value = 'AKIA*'; Where = { $_.AccessKeyId -like 'AKIA*' } }
        @{ Name = 'ResourceName'; Value = '*-prod-*'; Where = { $_.ResourceName -like '*-prod-*' } }
        @{ Name = 'Contains'; Value = 'botocore'; Where = { $_.ToJson().Contains('botocore', 'OrdinalIgnoreCase') } }
    ) {
        $argument = @{ $Name = $Value }
        $found = @(Get-AuditEvent $SampleTrail @argument)
        $found.Count | Should -BeGreaterThan 0
        $found.EventId | Should -Be @(Get-AuditEvent $SampleTrail | Where-Object $Where | ForEach-Object EventId)
    }
}
