# Test-TrailIntegrity and -RequireIntegrity over the signed sample, as it is and tampered with.
BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    Import-Module $Manifest -Force
    $sample = "$RepositoryRoot/samples/signed-trail"
    $keys = "$RepositoryRoot/samples/signed-trail-keys.json"

    function Copy-Trail {
        $path = Get-TestPath "trail-$([guid]::NewGuid())"
        Copy-Item -LiteralPath $sample -Destination $path -Recurse
        $path
    }

    function Get-Log([string] $Path) {
        Get-ChildItem -LiteralPath $Path -Recurse -Filter *_CloudTrail_*.json.gz | Sort-Object FullName
    }
}

Describe 'Test-TrailIntegrity' {
    It 'gives a summary where all is valid, and each file with -All' {
        $summary = Test-TrailIntegrity $sample -PublicKey $keys
        @($summary).Count | Should -Be 1
        "$($summary.Type) $($summary.Status)" | Should -Be 'Summary Valid'
        $summary.ProvenHours | Should -Be 6
        $summary.Problems | Should -Be 0
        @(Test-TrailIntegrity $sample -PublicKey $keys -All | Where-Object Type -EQ LogFile).Count | Should -Be 12
    }

    It 'tells what was taken away, changed and added' {
        $path = Copy-Trail
        $logs = Get-Log $path
        Remove-Item -LiteralPath $logs[0].FullName
        [IO.File]::AppendAllText($logs[3].FullName, 'x')
        Copy-Item -LiteralPath $logs[5].FullName -Destination ($logs[5].FullName -replace 'Z_', 'Z_feed')
        $results = @(Test-TrailIntegrity -LiteralPath $path -PublicKey $keys)
        $results.ForEach({ "$($_.Type) $($_.Status)" }) | Sort-Object |
            Should -Be @('LogFile Missing', 'LogFile Modified', 'LogFile Unlisted', 'Summary Modified')
        $results[0].Origin | Should -Be $logs[0].FullName
        $results[0].ExpectedHash | Should -Match '^[0-9a-f]{64}$'
        $results[0].IsTampering | Should -BeTrue
    }

    It 'takes the folders of the pipeline, and a key as text' {
        $pem = (Get-Content $keys -Raw)
        Get-Item $sample | Test-TrailIntegrity -PublicKey $pem -Quiet | Should -BeTrue
    }

    It 'is quiet, and never true where nothing was checked' {
        Test-TrailIntegrity $sample -PublicKey $keys -Quiet | Should -BeTrue
        Test-TrailIntegrity $sample -Quiet | Should -BeFalse
        Test-TrailIntegrity $sample -PublicKey $keys -StartTime 2026-01-01 -EndTime 2026-01-02 -Quiet | Should -BeFalse
        Test-TrailIntegrity "$RepositoryRoot/samples/trail" -Quiet -WarningAction Ignore | Should -BeFalse
        Test-TrailIntegrity "$RepositoryRoot/docs" -Quiet -ErrorAction Ignore -WarningAction Ignore | Should -BeFalse
    }

    It 'says why a key or a time cannot be used' {
        { Test-TrailIntegrity $sample -PublicKey "$sample/none" } | Should -Throw -ErrorId 'PublicKeyInvalid,*'
        { Test-TrailIntegrity $sample -StartTime 2025-03-12 -EndTime 2025-03-11 } | Should -Throw -ErrorId 'EndBeforeStart,*'
        { Test-TrailIntegrity $sample -StartTime 2025-03-12 -Last 1d } | Should -Throw -ErrorId 'LastWithStartTime,*'
        { Test-TrailIntegrity "$RepositoryRoot/docs" -ErrorAction Stop } | Should -Throw -ErrorId 'NoTrailFolder,*'
    }

    It 'prints a table that fits 100 columns' {
        $path = Copy-Trail
        Remove-Item -LiteralPath (Get-Log $path)[0].FullName
        $text = Test-TrailIntegrity $path -PublicKey $keys | Out-String -Width 100
        ($text -split "`n").ForEach({ $_.TrimEnd().Length }) | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual 100
        $text | Should -Match 'its digest lists it, and it is not there|not\s+there'
        $text | Should -Match '6 of 6 hours proven'
    }
}

Describe 'Test-AuditCompliance -RequireIntegrity' {
    It 'finds nothing in proven logs, and says so' {
        $results = Test-AuditCompliance $sample -RulePack CIS -RequireIntegrity -PublicKey $keys
        $results.Status | Sort-Object -Unique | Should -Be 'NoViolationFound'
    }

    It 'has no evidence where the logs are not proven' {
        $path = Copy-Trail
        Remove-Item -LiteralPath (Get-Log $path)[0].FullName
        $results = Test-AuditCompliance $path -RulePack CIS -RequireIntegrity -PublicKey $keys -WarningVariable warnings -WarningAction SilentlyContinue
        $results.Status | Sort-Object -Unique | Should -Be 'NoEvidence'
        "$warnings" | Should -Match 'not all proven'
    }

    It 'says of evidence whether its file is proven' {
        $finding = Test-AuditCompliance "$RepositoryRoot/samples/trail" -RulePack CIS -Finding -RequireIntegrity -WarningAction Ignore | Select-Object -First 1
        $finding.IsProven | Should -BeFalse
        (Get-AuditEvent "$RepositoryRoot/samples/trail" -First 1).IsProven | Should -BeNullOrEmpty
    }

    It 'needs logs' {
        { Get-AuditEvent $sample -First 1 | Test-AuditCompliance -RulePack CIS -RequireIntegrity } | Should -Throw -ErrorId 'IntegrityNeedsLogs,*'
    }
}
