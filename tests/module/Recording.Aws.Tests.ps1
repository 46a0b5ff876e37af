# A local trail that AWS KMS encrypts, against a server that speaks KMS: made, written to, read and verified.
BeforeDiscovery {
    . "$PSScriptRoot/Moto.ps1"
    $skip = -not (Test-Moto)
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/Moto.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    Import-Module $Manifest -Force
    $moto = Start-Moto
    if ($moto) {
        $caller = $moto.Caller
        $key = (Invoke-MotoCli $moto kms, create-key).KeyMetadata.Arn
    }
}

AfterAll {
    Stop-Moto $moto
}

Describe 'A local trail with -KmsKeyId' -Skip:$skip {
    It 'is made, written to, read and verified with KMS alone, in the region of its key' {
        $root = Get-TestPath kms
        $trail = New-Trail "$root/trail" -KmsKeyId $key -SigningKeyFile "$root/signing.pem" @caller
        $trail.Encryption | Should -Be Kms
        Write-AuditEvent $trail.Folder First @caller
        (Get-AuditEvent $trail.Folder @caller -ErrorAction Stop).EventName | Should -Be First
        Write-AuditEvent $trail.Folder Second -Seal @caller
        (Get-AuditEvent $trail.Folder @caller -ErrorAction Stop).EventName | Should -Be First, Second
        Get-ChildItem $trail.Folder -Recurse -Filter *_CloudTrail_*.metadata.json | Get-Content | Should -BeLike '*"x-amz-w":"12"*'

        # Digests end in whole seconds, the last one up to one ahead.
        Start-Sleep -Milliseconds 1100
        Test-TrailIntegrity $trail.Folder -PublicKey $trail.PublicKeyFile -Quiet @caller | Should -BeTrue
        $null = Test-AuditCompliance $trail.Folder -RulePack CIS -RequireIntegrity -PublicKey $trail.PublicKeyFile -WarningVariable warnings -WarningAction SilentlyContinue @caller
        "$warnings" | Should -Not -Match 'not all proven'

        # Whoever may not use the key learns nothing, and is not told that it was changed.
        $blind = Test-TrailIntegrity $trail.Folder -PublicKey $trail.PublicKeyFile @caller -EncryptionContext @{ of = 'another' } -WarningAction Ignore
        $blind.Status | Should -Not -Contain Modified
        $blind[-1].Status | Should -Be Unverifiable

        $log = Get-ChildItem $trail.Folder -Recurse -Filter *_CloudTrail_*.json.gz | Select-Object -First 1
        $bytes = [System.IO.File]::ReadAllBytes($log.FullName)
        $bytes[30] = $bytes[30] -bxor 1
        [System.IO.File]::WriteAllBytes($log.FullName, $bytes)
        $results = Test-TrailIntegrity $trail.Folder -PublicKey $trail.PublicKeyFile @caller
        @($results | Where-Object Type -EQ LogFile).Status | Should -Be Modified
        Test-TrailIntegrity $trail.Folder -PublicKey $trail.PublicKeyFile -Quiet @caller | Should -BeFalse
    }
}
