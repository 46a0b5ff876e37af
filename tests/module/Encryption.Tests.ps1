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
