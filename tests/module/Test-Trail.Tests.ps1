# Test-Trail: each check turns when its condition is broken, and is green again when the command that it names has run.
BeforeDiscovery {
    . "$PSScriptRoot/Moto.ps1"
    $skip = -not (Test-Moto)
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/Moto.ps1"
    . "$PSScriptRoot/MotoProxy.ps1"
    Import-Module $Manifest -Force
    if (-not (Test-Moto)) {
        return
    }

    $moto = Start-Moto
    $delivery = [hashtable]::Synchronized(@{})
    $proxy = Start-MotoProxy $moto $delivery

    # Remedies are run as they stand, so the environment says who calls, and where.
    $names = 'AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION'
    $saved = @{}
    $names | ForEach-Object { $saved[$_] = [Environment]::GetEnvironmentVariable($_) }
    $env:AWS_ENDPOINT_URL, $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY, $env:AWS_REGION = $proxy.Url, $moto.AccessKey, $moto.SecretKey, 'us-east-1'

    function Reset-Status {
        $now = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()
        $delivery.Clear()
        $delivery['LatestDigestDeliveryTime'] = $now - 1800
        $delivery['LatestCloudWatchLogsDeliveryTime'] = $now - 60
    }

    Reset-Status
    $null = New-Trail -Name audit -Bucket audit-logs -CreateKmsKey -LogGroup CloudTrail/audit -SnsTopic audit -RetentionDays 400 -DataEvent S3
    $null = Set-Trail audit -ObjectLockDays 30
    $key = (Get-Trail audit).KmsKeyId
    $keyPolicy = (Invoke-MotoCli $moto kms, get-key-policy, --key-id, $key, --policy-name, default).Policy

    function Get-Check([string] $Check) {
        @(Test-Trail audit | Where-Object Check -EQ $Check)[0]
    }
}

AfterAll {
    if (Test-Moto) {
        $names | ForEach-Object { [Environment]::SetEnvironmentVariable($_, $saved[$_]) }
        Stop-MotoProxy $proxy
        Stop-Moto $moto
    }
}

Describe 'Test-Trail' -Skip:$skip {
    It 'passes a trail that is as it should be' {
        $checks = Test-Trail audit
        $checks | Where-Object Status -NE Passed | ForEach-Object { "$_" } | Should -BeNullOrEmpty
        $checks.Check | Should -Be @(
            'Logging', 'Delivery', 'MultiRegion', 'GlobalEvents', 'LogFileValidation', 'ManagementEvents', 'Exclusions', 'DataEvents', 'Digests', 'Encryption', 'LogGroup'
            'Notifications', 'PublicAccess', 'BucketPolicy', 'TlsOnly', 'BucketOwnership', 'Versioning', 'ObjectLock', 'Retention')
        Test-Trail audit -Quiet | Should -BeTrue
        Get-Trail audit | Test-Trail -Quiet | Should -BeTrue
    }

    It '<Check> turns <Status> when <What>, and its remedy mends it' -ForEach @(
        @{ Check = 'Logging'; Status = 'Failed'; What = 'the trail is stopped'; Break = { Stop-Trail audit -Confirm:$false } }
        @{ Check = 'MultiRegion'; Status = 'Failed'; What = 'one region is logged'; Break = { Set-Trail audit -MultiRegion:$false } }
        @{ Check = 'GlobalEvents'; Status = 'Failed'; What = 'global services are left out'; Break = { Set-Trail audit -GlobalEvents:$false } }
        @{ Check = 'LogFileValidation'; Status = 'Failed'; What = 'no digests are written'; Break = { Set-Trail audit -LogFileValidation:$false } }
        @{ Check = 'ManagementEvents'; Status = 'Failed'; What = 'reads are left out'
            Break = { Set-Trail audit -AdvancedEventSelector @{ FieldSelectors = @(@{ Field = 'eventCategory'; Equals = 'Management' }, @{ Field = 'readOnly'; Equals = 'false' }) } -DataEvent S3 } }
        @{ Check = 'Exclusions'; Status = 'Failed'; What = 'a service is left out'
            Break = { Set-Trail audit -AdvancedEventSelector @{ FieldSelectors = @(@{ Field = 'eventCategory'; Equals = 'Management' }, @{ Field = 'eventSource'; NotEquals = 'kms.amazonaws.com' }) } -DataEvent S3 } }
        @{ Check = 'DataEvents'; Status = 'Warning'; What = 'none are logged'
            Break = { Set-Trail audit -AdvancedEventSelector @{ FieldSelectors = @{ Field = 'eventCategory'; Equals = 'Management' } } } }
        @{ Check = 'Encryption'; Status = 'Failed'; What = 'the key''s policy lets CloudTrail not encrypt'
            Break = { Invoke-MotoCli $moto kms, put-key-policy, --key-id, $key, --policy-name, default, --policy, (($keyPolicy | ConvertFrom-Json) | ForEach-Object { $_.Statement = @($_.Statement[0]); $_ } | ConvertTo-Json -Depth 9 -Compress) } }
        @{ Check = 'Encryption'; Status = 'Warning'; What = 'there is no key'; Break = { Set-Trail audit -KmsKeyId '' } }
        @{ Check = 'LogGroup'; Status = 'Failed'; What = 'the log group is deleted'; Break = { Invoke-MotoCli $moto logs, delete-log-group, --log-group-name, CloudTrail/audit } }
        @{ Check = 'LogGroup'; Status = 'Warning'; What = 'there is none'; Break = { Set-Trail audit -LogGroup '' } }
        @{ Check = 'PublicAccess'; Status = 'Failed'; What = 'the block is taken away'; Break = { Invoke-MotoCli $moto s3api, delete-public-access-block, --bucket, audit-logs } }
        @{ Check = 'PublicAccess'; Status = 'Failed'; What = 'one part of the block is off'
            Break = { Invoke-MotoCli $moto s3api, put-public-access-block, --bucket, audit-logs, --public-access-block-configuration, 'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=false,RestrictPublicBuckets=true' } }
        @{ Check = 'BucketPolicy'; Status = 'Failed'; What = 'the policy is deleted'; Break = { Invoke-MotoCli $moto s3api, delete-bucket-policy, --bucket, audit-logs } }
        @{ Check = 'TlsOnly'; Status = 'Failed'; What = 'the policy allows plain HTTP'
            Break = { Invoke-MotoCli $moto s3api, put-bucket-policy, --bucket, audit-logs, --policy, '{"Version":"2012-10-17","Statement":[]}' } }
        @{ Check = 'BucketOwnership'; Status = 'Failed'; What = 'writers own objects'
            Break = { Invoke-MotoCli $moto s3api, put-bucket-ownership-controls, --bucket, audit-logs, --ownership-controls, 'Rules=[{ObjectOwnership=ObjectWriter}]' } }
        @{ Check = 'Versioning'; Status = 'Failed'; What = 'versions are not kept'
            Break = { Invoke-MotoCli $moto s3api, put-bucket-versioning, --bucket, audit-logs, --versioning-configuration, 'Status=Suspended' } }
        @{ Check = 'Retention'; Status = 'Failed'; What = 'logs are deleted too soon'
            Break = { Invoke-MotoCli $moto s3api, put-bucket-lifecycle-configuration, --bucket, audit-logs, --lifecycle-configuration, '{"Rules":[{"ID":"x","Status":"Enabled","Filter":{"Prefix":"AWSLogs/"},"Expiration":{"Days":30}}]}' } }
    ) {
        $null = & $Break
        $found = Get-Check $Check
        $found.Status | Should -Be $Status -Because "$found"
        Test-Trail audit -Quiet | Should -Be ($Status -eq 'Warning')
        $found.Remedy | Should -Not -BeNullOrEmpty
        $null = Invoke-Expression $found.Remedy
        (Get-Check $Check).Status | Should -Be Passed -Because $found.Remedy

        # What is logged is set as a whole.
        $null = Set-Trail audit -DataEvent S3
        Test-Trail audit | Where-Object Status -NE Passed | ForEach-Object { "$_" } | Should -BeNullOrEmpty
    }

    It '<Check> turns <Status> when <What>, and green when it is over' -ForEach @(
        @{ Check = 'Delivery'; Status = 'Failed'; What = 'logs do not arrive'; Member = 'LatestDeliveryError'; Value = 'AccessDenied' }
        @{ Check = 'Delivery'; Status = 'Warning'; What = 'none arrived for days'; Member = 'LatestDeliveryTime'; Value = [DateTimeOffset]::UtcNow.AddDays(-3).ToUnixTimeSeconds() }
        @{ Check = 'Digests'; Status = 'Failed'; What = 'digests do not arrive'; Member = 'LatestDigestDeliveryError'; Value = 'NoSuchBucket' }
        @{ Check = 'Digests'; Status = 'Failed'; What = 'they are hours old'; Member = 'LatestDigestDeliveryTime'; Value = [DateTimeOffset]::UtcNow.AddHours(-5).ToUnixTimeSeconds() }
        @{ Check = 'LogGroup'; Status = 'Failed'; What = 'events do not arrive'; Member = 'LatestCloudWatchLogsDeliveryError'; Value = 'Access denied.' }
        @{ Check = 'Notifications'; Status = 'Failed'; What = 'the topic is gone'; Member = 'LatestNotificationError'; Value = 'NotFound' }
    ) {
        $delivery[$Member] = $Value
        $found = Get-Check $Check
        $found.Status | Should -Be $Status -Because "$found"
        Reset-Status
        (Get-Check $Check).Status | Should -Be Passed
    }

    It 'Encryption fails while the key is disabled' {
        $null = Invoke-MotoCli $moto kms, disable-key, --key-id, ($key -split '/')[-1]
        $found = Get-Check Encryption
        $found.Status | Should -Be Failed
        $found.Message | Should -BeLike '*Disabled*'
        $null = Invoke-MotoCli $moto kms, enable-key, --key-id, ($key -split '/')[-1]
        (Get-Check Encryption).Status | Should -Be Passed
    }

    It 'ObjectLock is a warning where logs are not locked, until they are' {
        $null = New-Trail -Name loose -Bucket loose-logs
        $found = Test-Trail loose | Where-Object Check -EQ ObjectLock
        $found.Status | Should -Be Warning
        $null = Invoke-Expression $found.Remedy
        (Test-Trail loose | Where-Object Check -EQ ObjectLock).Message | Should -BeLike 'Logs are locked for 365 days*'
    }

    It 'Bucket fails where there is none' {
        $null = New-Trail -Name lost -Bucket lost-logs
        $null = Invoke-MotoCli $moto s3api, delete-bucket, --bucket, lost-logs
        $found = Test-Trail lost | Where-Object Check -EQ Bucket
        $found.Status | Should -Be Failed
        $null = Invoke-Expression $found.Remedy
        Test-Trail lost | Where-Object Status -EQ Failed | Should -BeNullOrEmpty
    }

    It 'is Unknown where a permission is missing, and names it' {
        $null = Invoke-MotoCli $moto iam, create-user, --user-name, blind
        $null = Invoke-MotoCli $moto iam, put-user-policy, --user-name, blind, --policy-name, own, --policy-document,
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["cloudtrail:ListTrails","cloudtrail:DescribeTrails","cloudtrail:GetTrailStatus","sts:*"],"Resource":"*"}]}'
        $own = (Invoke-MotoCli $moto iam, create-access-key, --user-name, blind).AccessKey
        $blind = @{ AccessKey = $own.AccessKeyId; SecretKey = $own.SecretAccessKey }
        $checks = Test-Trail audit @blind
        ($checks | Where-Object Check -EQ Logging).Status | Should -Be Passed
        foreach ($pair in @('ManagementEvents', 'cloudtrail:GetEventSelectors'), @('Encryption', 'kms:DescribeKey')) {
            $found = $checks | Where-Object Check -EQ $pair[0]
            $found.Status | Should -Be Unknown
            $found.Message | Should -BeLike "*$($pair[1])*"
        }

        Test-Trail audit -Quiet @blind | Should -BeFalse
    }

    It 'finds nothing good where there is no trail' {
        Test-Trail nowhere* -Quiet | Should -BeFalse
        Test-Trail nowhere -Quiet -ErrorAction SilentlyContinue | Should -BeFalse
        Test-Trail nowhere* -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -Match 'nothing is recorded'

        # One name that no trail has says nothing about the others.
        Test-Trail nowhere -ErrorVariable errors -ErrorAction SilentlyContinue -WarningVariable warnings -WarningAction SilentlyContinue
        $errors | Should -Match "no trail 'nowhere'"
        $warnings | Should -BeNullOrEmpty
    }

    It 'fits a hundred columns' {
        $lines = (Test-Trail audit | Out-String -Width 100) -split '\r?\n'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 100
        $lines -match '^ +Trail: arn:aws:cloudtrail:us-east-1:123456789012:trail/audit' | Should -HaveCount 1
        $lines -match '^Check +Status +Message' | Should -HaveCount 1
        $lines = (Get-Trail | Out-String -Width 100) -split '\r?\n'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 100
    }
}
