# Where events are read from, how errors are told, and how reading stops. Filters are in Filter.Tests.ps1.
BeforeDiscovery {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    Import-Module $Manifest -Force
}

Describe 'Paths' {
    BeforeAll {
        $root = Get-TestPath paths
        foreach ($folder in 'one', 'two', 'br[1]ck') { $null = New-Item "$root/$folder" -ItemType Directory }
        New-Record 1 | Set-Content -LiteralPath "$root/one/a.json"
        New-Record 2 | Set-Content -LiteralPath "$root/one/b.json"
        New-Record 3 | Set-Content -LiteralPath "$root/two/c.jsonl"
        New-Record 4 | Set-Content -LiteralPath "$root/br[1]ck/d[x].json"
        'no log' | Set-Content -LiteralPath "$root/two/notes.txt"
    }

    It 'a folder is searched, files are read in the order of their paths' {
        (Get-AuditEvent $root).EventId | Should -Be 4, 1, 2, 3
    }

    It 'several paths are read in the order given, each once' {
        (Get-AuditEvent "$root/two", "$root/one/b.json", "$root/two" -KeepDuplicate).EventId | Should -Be 3, 2
    }

    It 'wildcards in -Path are resolved' {
        (Get-AuditEvent "$root/*/?.json").EventId | Should -Be 1, 2
        (Get-AuditEvent "$root/[ot]*").EventId | Should -Be 1, 2, 3
    }

    It 'brackets in -LiteralPath are brackets' {
        (Get-AuditEvent -LiteralPath "$root/br[1]ck/d[x].json").EventId | Should -Be 4
        (Get-AuditEvent -LiteralPath "$root/br[1]ck").EventId | Should -Be 4
        (Get-AuditEvent -PSPath "$root/br[1]ck").EventId | Should -Be 4
    }

    It 'are relative to the location of the session, not of the process' {
        Push-Location "$root/one"
        try {
            (Get-AuditEvent b.json).EventId | Should -Be 2
            (Get-AuditEvent .).EventId | Should -Be 1, 2
            (Get-AuditEvent ../two).EventId | Should -Be 3
            (Get-AuditEvent -LiteralPath ./a.json).EventId | Should -Be 1
            [System.Environment]::CurrentDirectory | Should -Not -Be (Get-Location).ProviderPath
        }
        finally {
            Pop-Location
        }
    }

    It 'are those of PowerShell drives, too' {
        (Get-AuditEvent TestDrive:/paths/one).EventId | Should -Be 1, 2
        (Get-AuditEvent -LiteralPath TestDrive:/paths/one/a.json).Origin | Should -Be ([System.IO.Path]::GetFullPath("$root/one/a.json"))
    }

    It 'come from the pipeline as text' {
        ("$root/one", "$root/two/*.jsonl" | Get-AuditEvent).EventId | Should -Be 1, 2, 3
    }

    It 'come from Get-ChildItem, brackets and all' {
        (Get-ChildItem $root -Recurse -File -Include *.json, *.jsonl | Get-AuditEvent | Sort-Object EventId).EventId | Should -Be 1, 2, 3, 4
        (Get-Item -LiteralPath "$root/br[1]ck" | Get-AuditEvent).EventId | Should -Be 4
    }

    It 'a file is read whatever its name' {
        New-Record 5 | Set-Content "$root/two/export"
        (Get-AuditEvent "$root/two/export").EventId | Should -Be 5
    }

    It '<Name> is an error of its own, and the others are read' -ForEach @(
        @{ Name = 'a missing file'; Arguments = @{ Path = 'TestDrive:/missing.json', 'TestDrive:/paths/one' }; Target = 'TestDrive:/missing.json'; Count = 2 }
        @{ Name = 'a wildcard that nothing matches'; Arguments = @{ Path = 'TestDrive:/*.missing', 'TestDrive:/paths/one' }; Target = 'TestDrive:/*.missing'; Count = 2 }
        @{ Name = 'a missing literal path'; Arguments = @{ LiteralPath = 'TestDrive:/mis[s]ing', 'TestDrive:/paths/one' }; Target = 'TestDrive:/mis[s]ing'; Count = 2 }
        @{ Name = 'an unknown drive'; Arguments = @{ Path = 'Nowhere:/logs', 'TestDrive:/paths/one' }; Target = 'Nowhere:/logs'; Count = 2 }
        @{ Name = 'an unknown provider'; Arguments = @{ Path = 'nosuch::logs', 'TestDrive:/paths/one' }; Target = 'nosuch::logs'; Count = 2 }
    ) {
        $run = Invoke-Collecting { Get-AuditEvent @Arguments }
        $run.Output | Should -HaveCount $Count
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -Be 'PathNotFound,CloudAudit.PowerShell.Commands.GetAuditEventCommand'
        $run.Errors[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $run.Errors[0].TargetObject | Should -Be $Target
    }

    It 'of another provider than the file system are refused: <_>' -ForEach 'Env:/PATH', 'Env:', 'Function:/prompt', 'Variable:' {
        $run = Invoke-Collecting { Get-AuditEvent $_ }
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PathNotFileSystem,*'
        $run.Errors[0].CategoryInfo.Category | Should -Be InvalidArgument
        $run.Errors[0].TargetObject | Should -Be $_
        $run.Output | Should -BeNullOrEmpty
    }

    It 'that Get-ChildItem found elsewhere are refused' {
        $run = Invoke-Collecting { Get-Item Env:/PATH | Get-AuditEvent }
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PathNotFileSystem,*'
    }

    It 'must not be empty' {
        { Get-AuditEvent '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        { Get-AuditEvent -LiteralPath @() } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }

    It 'a missing path ends the command with -ErrorAction Stop' {
        { Get-AuditEvent TestDrive:/missing.json -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*'
    }
}

Describe 'What cannot be meant' {
    BeforeAll {
        $log = Get-TestPath refused.json
        # A truncated file: were it read, there would be an error of another kind.
        '{"Records":[{"eventID":"1"' | Set-Content $log
    }

    It '<_> is refused before anything is read' -ForEach @(
        @{ Arguments = @{ StartTime = 'soon' }; Id = 'ParameterArgumentTransformationError'; Says = "*'soon' is no time.*" }
        @{ Arguments = @{ EndTime = '2025-02-30' }; Id = 'ParameterArgumentTransformationError'; Says = "*'2025-02-30' is no time.*" }
        @{ Arguments = @{ StartTime = 5 }; Id = 'ParameterArgumentTransformationError'; Says = "*'5' is no time.*" }
        @{ Arguments = @{ Last = 'soon' }; Id = 'ParameterArgumentTransformationError'; Says = "*'soon' is no duration.*" }
        @{ Arguments = @{ Last = [timespan] '-01:00:00' }; Id = 'ParameterArgumentTransformationError'; Says = '*is no duration.*' }
        @{ Arguments = @{ StartTime = '2025-03-12'; EndTime = '2025-03-11' }; Id = 'InvalidQuery'; Says = '*is not before the end*' }
        @{ Arguments = @{ StartTime = '2025-03-12'; EndTime = '2025-03-12' }; Id = 'InvalidQuery'; Says = '*is not before the end*' }
        @{ Arguments = @{ Last = '7d'; StartTime = '2025-03-12' }; Id = 'LastWithStartTime'; Says = '-Last and -StartTime*' }
        @{ Arguments = @{ SourceIPAddress = '203.0.113.0/33' }; Id = 'InvalidQuery'; Says = "'203.0.113.0/33' is no network.*" }
        @{ Arguments = @{ SourceIPAddress = '2001:db8::/129' }; Id = 'InvalidQuery'; Says = "'2001:db8::/129' is no network.*" }
        @{ Arguments = @{ FilterHashtable = @{ 'a|nosuch' = 1 } }; Id = 'InvalidQuery'; Says = "'nosuch' in 'a|nosuch' is no modifier.*contains*" }
        @{ Arguments = @{ FilterHashtable = @{ 'a|re' = '(' } }; Id = 'InvalidQuery'; Says = '*not valid*' }
        @{ Arguments = @{ FilterHashtable = @{ 'a|exists' = 'perhaps' } }; Id = 'InvalidQuery'; Says = '*takes true or false*' }
        @{ Arguments = @{ FilterHashtable = @{ a = @{ b = 1 } } }; Id = 'InvalidQuery'; Says = '*with dots*' }
        @{ Arguments = @{ FilterHashtable = @{ a = @() } }; Id = 'InvalidQuery'; Says = "'a' has no value." }
        @{ Arguments = @{ FilterHashtable = @{ '|contains' = 'a' } }; Id = 'InvalidQuery'; Says = '*names no field*' }
        @{ Arguments = @{ FilterHashtable = @{} }; Id = 'InvalidQuery'; Says = 'The table is empty.' }
        @{ Arguments = @{ EventName = '' }; Id = 'ParameterArgumentValidationError'; Says = '*' }
        @{ Arguments = @{ Contains = '' }; Id = 'ParameterArgumentValidationError'; Says = '*' }
    ) {
        $run = Invoke-Collecting {
            try { Get-AuditEvent $log @Arguments } catch { $_ }
        }
        $run.Output | Should -BeNullOrEmpty
        $run.Errors | Should -HaveCount 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $run.Errors[0].Exception.Message | Should -BeLike $Says
    }

    It 'names the parameter' {
        $failure = { Get-AuditEvent $log -SourceIPAddress 1.2.3.4/99 } | Should -Throw -PassThru
        $failure.TargetObject | Should -Be 'SourceIPAddress'
        $failure.CategoryInfo.Category | Should -Be InvalidArgument
        $failure = { Get-AuditEvent $log -FilterHashtable @{ 'a|b' = 1 } } | Should -Throw -PassThru
        $failure.TargetObject | Should -Be 'FilterHashtable'
    }
}

Describe 'Parts of the whole' {
    It '-First and -Skip count events that pass and are no duplicates' {
        $all = @(Get-AuditEvent $SampleTrail -WriteOnly)
        $all.Count | Should -BeGreaterThan 50
        (Get-AuditEvent $SampleTrail -WriteOnly -First 7 -Skip 20).EventId | Should -Be $all[20..26].EventId
        @(Get-AuditEvent $SampleTrail -WriteOnly -Skip 1e6) | Should -HaveCount 0
        @(Get-AuditEvent $SampleTrail -First 0) | Should -HaveCount 0
        @(Get-AuditEvent $SampleTrail -WriteOnly -First 1e9) | Should -HaveCount $all.Count
    }

    It '-IncludeTotalCount says first that nobody knows' {
        $output = @(Get-AuditEvent $SampleTrail -First 2 -IncludeTotalCount)
        $output | Should -HaveCount 3
        $output[0].ToString() | Should -Be 'Unknown total count'
        $output[0].Accuracy | Should -Be 0
        $output[1] | Should -BeOfType CloudAudit.AuditEvent
    }

    It 'duplicates are dropped, and kept with -KeepDuplicate' {
        $all = @(Get-AuditEvent $SampleTrail -KeepDuplicate)
        $all | Should -HaveCount 1993
        $once = @(Get-AuditEvent $SampleTrail)
        $once.Count | Should -BeLessThan 1993
        ($all.EventId | Select-Object -Unique) | Should -Be $once.EventId
    }

    It '-Raw gives each record''s text, in the same order' {
        $raw = @(Get-AuditEvent $SampleTrail -EventName ConsoleLogin -Raw)
        $raw | Should -BeOfType string
        $raw.Count | Should -BeGreaterThan 10
        $raw | Should -Be (Get-AuditEvent $SampleTrail -EventName ConsoleLogin).ToJson()
    }

    It '-Raw is the text of the file, byte by byte' {
        $text = '{ "eventID" : "1",  "userAgent":"\u00e9\/é","x":1.50,"x":2 }'
        "{""Records"": [ $text ]}" | Set-Content TestDrive:/raw.json -NoNewline
        Get-AuditEvent TestDrive:/raw.json -Raw | Should -BeExactly $text
    }
}

Describe 'The public data set' -Skip:$WithoutPublicData {
    It 'has 2,900 events of 260 names' {
        $events = @(Get-AuditEvent $PublicData)
        $events | Should -HaveCount 2900
        @($events.EventName | Select-Object -Unique) | Should -HaveCount 260
    }
}

Describe 'Damaged files' {
    BeforeAll {
        $folder = Get-TestPath damaged
        $null = New-Item $folder -ItemType Directory
        $records = '{"Records":[' + ((1..200 | ForEach-Object { New-Record $_ @{ userAgent = "$(New-Guid)" } }) -join ',') + ']}'
        Write-GzipFile "$folder/1-truncated.json.gz" $records
        $bytes = [System.IO.File]::ReadAllBytes("$folder/1-truncated.json.gz")
        [System.IO.File]::WriteAllBytes("$folder/1-truncated.json.gz", $bytes[0..($bytes.Length / 2)])

        Write-GzipFile "$folder/2-member.json.gz" ('{"Records":[' + (New-Record 1001) + ']}')
        Write-GzipFile "$folder/other.gz" ('{"Records":[' + (New-Record 1002) + ']}')
        [System.IO.File]::WriteAllBytes("$folder/2-member.json.gz", [byte[]] ([System.IO.File]::ReadAllBytes("$folder/2-member.json.gz") + [System.IO.File]::ReadAllBytes("$folder/other.gz")))
        Remove-Item "$folder/other.gz"

        '{"Records":[' + (New-Record 2001) + ',{"eventID":"2002","eventName":tru},' + (New-Record 2003) + ']}' | Set-Content "$folder/3-record.json"
        New-Record 3001 | Set-Content "$folder/4-whole.json"
        $run = Invoke-Collecting { Get-AuditEvent $folder }
    }

    It 'give what comes before the damage, and one error each; the rest is read' {
        $ids = [int[]] $run.Output.EventId
        $ids | Should -Contain 1
        $ids | Should -Not -Contain 200
        $ids[-4..-1] | Should -Be 1001, 2001, 2003, 3001
        $run.Errors | ForEach-Object { [System.IO.Path]::GetFileName($_.TargetObject) } |
            Should -Be '1-truncated.json.gz', '2-member.json.gz', '3-record.json'
    }

    It '<Kind>: <Category>' -ForEach @(
        @{ Index = 0; Kind = 'TruncatedGzip'; Category = 'InvalidData' }
        @{ Index = 1; Kind = 'SecondGzipMember'; Category = 'SecurityError' }
        @{ Index = 2; Kind = 'BadJson'; Category = 'ParserError' }
    ) {
        $run.Errors[$Index].FullyQualifiedErrorId | Should -Be "$Kind,CloudAudit.PowerShell.Commands.GetAuditEventCommand"
        $run.Errors[$Index].CategoryInfo.Category | Should -Be $Category
        $run.Errors[$Index].Exception | Should -BeOfType System.IO.InvalidDataException
        $run.Errors[$Index].Exception.Message | Should -Match '^.+, (text )?offset \d+: .+'
    }

    It '-ErrorAction Stop ends the reading with the first' {
        { Get-AuditEvent $folder -ErrorAction Stop } | Should -Throw -ErrorId 'TruncatedGzip,*'
    }

    It '-ErrorVariable collects them' {
        $null = Get-AuditEvent $folder -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems | Should -HaveCount 3
    }
}

Describe 'What is told while reading' {
    It '-Verbose says what was read and what was passed by' {
        $messages = @(Get-AuditEvent $SampleTrail -Region us-west-2 -Verbose 4>&1 |
            Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message)
        $messages[0] | Should -Be "Reading '$([System.IO.Path]::GetFullPath($SampleTrail))'."
        $messages[1] | Should -Match '^Read 4 files with \d+ records\.$'
        $messages[2] | Should -Match '^Passed by: .* [1-9]\d* folders and '
    }

    It 'nothing is told unasked' {
        Get-AuditEvent $SampleTrail -First 1 *>&1 | Should -BeOfType CloudAudit.AuditEvent
    }

    It 'progress is shown a few times a second, and completed' {
        $folder = New-EndlessFolder progress -Files 120
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript('param($Manifest, $Folder) Import-Module $Manifest; $clock = [System.Diagnostics.Stopwatch]::StartNew(); $null = Get-AuditEvent $Folder -EventName None; $clock.Elapsed').AddArgument($Manifest).AddArgument($folder)
            $elapsed = $shell.Invoke()[0]
            $records = @($shell.Streams.Progress | Where-Object Activity -EQ 'Reading CloudTrail logs')
            $records.Count | Should -BeGreaterThan 1
            $records.Count | Should -BeLessOrEqual ($elapsed.TotalSeconds * 5 + 2)
            $records[0].StatusDescription | Should -Match '^\d+ of 120 files, [\d,]+ events, [\d,]+ MB$'
            @($records.RecordType)[-1] | Should -Be Completed
            @($records | Where-Object RecordType -EQ Completed) | Should -HaveCount 1
            $records.PercentComplete | Where-Object { $_ -gt 100 } | Should -BeNullOrEmpty
        }
        finally {
            $shell.Dispose()
        }
    }
}

Describe 'Stopping' -Skip:$WithoutProc {
    BeforeAll {
        $endless = New-EndlessFolder endless
    }

    It '<Name> stops at once and leaves no thread behind' -ForEach @(
        @{ Name = 'Select-Object -First 1'; Run = { Get-AuditEvent $endless -KeepDuplicate | Select-Object -First 1 } }
        @{ Name = '-First 1'; Run = { Get-AuditEvent $endless -KeepDuplicate -First 1 } }
        @{ Name = 'break in a loop'; Run = { do { Get-AuditEvent $endless -KeepDuplicate | ForEach-Object { $_; break } } while ($false) } }
        @{ Name = 'an error down the pipeline'; Run = { try { Get-AuditEvent $endless -KeepDuplicate | ForEach-Object { throw 'enough' } } catch { $_.Exception } } }
    ) {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        @(& $Run) | Should -HaveCount 1
        $clock.Elapsed | Should -BeLessThan ([timespan] '00:00:02')
        Get-ReaderThreadCount | Should -Be 0
    }

    It 'Ctrl+C stops <Name> within a second and leaves no thread behind' -ForEach @(
        @{ Name = 'a reading that finds nothing'; Script = 'Get-AuditEvent $Folder -EventName None' }
        @{ Name = 'a reading whose events nobody takes'; Script = 'Get-AuditEvent $Folder -KeepDuplicate | ForEach-Object { Start-Sleep 100 }' }
        @{ Name = 'a check'; Script = 'Test-AuditCompliance $Folder -RulePack CIS' }
    ) {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("param(`$Manifest, `$Folder) Import-Module `$Manifest; 'begun'; $Script").AddArgument($Manifest).AddArgument($endless)
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $running = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
            $deadline = [datetime]::UtcNow.AddSeconds(30)
            while ((Get-ReaderThreadCount -Expected) -eq 0 -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 20 }
            Get-ReaderThreadCount -Expected | Should -BeGreaterThan 0
            Start-Sleep -Milliseconds 200
            $running.IsCompleted | Should -BeFalse

            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $clock.Elapsed | Should -BeLessThan ([timespan] '00:00:01')
            $shell.InvocationStateInfo.State | Should -Be Stopped
            Get-ReaderThreadCount | Should -Be 0
            $shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally {
            $shell.Dispose()
        }
    }
}

Describe 'Several at once' {
    It 'ForEach-Object -Parallel reads in several runspaces' {
        $counts = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:Manifest
            @(Get-AuditEvent $using:SampleTrail -KeepDuplicate).Count
        }
        $counts | Should -Be 1993, 1993, 1993, 1993
    }

    It 'one may read within the pipeline of another' {
        $counts = Get-AuditEvent $SampleTrail -EventName StopLogging, DeleteTrail | ForEach-Object {
            @(Get-AuditEvent $SampleTrail -EventId $_.EventId).Count
        }
        $counts | Should -Be 1, 1
    }
}
