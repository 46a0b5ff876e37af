BeforeDiscovery {
    . "$PSScriptRoot/Moto.ps1"
    $noMoto = -not (Test-Moto)
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/Moto.ps1"
    Import-Module $Manifest -Force
}

Describe 'Logs in S3, against a server that checks signatures' -Skip:$noMoto {
    BeforeAll {
        $moto = Start-Moto
        $aws = $moto.Caller
        $parameters = $moto.Parameters
        $saved = $env:AWS_REGION, $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY, $env:AWS_ENDPOINT_URL
        $env:AWS_REGION = 'us-east-1'
        $local = Get-AuditEvent "$RepositoryRoot/samples/trail"

        Invoke-MotoCli $moto s3api, create-bucket, --bucket, plain-logs
        Invoke-MotoCli $moto s3, sync, "$RepositoryRoot/samples/trail", s3://plain-logs, --quiet
        $key = (Invoke-MotoCli $moto kms, create-key).KeyMetadata.Arn
        Invoke-MotoCli $moto s3api, create-bucket, --bucket, kms-logs
        Invoke-MotoCli $moto s3, sync, "$RepositoryRoot/samples/trail", s3://kms-logs, --quiet, --sse, aws:kms, --sse-kms-key-id, $key

        $trust = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'
        $read = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:ListBucket","s3:HeadBucket","s3:GetObject"],"Resource":"*"}]}'
        $role = (Invoke-MotoCli $moto iam, create-role, --role-name, auditor, --assume-role-policy-document, $trust).Role.Arn
        Invoke-MotoCli $moto iam, put-role-policy, --role-name, auditor, --policy-name, read, --policy-document, $read
        $poor = (Invoke-MotoCli $moto iam, create-role, --role-name, nobody, --assume-role-policy-document, $trust).Role.Arn
    }

    AfterAll {
        Stop-Moto $moto
        $env:AWS_REGION, $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY, $env:AWS_ENDPOINT_URL = $saved
    }

    It 'gives the events of <_> as of the files, in their order' -ForEach 'plain-logs', 'kms-logs' {
        $events = Get-AuditEvent @aws -Bucket $_
        $events.EventId | Should -Be $local.EventId
        $events[0].Origin | Should -BeLike "s3://$_/AWSLogs/*"
    }

    It 'filters, and passes by what cannot hold what is wanted' {
        $found = Get-AuditEvent @aws -Bucket plain-logs -EventSource iam -AccountId 111122223333
        $found.EventId | Should -Be ($local | Where-Object { $_.EventSource -eq 'iam.amazonaws.com' -and $_.AccountId -eq '111122223333' }).EventId
        $verbose = Get-AuditEvent @aws -Bucket plain-logs -AccountId 111122223333 -First 1 -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$verbose" | Should -BeLike "*Reading 's3://plain-logs/'*"
    }

    It 'stops with the first' {
        Get-AuditEvent @aws -Bucket plain-logs | Select-Object -First 1 | ForEach-Object EventId | Should -Be $local[0].EventId
    }

    It 'checks a bucket as it checks files' {
        $there = Test-AuditCompliance @aws -Bucket plain-logs -RulePack CIS -WarningAction Ignore
        $here = Test-AuditCompliance "$RepositoryRoot/samples/trail" -RulePack CIS -WarningAction Ignore
        $there.Status | Should -Be $here.Status
    }

    It 'assumes a role' {
        (Get-AuditEvent @aws -Bucket plain-logs -RoleArn $role -RoleSessionName audit).Count | Should -Be $local.Count
    }

    It 'says what a role without permissions lacks' {
        { Get-AuditEvent @aws -Bucket plain-logs -RoleArn $poor -ErrorAction Stop } | Should -Throw -ErrorId 'AwsAccessDenied,*'
        try { Get-AuditEvent @aws -Bucket plain-logs -RoleArn $poor -ErrorAction Stop } catch { "$_" | Should -BeLike '*s3:ListBucket*plain-logs*' }
    }

    It 'reads by a profile with a role of its own, and by keys of the environment' {
        Set-Content TestDrive:/credentials "[keys]`naws_access_key_id = $($moto.AccessKey)`naws_secret_access_key = $($moto.SecretKey)`n"
        Set-Content TestDrive:/config "[profile keys]`nregion = us-east-1`n[profile audit]`nrole_arn = $role`nsource_profile = keys`nregion = us-east-1`n"
        # The SDK takes the names of these files from the environment once in a process.
        $counts = Invoke-InNewSession {
            param($Manifest, $Credentials, $Config, $Url, $AccessKey, $SecretKey)
            $env:AWS_SHARED_CREDENTIALS_FILE, $env:AWS_CONFIG_FILE, $env:AWS_ENDPOINT_URL = $Credentials, $Config, $Url
            $env:AWS_REGION = $null
            Import-Module $Manifest
            @(Get-AuditEvent -Bucket plain-logs -ProfileName keys).Count
            @(Get-AuditEvent -Bucket plain-logs -ProfileName audit).Count
            $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY = $AccessKey, $SecretKey
            @(Get-AuditEvent -Bucket plain-logs).Count
        } $Manifest, (Get-Item TestDrive:/credentials).FullName, (Get-Item TestDrive:/config).FullName, $moto.Url, $moto.AccessKey, $moto.SecretKey
        $counts | Should -Be $local.Count, $local.Count, $local.Count
    }

    It 'takes credentials as <Name>' -ForEach @(
        @{ Name = 'a PSCredential'; Make = { [pscredential]::new($moto.AccessKey, (ConvertTo-SecureString $moto.SecretKey -AsPlainText -Force)) } }
        @{ Name = 'a hashtable'; Make = { @{ AccessKeyId = $moto.AccessKey; SecretAccessKey = $moto.SecretKey } } }
        @{ Name = 'a hashtable with a SecureString'; Make = { @{ AccessKey = $moto.AccessKey; SecretKey = ConvertTo-SecureString $moto.SecretKey -AsPlainText -Force } } }
        @{ Name = 'the answer of STS'; Make = { [pscustomobject]@{ Credentials = [pscustomobject]@{ AccessKeyId = $moto.AccessKey; SecretAccessKey = $moto.SecretKey } } } }
    ) {
        (Get-AuditEvent -Bucket plain-logs -EndpointUrl $moto.Url -Credential (& $Make) -First 3).Count | Should -Be 3
    }

    It 'takes the credentials and the region of the AWS Tools from the session' {
        $StoredAWSCredentials = @{ AccessKeyId = $moto.AccessKey; SecretAccessKey = $moto.SecretKey }
        $StoredAWSRegion = 'us-east-1'
        $StoredAWSCredentials, $StoredAWSRegion | Should -Not -BeNullOrEmpty
        (Get-AuditEvent -Bucket plain-logs -EndpointUrl $moto.Url -First 3).Count | Should -Be 3
    }

    It 'reads what a trail delivers, by name, ARN and object' {
        $arn = (Invoke-MotoCli $moto cloudtrail, create-trail, --name, main, --s3-bucket-name, plain-logs).TrailARN
        # The trail is of an account that the sample has no logs of.
        Get-AuditEvent @aws -Trail main -WarningVariable nothing -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$nothing" | Should -BeLike 'There are no logs*'
        Get-AuditEvent @aws -Trail $arn -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $trail = [pscustomobject]@{ S3BucketName = 'plain-logs'; S3KeyPrefix = $null; IsOrganizationTrail = $false; TrailARN = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/other' }
        (Get-AuditEvent @aws -Trail $trail).Count | Should -Be @($local | Where-Object Origin -Like '*/AWSLogs/111122223333/*').Count
    }

    It 'takes all that is to be known of a trail from its object, by the pipeline too' {
        Invoke-MotoCli $moto s3api, create-bucket, --bucket, own-logs
        Invoke-MotoCli $moto s3, cp, s3://plain-logs/AWSLogs/111122223333, s3://own-logs/pre/AWSLogs/123456789012, --recursive, --quiet
        $null = Invoke-MotoCli $moto cloudtrail, create-trail, --name, own, --s3-bucket-name, own-logs, --s3-key-prefix, pre
        $trail = Get-Trail @parameters own
        $expected = @($local | Where-Object Origin -Like '*/AWSLogs/111122223333/*').Count

        # The role may read buckets and nothing of CloudTrail's.
        { Get-AuditEvent @aws -Trail own -RoleArn $role -ErrorAction Stop } | Should -Throw -ErrorId 'AwsAccessDenied,*'
        (Get-AuditEvent @aws -Trail $trail -RoleArn $role).Count | Should -Be $expected
        ($trail | Get-AuditEvent @aws -RoleArn $role).Count | Should -Be $expected
        ($trail | Measure-AuditEvent @aws -RoleArn $role).Events | Should -Be $expected
        ($trail | Test-AuditCompliance @aws -RoleArn $role -RulePack CIS -WarningAction Ignore).Count | Should -BeGreaterThan 10
        { $trail, $trail | Get-AuditEvent @aws -RoleArn $role -ErrorAction Stop } | Should -Throw -ErrorId 'SeveralTrails,*'
    }

    It 'is read by the command line, too' {
        $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY = $moto.AccessKey, $moto.SecretKey
        try {
            $lines = & dotnet "$RepositoryRoot/src/CloudAudit.Cli/bin/Debug/net10.0/cloudaudit.dll" events --bucket plain-logs --endpoint-url $moto.Url --format jsonl
            $LASTEXITCODE | Should -Be 0
            $lines.Count | Should -Be $local.Count
        }
        finally {
            $env:AWS_ACCESS_KEY_ID = $env:AWS_SECRET_ACCESS_KEY = $null
        }
    }
}

Describe 'Errors of connecting' {
    It 'tells <Name>' -ForEach @(
        @{ Name = 'a profile that is not there'; Parameters = @{ Bucket = 'x'; ProfileName = 'none-such' }; Id = 'AwsProfileNotFound'; Text = "*'none-such'*" }
        @{ Name = 'keys that are incomplete'; Parameters = @{ Bucket = 'x'; AccessKey = 'AKIA' }; Id = 'KeysIncomplete'; Text = '*-SecretKey*' }
        @{ Name = 'an endpoint that is none'; Parameters = @{ Bucket = 'x'; EndpointUrl = 'nowhere'; Credential = @{ AccessKey = 'a'; SecretKey = 'b' } }; Id = 'AwsInvalidEndpoint'; Text = "*'nowhere'*" }
    ) {
        try { Get-AuditEvent @Parameters -ErrorAction Stop; 'no error' | Should -BeNullOrEmpty }
        catch {
            $_.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $_ | Get-ShownText | Should -BeLike $Text
        }
    }

    It 'says what to do where nobody has credentials' {
        $shown = Invoke-InNewSession {
            param($Manifest)
            $env:AWS_EC2_METADATA_DISABLED = 'true'
            $env:AWS_CONFIG_FILE = $env:AWS_SHARED_CREDENTIALS_FILE = '/nowhere'
            $env:AWS_ACCESS_KEY_ID = $env:AWS_PROFILE = $null
            Import-Module $Manifest
            try { Get-AuditEvent -Bucket x -EndpointUrl http://127.0.0.1:9 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId, "$_" }
        } $Manifest
        $shown[0] | Should -BeLike 'AwsNoCredentials,*'
        $shown[1] | Should -BeLike "*'aws configure'*"
    }

    It 'never shows a secret' {
        try { Get-AuditEvent -Bucket x -AccessKey AKIAIOSFODNN7EXAMPLE -SecretKey hush-hush -EndpointUrl http://127.0.0.1:9 -ErrorAction Stop }
        catch { ($_ | Format-List * -Force | Out-String) | Should -Not -BeLike '*hush-hush*' }
    }
}
