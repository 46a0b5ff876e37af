# A trail in AWS verified by its name, its ARN and the object of Get-Trail, with CloudTrail's own keys and deliveries: the
# signed sample in a bucket of the moto server's.
BeforeDiscovery {
    . "$PSScriptRoot/Moto.ps1"
    $skip = -not (Test-Moto)
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    . "$PSScriptRoot/Moto.ps1"
    . "$PSScriptRoot/MotoProxy.ps1"
    Import-Module $Manifest -Force
    if (-not (Test-Moto)) {
        return
    }

    $sample = "$RepositoryRoot/samples/signed-trail"
    $savedAccount = $env:MOTO_ACCOUNT_ID
    $env:MOTO_ACCOUNT_ID = '111122223333'
    $moto = Start-Moto
    # S3 says when it received a digest, and CloudTrail when it delivered the newest: here both as the tests begin.
    $delivery = [hashtable]::Synchronized(@{
        LatestDigestDeliveryTime = [datetimeoffset]::UtcNow.ToUnixTimeSeconds()
        StartLoggingTime         = ([datetimeoffset]'2025-03-01T00:00:00Z').ToUnixTimeSeconds()
        IsLogging                = $true
    })
    $proxy = Start-MotoProxy $moto $delivery (Get-Content "$RepositoryRoot/samples/signed-trail-keys.json" -Raw)
    $aws = @{ AccessKey = $moto.AccessKey; SecretKey = $moto.SecretKey; EndpointUrl = $proxy.Url }
    $savedRegion = $env:AWS_REGION
    $env:AWS_REGION = 'us-east-1'

    function Publish-Digest([System.IO.FileInfo] $File) {
        $metadata = (Get-Content "$($File.FullName).metadata.json" -Raw) -replace 'x-amz-meta-'
        $null = Invoke-MotoCli $moto s3api, put-object, --bucket, trail-bucket, --key, ([System.IO.Path]::GetRelativePath($sample, $File.FullName)), --body, $File.FullName, --metadata, $metadata
    }

    Invoke-MotoCli $moto s3api, create-bucket, --bucket, trail-bucket
    Invoke-MotoCli $moto s3, sync, $sample, s3://trail-bucket, --quiet, --exclude, '*Digest*'
    $digests = Get-ChildItem $sample -Recurse -Filter *Digest*.json.gz | Sort-Object Name
    $digests | ForEach-Object { Publish-Digest $_ }
    $arn = (Invoke-MotoCli $moto cloudtrail, create-trail, --name, main_trail, --s3-bucket-name, trail-bucket, --enable-log-file-validation).TrailARN
    $trail = Get-Trail main_trail -Region us-east-1 @aws

    # What verification asks for where the trail need not be looked up, and nothing more.
    $trust = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'
    $may = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:ListBucket","s3:HeadBucket","s3:GetObject","cloudtrail:GetTrailStatus"],"Resource":"*"}]}'
    $role = (Invoke-MotoCli $moto iam, create-role, --role-name, verifier, --assume-role-policy-document, $trust).Role.Arn
    Invoke-MotoCli $moto iam, put-role-policy, --role-name, verifier, --policy-name, read, --policy-document, $may
}

AfterAll {
    if (Test-Moto) {
        $env:AWS_REGION, $env:MOTO_ACCOUNT_ID = $savedRegion, $savedAccount
        Stop-MotoProxy $proxy
        Stop-Moto $moto
    }
}

Describe 'Test-TrailIntegrity of a trail in AWS' -Skip:$skip {
    It 'proves it by <Name>' -ForEach @(
        @{ Name = 'the pipeline'; Run = { $trail | Test-TrailIntegrity @aws } }
        @{ Name = '-InputTrail'; Run = { Test-TrailIntegrity -InputTrail $trail @aws } }
        @{ Name = '-Trail with its object'; Run = { Test-TrailIntegrity -Trail $trail @aws } }
        @{ Name = '-Trail with its name'; Run = { Test-TrailIntegrity -Trail main_trail @aws } }
        @{ Name = '-Trail with its ARN'; Run = { Test-TrailIntegrity -Trail $arn @aws } }
        @{ Name = 'an object with its ARN'; Run = { [pscustomobject]@{ TrailARN = $arn } | Test-TrailIntegrity @aws } }
        @{ Name = 'the pipeline, as a role that may not ask for trails'; Run = { $trail | Test-TrailIntegrity @aws -RoleArn $role } }
        @{ Name = 'the bucket'; Run = { Test-TrailIntegrity -Bucket trail-bucket -EndTime 2025-03-11T06:00Z @aws } }
    ) {
        $summary = & $Run
        @($summary).Count | Should -Be 1
        "$($summary.Type) $($summary.Status) $($summary.Region)" | Should -Be 'Summary Valid us-east-1'
        $summary.ProvenHours | Should -Be 6
        $summary.Hours | Should -Be 6
        $summary.Problems | Should -Be 0
    }

    It 'says each file of it with -All, and one word with -Quiet' {
        @($trail | Test-TrailIntegrity @aws -All | Where-Object { $_.Type -eq 'LogFile' -and $_.Status -eq 'Valid' }).Count | Should -Be 12
        $trail | Test-TrailIntegrity @aws -Quiet | Should -BeTrue
        $trail | Test-TrailIntegrity @aws -StartTime 2026-01-01 -EndTime 2026-01-02 -Quiet | Should -BeFalse
    }

    It 'needs to look the trail up where only its name is given' {
        { Test-TrailIntegrity -Trail main_trail @aws -RoleArn $role } | Should -Throw -ErrorId 'AwsAccessDenied,*'
    }

    It 'verifies one trail at a time' {
        { $trail, $trail | Test-TrailIntegrity @aws } | Should -Throw -ErrorId 'SeveralTrails,*'
    }

    It 'tells a log file that is gone, and one that was changed' {
        $logs = Get-ChildItem $sample -Recurse -Filter *_CloudTrail_*.json.gz | Sort-Object Name | ForEach-Object { [System.IO.Path]::GetRelativePath($sample, $_.FullName) }
        $other = Get-TestPath other.json.gz
        Write-GzipFile $other '{"Records":[]}'
        try {
            Invoke-MotoCli $moto s3, rm, "s3://trail-bucket/$($logs[2])", --quiet
            Invoke-MotoCli $moto s3, cp, $other, "s3://trail-bucket/$($logs[7])", --quiet
            $results = @($trail | Test-TrailIntegrity @aws)
            $results.ForEach({ "$($_.Type) $($_.Status)" }) | Sort-Object | Should -Be 'LogFile Missing', 'LogFile Modified', 'Summary Modified'
            ($results | Where-Object Status -EQ Missing).Origin | Should -Be "s3://trail-bucket/$($logs[2])"
            $trail | Test-TrailIntegrity @aws -Quiet | Should -BeFalse
            $checks = $trail | Test-AuditCompliance @aws -RulePack CIS -RequireIntegrity -WarningVariable warnings -WarningAction SilentlyContinue
            $checks.Status | Sort-Object -Unique | Should -Be 'NoEvidence'
            "$warnings" | Should -Match 'not all proven'
        }
        finally {
            Invoke-MotoCli $moto s3, sync, $sample, s3://trail-bucket, --quiet, --exclude, '*', --include, '*_CloudTrail_*', --size-only
        }
    }

    It 'tells that the newest digest is gone, which CloudTrail knows that it delivered' {
        $key = [System.IO.Path]::GetRelativePath($sample, $digests[-1].FullName)
        try {
            Invoke-MotoCli $moto s3, rm, "s3://trail-bucket/$key", --quiet
            $delivery['LatestDigestDeliveryTime'] += 3600
            $results = @($trail | Test-TrailIntegrity @aws)
            $results.Where({ $_.Type -eq 'Digest' }).Status | Should -Be 'Missing'
            $results.Where({ $_.Type -eq 'Digest' }).Reason | Should -BeLike '*CloudTrail delivered later digests*'
            $results[-1].ProvenHours | Should -Be 5
            $trail | Test-TrailIntegrity @aws -Quiet | Should -BeFalse
        }
        finally {
            $delivery['LatestDigestDeliveryTime'] -= 3600
            Publish-Digest $digests[-1]
        }
    }

    It 'is left as it was' {
        $trail | Test-TrailIntegrity @aws -Quiet | Should -BeTrue
    }
}

Describe 'Test-AuditCompliance -RequireIntegrity of a trail in AWS' -Skip:$skip {
    It 'finds nothing in logs that are proven, by <Name>' -ForEach @(
        @{ Name = 'the pipeline'; Run = { $trail | Test-AuditCompliance @aws -RulePack CIS -RequireIntegrity } }
        @{ Name = '-InputTrail'; Run = { Test-AuditCompliance -InputTrail $trail @aws -RulePack CIS -RequireIntegrity } }
        @{ Name = '-Trail with its object'; Run = { Test-AuditCompliance -Trail $trail @aws -RulePack CIS -RequireIntegrity } }
    ) {
        $results = & $Run
        $results.Status | Sort-Object -Unique | Should -Be 'NoViolationFound'
    }
}
