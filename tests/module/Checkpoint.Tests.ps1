# -Checkpoint: what the next run reads, and what counts as taken.
BeforeDiscovery {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    Import-Module $Manifest -Force

    # A folder of logs of ten events each, with numbers from 1 on.
    function New-LogFolder([string] $Name, [int] $Logs = 3) {
        $folder = Get-TestPath $Name
        $null = New-Item $folder -ItemType Directory
        foreach ($log in 1..$Logs) { Add-Log $folder $log }
        $folder
    }

    function Add-Log([string] $Folder, [int] $Log) {
        1..10 | ForEach-Object { New-Record (($Log - 1) * 10 + $_) } | Set-Content ('{0}/log{1:000}.jsonl' -f $Folder, $Log)
    }
}

Describe 'Get-AuditEvent -Checkpoint' {
    BeforeEach {
        $name = "$([guid]::NewGuid())"
        $folder = New-LogFolder $name
        $checkpoint = Get-TestPath "$name.checkpoint"
    }

    It 'gives each event once, over runs' {
        (Get-AuditEvent $folder -Checkpoint $checkpoint).EventId | Should -Be (1..30)
        Get-AuditEvent $folder -Checkpoint $checkpoint | Should -BeNullOrEmpty
        Add-Log $folder 4
        New-Record 41 | Add-Content "$folder/log001.jsonl"
        (Get-AuditEvent $folder -Checkpoint $checkpoint).EventId | Should -Be (@(41) + 31..40)
        Get-AuditEvent $folder -Checkpoint $checkpoint | Should -BeNullOrEmpty
    }

    It 'goes on where -First stopped' {
        $ids = foreach ($run in 1..6) { Get-AuditEvent $folder -Checkpoint $checkpoint -First 7 | ForEach-Object EventId }
        $ids | Should -Be (1..30)
    }

    It 'goes on at the event with which Select-Object -First stopped, which upstream looks like a failure' {
        $ids = foreach ($run in 1..3) { , (Get-AuditEvent $folder -Checkpoint $checkpoint | Select-Object -First 8 | ForEach-Object EventId) }
        $ids[0] | Should -Be (1..8)
        $ids[1] | Should -Be (8..15)
        $ids[2] | Should -Be (15..22)
        (Get-AuditEvent $folder -Checkpoint $checkpoint).EventId | Should -Be (22..30)
    }

    It 'repeats the batch in which the pipeline failed, and skips nothing' {
        $seen = [System.Collections.Generic.List[string]]::new()
        { Get-AuditEvent $folder -Checkpoint $checkpoint | ForEach-Object { if ($_.EventId -eq 15) { throw 'broken' }; $seen.Add($_.EventId) } } | Should -Throw broken
        (Get-AuditEvent $folder -Checkpoint $checkpoint).EventId | Should -Be (1..30)
    }

    It 'repeats the batch in which a command of the pipeline failed' {
        { Get-AuditEvent $folder -Checkpoint $checkpoint | ForEach-Object { $_.EventId -eq 15 ? (Get-Item /none -ErrorAction Stop) : 0 } } | Should -Throw
        { Get-AuditEvent $folder -Checkpoint $checkpoint | Get-Item -LiteralPath { $_.EventId -eq 15 ? '/none' : '/' } -ErrorAction Stop } | Should -Throw
        (Get-AuditEvent $folder -Checkpoint $checkpoint).EventId | Should -Be (15..30)
    }

    It 'goes on where a loop was left' {
        foreach ($once in 1) { Get-AuditEvent $folder -Checkpoint $checkpoint | ForEach-Object { if ($_.EventId -eq 12) { break } } }
        (Get-AuditEvent $folder -Checkpoint $checkpoint).EventId | Should -Be (13..30)
    }

    It 'reads a log again that could not be read' -Skip:($IsWindows -or (id -u) -eq 0) {
        chmod 000 "$folder/log002.jsonl"
        $first = Get-AuditEvent $folder -Checkpoint $checkpoint -ErrorAction SilentlyContinue
        chmod 644 "$folder/log002.jsonl"
        $first.EventId + (Get-AuditEvent $folder -Checkpoint $checkpoint).EventId | Should -Be (1..10 + 21..30 + 11..20)
    }

    It 'reads a log again that was not there when it was to be opened' -Skip:$IsWindows {
        $null = [System.IO.File]::CreateSymbolicLink("$folder/log002b.jsonl", "$folder/../$name.later")
        $result = Invoke-Collecting { Get-AuditEvent $folder -Checkpoint $checkpoint }
        $result.Output.EventId | Should -Be (1..30)
        $result.Errors.FullyQualifiedErrorId | Should -Be 'NotFound,CloudAudit.PowerShell.Commands.GetAuditEventCommand'
        New-Record 99 | Set-Content "$folder/../$name.later"
        (Get-AuditEvent $folder -Checkpoint $checkpoint).EventId | Should -Be 99
        New-Record 100 | Add-Content "$folder/../$name.later"
        (Get-AuditEvent $folder -Checkpoint $checkpoint).EventId | Should -Be 100
    }

    It 'is relative to the location of the session' {
        Push-Location $folder/..
        try {
            $null = Get-AuditEvent $folder -Checkpoint "./$name.here"
            Test-Path "$folder/../$name.here" | Should -BeTrue
        }
        finally {
            Pop-Location
        }
    }

    It 'refuses other logs, other filters and another command' {
        $null = Get-AuditEvent $folder -Checkpoint $checkpoint
        { Get-AuditEvent $SampleTrail -Checkpoint $checkpoint } | Should -Throw -ErrorId 'CheckpointOtherSource,*'
        { Get-AuditEvent $folder -Failed -Checkpoint $checkpoint } | Should -Throw -ErrorId 'CheckpointOtherRequest,*'
        { Measure-AuditEvent $folder -Checkpoint $checkpoint } | Should -Throw -ErrorId 'CheckpointOtherRequest,*'
        { Get-AuditEvent $folder -Checkpoint $checkpoint } | Should -Not -Throw
    }

    It 'takes files by a wildcard as those of their folder' {
        $null = Get-AuditEvent "$folder/*.jsonl" -Checkpoint $checkpoint
        Add-Log $folder 4
        (Get-AuditEvent "$folder/*.jsonl" -Checkpoint $checkpoint).EventId | Should -Be (31..40)
        Get-AuditEvent $folder -Checkpoint $checkpoint | Should -BeNullOrEmpty
    }

    It 'refuses a damaged file and leaves it' {
        'nonsense' | Set-Content $checkpoint
        { Get-AuditEvent $folder -Checkpoint $checkpoint } | Should -Throw -ErrorId 'CheckpointDamaged,*'
        Get-Content $checkpoint | Should -Be 'nonsense'
    }

    It 'is for one run at a time' {
        { Get-AuditEvent $folder -Checkpoint $checkpoint | ForEach-Object { Get-AuditEvent $folder -Checkpoint $checkpoint } } |
            Should -Throw -ErrorId 'CheckpointInUse,*'
        { Get-AuditEvent $folder -Checkpoint $checkpoint } | Should -Not -Throw
    }

    It 'needs a folder that is there, and a file of the file system' {
        { Get-AuditEvent $folder -Checkpoint "$folder/none/c" } | Should -Throw -ErrorId 'CheckpointInaccessible,*'
        { Get-AuditEvent $folder -Checkpoint env:c } | Should -Throw -ErrorId 'PathNotFileSystem,*'
    }

    It 'gives raw records alike' {
        (Get-AuditEvent $folder -Raw -Checkpoint $checkpoint).Count | Should -Be 30
        Get-AuditEvent $folder -Checkpoint $checkpoint | Should -BeNullOrEmpty
    }
}

Describe 'Measure-AuditEvent -Checkpoint' {
    It 'counts what is new' {
        $folder = New-LogFolder measured
        $checkpoint = Get-TestPath measured.checkpoint
        (Measure-AuditEvent $folder -Checkpoint $checkpoint).Events | Should -Be 30
        (Measure-AuditEvent $folder -Checkpoint $checkpoint).Events | Should -Be 0
        Add-Log $folder 4
        (Measure-AuditEvent $folder -Checkpoint $checkpoint).Events | Should -Be 10
    }

    It 'counts again what nobody took' {
        $folder = New-LogFolder untaken
        $checkpoint = Get-TestPath untaken.checkpoint
        { Measure-AuditEvent $folder EventName -Checkpoint $checkpoint | ForEach-Object { throw 'broken' } } | Should -Throw broken
        (Measure-AuditEvent $folder EventName -Checkpoint $checkpoint).Count | Should -Be 30
    }

    It 'has no use for events of the pipeline' {
        { Get-AuditEvent $SampleTrail -First 1 | Measure-AuditEvent -Checkpoint (Get-TestPath none) } | Should -Throw -ErrorId 'CheckpointOfPipeline,*'
    }
}

Describe 'Test-AuditCompliance -Checkpoint' {
    BeforeAll {
        $trail = Get-TestPath trail
        Copy-Item $SampleTrail $trail -Recurse
        $late = (Get-ChildItem $trail -Recurse -File -Filter *us-east-1_20250312T1015Z*)[0]
        $held = [System.IO.File]::ReadAllBytes($late)
        Remove-Item $late
        $checkpoint = Get-TestPath trail.checkpoint
    }

    It 'checks each event once, and one that arrives late, too' {
        $all = Test-AuditCompliance $SampleTrail -RulePack CIS -Finding
        $first = Test-AuditCompliance $trail -RulePack CIS -Finding -Checkpoint $checkpoint
        $null = Test-AuditCompliance $trail -RulePack CIS -Finding -Checkpoint $checkpoint -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'No events were read'
        [System.IO.File]::WriteAllBytes($late, $held)
        $second = Test-AuditCompliance $trail -RulePack CIS -Finding -Checkpoint $checkpoint
        @($first) + @($second) | ForEach-Object { "$($_.RuleId) $($_.EventId)" } | Sort-Object |
            Should -Be ($all | ForEach-Object { "$($_.RuleId) $($_.EventId)" } | Sort-Object)
    }

    It 'is refused for other packs, which would not see what was checked before' {
        { Test-AuditCompliance $trail -RulePack HIPAA -Checkpoint $checkpoint } | Should -Throw -ErrorId 'CheckpointOtherRequest,*'
    }
}

Describe 'The scheduled check of about_CloudAudit_Scheduling' {
    BeforeAll {
        # The script as the topic has it.
        $topic = Get-Content -Raw "$RepositoryRoot/docs/en-US/about_CloudAudit_Scheduling.md"
        $code = [regex]::Match($topic, '(?s)```powershell\n(#Requires.+?)```').Groups[1].Value
        $script = Get-TestPath Watch-Trail.ps1
        Set-Content -LiteralPath $script -Value $code
        $state = Get-TestPath state
        $null = New-Item $state -ItemType Directory
        $watched = Get-TestPath watched
        Copy-Item $SampleTrail $watched -Recurse

        function Invoke-Check([string] $Path = $watched) {
            $modules = "$([System.IO.Path]::GetDirectoryName($ModulePath))$([System.IO.Path]::PathSeparator)$env:PSModulePath"
            $output = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "`$env:PSModulePath = '$modules'; & '$script' '$Path' '$state' -RulePack CIS; exit `$LASTEXITCODE" 2>&1
            [pscustomobject] @{ ExitCode = $LASTEXITCODE; Output = "$output" }
        }
    }

    It 'reports what it finds, each once, and says so by its exit code' {
        $first = Invoke-Check
        $first.Output | Should -BeNullOrEmpty
        $first.ExitCode | Should -Be 1
        $findings = @(Get-Content "$state/findings.jsonl" | ConvertFrom-Json)
        $findings.Count | Should -Be @(Test-AuditCompliance $SampleTrail -RulePack CIS -Finding).Count
        (Invoke-Check).ExitCode | Should -Be 0
        @(Get-Content "$state/findings.jsonl").Count | Should -Be $findings.Count

        New-Record 1 @{ eventName = 'StopLogging'; eventSource = 'cloudtrail.amazonaws.com'; eventCategory = 'Management'; readOnly = $false } | Set-Content "$watched/new.json"
        (Invoke-Check).ExitCode | Should -Be 1
        @(Get-Content "$state/findings.jsonl").Count | Should -BeGreaterThan $findings.Count
    }

    It 'says by its exit code that something could not be read' {
        '{"Records":[' | Set-Content "$watched/broken.json"
        $result = Invoke-Check
        $result.ExitCode | Should -Be 2
        $result.Output | Should -Match 'broken\.json'
    }

    It 'says by its exit code that the checkpoint cannot be used' {
        'nonsense' | Set-Content "$state/findings.checkpoint"
        $result = Invoke-Check
        $result.ExitCode | Should -Be 2
        $result.Output | Should -Match 'no checkpoint, or it is damaged'
    }
}
