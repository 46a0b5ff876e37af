# Ctrl+C itself, sent to a PowerShell that waits for a bucket.
BeforeDiscovery {
    $cannot = -not $IsLinux -or (Get-Content /proc/self/status | Where-Object { $_ -match '^SigIgn:\s*(\w+)' -and ([convert]::ToUInt64($Matches[1], 16) -band 2) })
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/SlowBucket.ps1"
    $bucket = Start-SlowBucket
}

AfterAll {
    Stop-SlowBucket $bucket
}

# Where the shell that started the tests ignores SIGINT, so does every process under it.
Describe 'Ctrl+C' -Skip:$cannot {
    It 'ends <_> within a second, though the bucket never answers' -ForEach @(
        'Get-AuditEvent', 'Measure-AuditEvent -Property EventName', 'Test-AuditCompliance -RulePack CIS', 'Get-AuditEvent -First 1 | Select-Object EventName'
    ) {
        $bucket.Asked.Reset()
        $command, $rest = $_ -split ' ', 2
        $start = [System.Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path)
        $script = "Import-Module '$Manifest'; $command -Bucket trail -EndpointUrl $($bucket.Url) -AccessKey AKIAIOSFODNN7EXAMPLE -SecretKey made-up $rest; 'went on'"
        '-NoProfile', '-NonInteractive', '-Command', $script | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $process = [System.Diagnostics.Process]::Start($start)
        $output = $process.StandardOutput.ReadToEndAsync()
        $errors = $process.StandardError.ReadToEndAsync()
        try {
            $bucket.Asked.Wait(30000) | Should -BeTrue -Because 'it reads'
            Start-Sleep -Milliseconds 300
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            & kill -INT $process.Id
            $process.WaitForExit(20000) | Should -BeTrue
            # A second, and one more for a busy machine: PowerShell's own end is in it.
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 2
            $output.Result | Should -Not -Match 'went on'
            $errors.Result | Should -BeNullOrEmpty
        }
        finally {
            if (-not $process.HasExited) {
                $process.Kill()
            }

            $process.Dispose()
        }
    }
}
