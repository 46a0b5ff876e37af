# Logs that S3 has encrypted, with a key of the customer's or of KMS, and what is said where S3 does not give them.
BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    . "$PSScriptRoot/EncryptedBucket.ps1"
    Import-Module $Manifest -Force

    # All that a command says, of errors every property, as one text.
    function Get-AllText([scriptblock] $ScriptBlock) {
        $Error.Clear()
        $all = @(& $ScriptBlock *>&1)
        $records = @($all; $Error) | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }
        @(
            $all | Out-String -Width 400
            $all | ForEach-Object { "$_" }
            $records | Format-List * -Force | Out-String -Width 400
            $records | ForEach-Object { $_.Exception.ToString(); $_.CategoryInfo.ToString() }
        ) -join "`n"
    }
}

Describe 'Get-AuditEvent -CustomerKey' {
    BeforeAll {
        [byte[]] $right = 1..32
        [byte[]] $wrong = 101..132
        $bucket = Start-EncryptedBucket @(
            @{ Name = 'a'; CustomerKey = [convert]::ToBase64String($right) }
            @{ Name = 'b' }
            @{ Name = 'c'; CustomerKey = [convert]::ToBase64String($right) }
        )
        $aws = $bucket.Parameters
        $secrets = foreach ($key in $right, $wrong) {
            [convert]::ToBase64String($key)
            [convert]::ToHexString($key)
            [convert]::ToBase64String([System.Security.Cryptography.MD5]::HashData($key))
            $key -join ' '
        }
    }

    AfterAll {
        Stop-EncryptedBucket $bucket
    }

    It 'reads with the right key as <Name>, and what has no key' -ForEach @(
        @{ Name = 'bytes'; Make = { , $right } }
        @{ Name = 'numbers'; Make = { , @(1..32) } }
        @{ Name = 'base64 text'; Make = { [convert]::ToBase64String($right) } }
        @{ Name = 'a SecureString'; Make = { ConvertTo-SecureString ([convert]::ToBase64String($right)) -AsPlainText -Force } }
    ) {
        $key = & $Make
        $read = Invoke-Collecting { Get-AuditEvent @aws -CustomerKey $key }
        $read.Errors | Should -BeNullOrEmpty
        $read.Output.EventId | Should -Be 'a', 'b', 'c'
    }

    It 'sends the key for objects alone' {
        while ($bucket.Sent.TryDequeue([ref] $null)) { }
        $null = Get-AuditEvent @aws -CustomerKey $right
        @($bucket.Sent -match '^GET logs/a').Count | Should -Be 1
        @($bucket.Sent -match '^\w+  \S').Count | Should -Be 0 -Because 'the bucket itself has no business with it'
    }

    It 'gives one error for each object whose key is <Name>, and goes on' -ForEach @(
        @{ Name = 'another'; With = { @{ CustomerKey = $wrong } }; Id = 'WrongDecryptionKey,*'; Text = '*another key of the customer''s (SSE-C)*' }
        @{ Name = 'not given'; With = { @{} }; Id = 'CustomerKeyMissing,*'; Text = '*give it with -CustomerKey' }
    ) {
        $with = & $With
        $read = Invoke-Collecting { Get-AuditEvent @aws @with }
        $read.Output.EventId | Should -Be 'b'
        $read.Errors.TargetObject | Should -Be 's3://trail/logs/a.json', 's3://trail/logs/c.json'
        foreach ($record in $read.Errors) {
            $record.FullyQualifiedErrorId | Should -BeLike $Id
            $record.CategoryInfo.Category | Should -Be PermissionDenied
            "$record" | Should -BeLike $Text
            "$record" | Should -BeLike "$($record.TargetObject): *"
            "$record" | Should -Not -BeLike '*s3:GetObject*' -Because 'no permission is missing'
        }
    }

    It 'never shows a key, in errors, -Verbose or -Debug' {
        $text = Get-AllText { Get-AuditEvent @aws -CustomerKey $wrong -Verbose -Debug }
        $text | Should -BeLike '*SSE-C*'
        $text += Get-AllText { Get-AuditEvent @aws -CustomerKey $right -Verbose -Debug }
        $text | Should -BeLike "*Reading 's3://trail/'*"
        foreach ($secret in $secrets) {
            $text.Contains($secret, [System.StringComparison]::OrdinalIgnoreCase) | Should -BeFalse
        }
    }

    It 'says what is no key, without it' {
        $short = [convert]::ToBase64String([byte[]] (201..231))
        foreach ($key in $short, (ConvertTo-SecureString $short -AsPlainText -Force), [byte[]] (201..231)) {
            $text = Get-AllText { try { Get-AuditEvent @aws -CustomerKey $key } catch { Write-Error -ErrorRecord $_ } }
            $text | Should -BeLike '*A key for SSE-C is 32 bytes*'
            $text.Contains($short) | Should -BeFalse
            $text | Should -Not -Match '201\s+202'
        }
    }

    It 'works for Test-AuditCompliance and Measure-AuditEvent, too' {
        (Measure-AuditEvent @aws -CustomerKey $right).Events | Should -Be 3
        $check = Invoke-Collecting { Test-AuditCompliance @aws -CustomerKey $right -RulePack CIS -WarningAction Ignore }
        $check.Errors | Should -BeNullOrEmpty
    }
}

Describe 'Logs that KMS does not decrypt' {
    BeforeAll {
        $kms = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
        $headers = foreach ($kind in 'aws:kms', 'aws:kms:dsse') {
            @{ 'x-amz-server-side-encryption' = $kind; 'x-amz-server-side-encryption-aws-kms-key-id' = $kms }
        }
        $bucket = Start-EncryptedBucket @(
            @{ Name = 'a'; Headers = $headers[0] }
            @{ Name = 'b'; Headers = $headers[1]; Refusal = 403, 'AccessDenied', "User: arn:aws:iam::444455556666:user/audit is not authorized to perform: kms:Decrypt on resource: $kms because no identity-based policy allows the kms:Decrypt action" }
            @{ Name = 'c'; Headers = $headers[1]; Refusal = 403, 'AccessDenied', 'Access Denied' }
            @{ Name = 'd'; Headers = $headers[1]; Refusal = 400, 'KMS.DisabledException', "$kms is disabled." }
            @{ Name = 'e'; Headers = $headers[0]; Refusal = 400, 'KMS.KMSInvalidStateException', "$kms is pending deletion." }
            @{ Name = 'f'; Headers = $headers[1]; Refusal = 400, 'KMS.NotFoundException', 'Invalid keyId' }
            @{ Name = 'g'; Headers = $headers[1] }
        )
        $aws = $bucket.Parameters
        $read = Invoke-Collecting { Get-AuditEvent @aws }
    }

    AfterAll {
        Stop-EncryptedBucket $bucket
    }

    It 'are an error each, and the rest is read' {
        $read.Output.EventId | Should -Be 'a', 'g'
        $read.Errors.TargetObject | Should -Be ('b', 'c', 'd', 'e', 'f').ForEach({ "s3://trail/logs/$_.json" })
        $read.Errors.FullyQualifiedErrorId | ForEach-Object { $_ | Should -BeLike 'AccessDenied,*' }
        $read.Errors.CategoryInfo.Category | ForEach-Object { $_ | Should -Be PermissionDenied }
    }

    It 'are told with the key, what is missing and what to do: <Name>' -ForEach @(
        @{ Name = 'no permission'; Index = 0; Text = '*the caller needs kms:Decrypt on the key ''arn:*'' that the object is encrypted with*' }
        @{ Name = 'no permission, S3 gives no reason'; Index = 1; Text = '*the caller needs kms:Decrypt on the key ''arn:*'' that the object is encrypted with*' }
        @{ Name = 'disabled'; Index = 2; Text = '*is disabled*kms:EnableKey*' }
        @{ Name = 'about to be deleted'; Index = 3; Text = '*is pending deletion*kms:CancelKeyDeletion*' }
        @{ Name = 'gone'; Index = 4; Text = '*is not there*replica*' }
    ) {
        $shown = $read.Errors[$Index] | Get-ShownText
        $shown | Should -BeLike $Text
        $shown | Should -BeLike "*'$kms'*"
        $shown | Should -BeLike '*request REQUEST1*'
    }
}
