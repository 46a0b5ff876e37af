BeforeDiscovery {
    . "$PSScriptRoot/Moto.ps1"
    $WithoutMoto = -not (Test-Moto)
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    Import-Module $Manifest
    $Vectors = "$RepositoryRoot/tests/vectors/envelopes"
    $KeyPath = "$Vectors/aes-256.key"
    $KeyText = (Get-Content -Raw $KeyPath).Trim()

    # A folder with logs in it: encrypted ones with their sidecars, or others.
    function New-LogFolder([string] $Name, [string[]] $Log) {
        $folder = Get-TestPath $Name
        $null = New-Item $folder -ItemType Directory
        foreach ($file in $Log) { Copy-Item "$Vectors/$file*" $folder }
        $folder
    }
}

Describe 'Get-AuditEvent -DecryptionKey' {
    It 'takes <Form>' -TestCases @(
        @{ Form = 'the path of a key file'; Log = 'v3-aes256.gz'; Key = { $KeyPath } }
        @{ Form = 'bytes'; Log = 'v3-aes256.gz'; Key = { [Convert]::FromBase64String($KeyText) } }
        @{ Form = 'a list of numbers'; Log = 'v3-aes256.gz'; Key = { [int[]] [Convert]::FromBase64String($KeyText) } }
        @{ Form = 'a SecureString of base64'; Log = 'v3-aes256.gz'; Key = { ConvertTo-SecureString $KeyText -AsPlainText -Force } }
        @{ Form = 'a SecureString of PEM'; Log = 'v3-rsa.gz'; Key = { ConvertTo-SecureString (Get-Content -Raw "$Vectors/rsa.pem") -AsPlainText -Force } }
        @{ Form = 'PEM text'; Log = 'v3-rsa.gz'; Key = { Get-Content -Raw "$Vectors/rsa.pem" } }
        @{ Form = 'the path of a PEM file'; Log = 'v3-rsa.gz'; Key = { "$Vectors/rsa.pem" } }
        @{ Form = 'an RSA object'; Log = 'v3-rsa.gz'; Key = { $rsa = [System.Security.Cryptography.RSA]::Create(); $rsa.ImportFromPem((Get-Content -Raw "$Vectors/rsa.pem")); $rsa } }
        @{ Form = 'a hashtable with a description'; Log = 'v3-aes256-described.json'; Key = { @{ Key = $KeyPath; Description = @{ trail = 'ours' } } } }
        @{ Form = 'several keys'; Log = 'v2-aes128-gcm.gz'; Key = { "$Vectors/rsa.pem", $KeyPath, "$Vectors/aes-128.key" } }
    ) {
        $events = Get-AuditEvent "$Vectors/$Log" -DecryptionKey (& $Key) -ErrorAction Stop
        $events.EventName | Should -Be 'CreateUser', 'DeleteUser'
    }

    It 'reads a key file by a path of the session' {
        Push-Location $Vectors
        try { Get-AuditEvent ./v3-aes256.gz -DecryptionKey ./aes-256.key | Should -HaveCount 2 } finally { Pop-Location }
    }

    It 'refuses <What> with a clear message' -TestCases @(
        @{ What = 'a file that does not exist'; Key = 'no-such.key'; Message = "*no key file 'no-such.key'*" }
        @{ What = 'a number'; Key = 5; Message = '*A key is bytes*' }
        @{ What = 'bytes of another length'; Key = [byte[]] (1..15); Message = '*AES key of 16, 24 or 32 bytes*' }
        @{ What = 'an encrypted PEM'; Key = "-----BEGIN ENCRYPTED PRIVATE KEY-----`nAAAA`n-----END ENCRYPTED PRIVATE KEY-----"; Message = '*encrypted with a password*' }
        @{ What = 'PEM of another kind'; Key = "-----BEGIN EC PRIVATE KEY-----`nAAAA`n-----END EC PRIVATE KEY-----"; Message = '*no RSA key*' }
        @{ What = 'a hashtable without a key'; Key = @{ Description = @{} }; Message = '*has no Key*' }
        @{ What = 'a hashtable with something else'; Key = @{ Kye = 'x' }; Message = '*entries Key and Description*' }
    ) {
        { Get-AuditEvent "$Vectors/v3-aes256.gz" -DecryptionKey $Key } | Should -Throw -ExpectedMessage $Message
    }

    It 'does not show a key that was given as text' {
        $failure = { Get-AuditEvent "$Vectors/v3-aes256.gz" -DecryptionKey $KeyText } | Should -Throw -PassThru
        $failure.Exception.Message | Should -Match 'SecureString'
        ($failure | Format-List * -Force | Out-String) | Should -Not -Match ([regex]::Escape($KeyText))
    }

    It 'never writes a key, whatever is written' {
        $hex = [Convert]::ToHexString([Convert]::FromBase64String($KeyText))
        $wrong = ConvertTo-SecureString ([Convert]::ToBase64String([byte[]] (1..32))) -AsPlainText -Force
        $key = ConvertTo-SecureString $KeyText -AsPlainText -Force
        $Error.Clear()
        $folder = New-LogFolder secrets v3-aes256.gz, v3-rsa.gz, v2-aes256-gcm.gz
        Set-Content "$folder/v2-aes256-gcm.gz.metadata.json" '{"x-amz-key-v2":5}'
        $said = & {
            Get-AuditEvent $folder -DecryptionKey $key -Verbose -Debug
            Get-AuditEvent $folder -DecryptionKey $wrong -Verbose -Debug
            Get-AuditEvent $folder -DecryptionKey $key, $wrong -AllowLegacyEncryption -Verbose -Debug
        } *>&1 | Format-List * -Force | Out-String -Width 4000
        $said += $Error | Format-List * -Force | Out-String -Width 4000
        $said | Should -Match 'v3-rsa'
        foreach ($secret in $KeyText, $hex, [Convert]::ToBase64String([byte[]] (1..32)), '1 2 3 4 5 6') {
            $said | Should -Not -Match ([regex]::Escape($secret))
        }

        Get-Command Get-AuditEvent | ForEach-Object { "$([CloudAudit.Encryption.KeyFile]::Read($KeyPath, $null))" } | Should -Be 'AES key of 256 bits'
    }
}

Describe 'Encrypted logs among others' {
    It 'gives one error for each that it cannot open, and the rest' {
        $folder = New-LogFolder mixed v3-aes256.gz, v3-rsa.gz, v1-aes256-cbc.gz
        Write-GzipFile "$folder/plain.json.gz" "{`"Records`":[$(New-Record 1)]}"
        # A digest's signature, say: no envelope.
        Set-Content "$folder/plain.json.gz.metadata.json" '{"x-amz-meta-signature":"00"}'
        $result = Invoke-Collecting { Get-AuditEvent $folder -DecryptionKey $KeyPath }
        $result.Output.EventName | Should -Be 'Event1', 'CreateUser', 'DeleteUser'
        $result.Errors.FullyQualifiedErrorId | Should -Be 'LegacyEncryption,CloudAudit.PowerShell.Commands.GetAuditEventCommand', 'DecryptionKeyMissing,CloudAudit.PowerShell.Commands.GetAuditEventCommand'
        $result.Errors[0].Exception.Message | Should -BeLike '*v1-aes256-cbc.gz*-AllowLegacyEncryption*'
        $result.Errors[0].CategoryInfo.Category | Should -Be 'SecurityError'
        $result.Errors[1].Exception.Message | Should -BeLike '*v3-rsa.gz*no RSA private key was given; give its key with -DecryptionKey'
        $result.Errors[1].TargetObject | Should -Be "$folder/v3-rsa.gz"
    }

    It 'opens what older clients wrote once that is allowed' {
        (Get-AuditEvent "$Vectors/v1-aes256-cbc.gz" -DecryptionKey $KeyPath -AllowLegacyEncryption).EventName | Should -Be 'CreateUser', 'DeleteUser'
    }

    It 'reads an envelope from an instruction file' {
        (Get-AuditEvent "$Vectors/v3-aes256-instruction.gz" -DecryptionKey $KeyPath).EventName | Should -Be 'CreateUser', 'DeleteUser'
        (Get-AuditEvent "$Vectors/v2-aes256-gcm-instruction.gz" -DecryptionKey $KeyPath).EventName | Should -Be 'CreateUser', 'DeleteUser'
    }

    It 'passes by sidecars that come through the pipeline with their logs' {
        $folder = New-LogFolder piped v3-aes256.gz, v3-aes256-instruction.gz
        Get-ChildItem $folder | Get-AuditEvent -DecryptionKey $KeyPath -KeepDuplicate -ErrorAction Stop | Should -HaveCount 4
    }

    It 'tells of a log that was changed, and gives no event of it' {
        $folder = New-LogFolder changed v3-aes256.gz
        $bytes = [System.IO.File]::ReadAllBytes("$folder/v3-aes256.gz")
        $bytes[20] = $bytes[20] -bxor 1
        [System.IO.File]::WriteAllBytes("$folder/v3-aes256.gz", $bytes)
        $result = Invoke-Collecting { Get-AuditEvent $folder -DecryptionKey $KeyPath }
        $result.Output | Should -BeNullOrEmpty
        $result.Errors.FullyQualifiedErrorId | Should -BeLike 'NotAuthentic,*'
        $result.Errors.CategoryInfo.Category | Should -Be 'SecurityError'
    }

    It 'is checked by Test-AuditCompliance and counted by Measure-AuditEvent too' {
        (Measure-AuditEvent "$Vectors/v3-aes256.gz" -Property EventName -DecryptionKey $KeyPath).Count | Should -Be 2
        Test-AuditCompliance "$Vectors/v3-aes256.gz" -RulePack Baseline -DecryptionKey $KeyPath -Quiet -WarningVariable warnings -ErrorAction Stop | Should -BeIn $true, $false
        $warnings | Should -Not -Match 'No events were read'
    }

    It 'loads nothing of AWS for keys of one''s own' {
        Invoke-InNewSession {
            Import-Module $args[0]
            $null = Get-AuditEvent $args[1] -DecryptionKey $args[2]
            [System.AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -like '*AWS*'
        } -ArgumentList $Manifest, "$Vectors/v3-aes256.gz", $KeyPath | Should -BeNullOrEmpty
    }
}

Describe 'Encrypted logs in AWS' -Skip:$WithoutMoto {
    BeforeAll {
        . "$PSScriptRoot/Moto.ps1"
        $moto = Start-Moto
        $aws = $moto.Parameters
        $copy = Get-TestPath copy
        $null = New-Item $copy -ItemType Directory
        $bucket = 'encrypted-logs'
        $start = [System.Diagnostics.ProcessStartInfo]::new('python3')
        "$RepositoryRoot/tests/vectors/bucket.py", $moto.Url, $bucket, $Vectors, $copy | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.Environment['AWS_ACCESS_KEY_ID'] = $moto.AccessKey
        $start.Environment['AWS_SECRET_ACCESS_KEY'] = $moto.SecretKey
        $process = [System.Diagnostics.Process]::Start($start)
        $process.WaitForExit()
        if ($process.ExitCode -ne 0) { throw 'bucket.py failed' }

        # Which objects the events are of: an event's id begins with its object's name.
        function Get-ObjectName([object[]] $AuditEvent) {
            @($AuditEvent | ForEach-Object { $_.EventId.Split('-')[0] } | Sort-Object -Unique)
        }
    }

    AfterAll { Stop-Moto $moto }

    It 'opens every format of a bucket with its keys and KMS' {
        $events = Get-AuditEvent -Bucket $bucket @aws -DecryptionKey $KeyPath, "$Vectors/rsa.pem" -AllowLegacyEncryption -ErrorAction Stop
        $events | Should -HaveCount 20
        Get-ObjectName $events | Should -HaveCount 10
    }

    It 'gives one error with its URI for each object that it may not open, and the rest' {
        $result = Invoke-Collecting { Get-AuditEvent -Bucket $bucket @aws }
        Get-ObjectName $result.Output | Should -Be 'PLAIN00000000000', 'V2KMS00000000000', 'V3KMS00000000000'
        $result.Errors | Should -HaveCount 7
        foreach ($item in $result.Errors) { $item.TargetObject | Should -BeLike 's3://encrypted-logs/AWSLogs/*.json.gz' }
        @($result.Errors | Where-Object FullyQualifiedErrorId -Like 'DecryptionKeyMissing,*') | Should -HaveCount 5
        @($result.Errors | Where-Object FullyQualifiedErrorId -Like 'LegacyEncryption,*') | Should -HaveCount 2
    }

    It 'asks KMS for logs on disk' {
        $result = Invoke-Collecting { Get-AuditEvent $copy @aws }
        Get-ObjectName $result.Output | Should -Be 'V2KMS00000000000', 'V3KMS00000000000'
        $result.Errors.FullyQualifiedErrorId | Should -BeLike 'LegacyEncryption,*'
        Get-AuditEvent $copy @aws -AllowLegacyEncryption -ErrorAction Stop | Should -HaveCount 6
    }

    It 'takes no other encryption context than the one that is asked for' {
        Get-AuditEvent "$copy/*V3KMS*.gz" @aws -EncryptionContext @{ purpose = 'audit' } -ErrorAction Stop | Should -HaveCount 2
        $result = Invoke-Collecting { Get-AuditEvent "$copy/*V3KMS*.gz" @aws -EncryptionContext @{ purpose = 'other' } }
        $result.Output | Should -BeNullOrEmpty
        $result.Errors.FullyQualifiedErrorId | Should -BeLike 'WrongDecryptionKey,*'
    }

    It 'says which permission is missing' {
        $policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
        $null = Invoke-MotoCli $moto iam, create-user, --user-name, nokms
        $null = Invoke-MotoCli $moto iam, put-user-policy, --user-name, nokms, --policy-name, own, --policy-document, $policy
        $key = (Invoke-MotoCli $moto iam, create-access-key, --user-name, nokms).AccessKey
        $caller = @{ AccessKey = $key.AccessKeyId; SecretKey = $key.SecretAccessKey; EndpointUrl = $moto.Url; Region = 'us-east-1' }
        $result = Invoke-Collecting { Get-AuditEvent "$copy/*V3KMS*.gz" @caller }
        $result.Output | Should -BeNullOrEmpty
        $result.Errors | Should -HaveCount 1
        $result.Errors.FullyQualifiedErrorId | Should -BeLike 'KeyServiceFailed,*'
        $result.Errors.Exception.Message | Should -BeLike '*kms:Decrypt*'
    }

    It 'gives no event of an object whose <What> was changed' -TestCases @(
        @{ What = 'body'; Change = { param($bytes) $bytes[30] = $bytes[30] -bxor 4 } }
        @{ What = 'commitment'; Entry = 'x-amz-d' }
        @{ What = 'data key'; Entry = 'x-amz-3' }
        @{ What = 'message id'; Entry = 'x-amz-i' }
        @{ What = 'context'; Entry = 'x-amz-t' }
    ) {
        $key = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/01/111122223333_CloudTrail_us-east-1_20260301T1005Z_V3KMS00000000000.json.gz'
        $file = Get-TestPath "changed-$What"
        $answer = Invoke-MotoCli $moto s3api, get-object, --bucket, $bucket, --key, $key, $file
        $bytes = [System.IO.File]::ReadAllBytes($file)
        if ($Change) { & $Change $bytes }
        [System.IO.File]::WriteAllBytes($file, $bytes)
        $metadata = @{}
        foreach ($property in $answer.Metadata.PSObject.Properties) { $metadata[$property.Name] = $property.Value }
        if ($Entry) {
            # The letter in the middle: A becomes B, any other A; so base64 stays base64, and JSON stays JSON.
            $text = $metadata[$Entry]
            $at = $Entry -eq 'x-amz-t' ? $text.IndexOf('audit') : [int]($text.Length / 2)
            $metadata[$Entry] = $text.Remove($at, 1).Insert($at, ($text[$at] -ceq 'A' ? 'B' : 'A'))
        }

        $null = Invoke-MotoCli $moto s3api, create-bucket, --bucket, "changed-$($What.Replace(' ', '-'))"
        $null = Invoke-MotoCli $moto s3api, put-object, --bucket, "changed-$($What.Replace(' ', '-'))", --key, $key, --body, $file, --metadata, ($metadata | ConvertTo-Json -Compress)
        $result = Invoke-Collecting { Get-AuditEvent -Bucket "changed-$($What.Replace(' ', '-'))" @aws }
        $result.Output | Should -BeNullOrEmpty
        $result.Errors | Should -HaveCount 1
        $result.Errors.FullyQualifiedErrorId | Should -Match '^(NotAuthentic|KeyServiceFailed),'
    }
}
