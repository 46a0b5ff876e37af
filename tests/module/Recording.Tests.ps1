# New-Trail -Path and Write-AuditEvent as scripts use them.
BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    Import-Module $Manifest -Force

    # A trail of its own for each test. They share the key that signs, which takes a while to make.
    $signing = Get-TestPath signing.pem
    function New-TestTrail([hashtable] $With = @{}) {
        $root = Get-TestPath ([guid]::NewGuid().ToString('n'))
        New-Trail "$root/trail" -KeyFile "$root/keys/trail.key" -SigningKeyFile $signing @With
    }

    function Get-Recorded($Trail) {
        Get-AuditEvent $Trail.Folder -DecryptionKey $Trail.KeyFile -ErrorAction Stop
    }
}

Describe 'New-Trail -Path' {
    It 'makes a trail, says where everything is, and a second time changes nothing' {
        $trail = New-TestTrail
        $trail.Change | Should -Be Created
        $trail.KeyFile, $trail.SigningKeyFile, $trail.PublicKeyFile, "$($trail.Folder)/trail.json" | Should -Exist
        $again = New-Trail $trail.Folder
        $again.Change | Should -Be Unchanged
        $again.PublicKeyFingerprint | Should -Be $trail.PublicKeyFingerprint
    }

    It 'with -WhatIf prints each change and makes none' {
        $root = Get-TestPath planned
        $lines = pwsh -NoProfile -NonInteractive -Command "Import-Module '$Manifest'; New-Trail '$root/trail' -KeyFile '$root/keys/k' -WhatIf"
        $lines | Should -HaveCount 4
        $lines | Should -BeLike 'What if: *: *'
        $root | Should -Not -Exist
    }

    It 'takes a location of PowerShell, and not the process''s folder' {
        $null = New-Item TestDrive:/here -ItemType Directory
        Push-Location TestDrive:/here
        try {
            $trail = New-Trail relative-trail -KeyFile ./relative.key -SigningKeyFile $signing
        }
        finally {
            Pop-Location
        }

        $trail.Folder | Should -Be (Get-TestPath here/relative-trail)
        $trail.KeyFile | Should -Be (Get-TestPath here/relative.key)
    }

    It 'refuses <Name> with <Id>' -ForEach @(
        @{ Name = 'another name'; With = @{ Name = 'another' }; Id = 'TrailConflict'; Category = 'ResourceExists' }
        @{ Name = 'another account'; With = @{ AccountId = 444455556666 }; Id = 'TrailConflict'; Category = 'ResourceExists' }
        @{ Name = 'no encryption'; With = @{ NoEncryption = $true }; Id = 'TrailConflict'; Category = 'ResourceExists' }
        @{ Name = 'a key of half the length'; With = @{ Key = [byte[]]::new(16) }; Id = 'TrailKeyUnusable'; Category = 'AuthenticationError' }
        @{ Name = 'two keys'; With = @{ Key = [byte[]]::new(32); NoEncryption = $true }; Id = 'TrailConflict'; Category = 'ResourceExists' }
    ) {
        $trail = New-TestTrail
        $failure = { New-Trail $trail.Folder @With } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -Be "$Id,CloudAudit.PowerShell.Commands.NewTrailCommand"
        $failure.CategoryInfo.Category | Should -Be $Category
    }

    It 'shows a trail in a list that fits a hundred columns' {
        $lines = (New-TestTrail | Out-String -Width 100) -split '\r?\n'
        $lines -match '^Name +: trail$' | Should -HaveCount 1
        $lines -match '^Encryption +: Aes$' | Should -HaveCount 1
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 100
    }
}

Describe 'Write-AuditEvent' {
    BeforeAll {
        $trail = New-TestTrail @{ AccountId = '111122223333' }
    }

    It 'records who, what, with what and how it ended' {
        $event = Write-AuditEvent $trail.Folder StopInstances -EventSource ec2.amazonaws.com -Request @{ instanceId = 'i-1'; tags = 'a', 'b' } `
            -Response ([pscustomobject] @{ state = 'stopping' }) -Resource arn:aws:ec2:eu-west-1:111122223333:instance/i-1 -PassThru
        $event | Should -BeOfType CloudAudit.AuditEvent
        $event.Actor | Should -Be ([Environment]::UserName)
        $event.EventVersion | Should -Be 1.11
        $event.AccountId | Should -Be 111122223333
        $event.ReadOnly | Should -BeFalse
        $event.SourceIPAddress | Should -Be ([Environment]::MachineName)
        $event.UserAgent | Should -BeLike "PowerShell/$($PSVersionTable.PSVersion) CloudAudit/*"
        $event.RequestParameters.tags | Should -Be a, b
        $event.ResponseElements.state | Should -Be stopping
        $event.ResourceName | Should -Contain arn:aws:ec2:eu-west-1:111122223333:instance/i-1
        ([datetimeoffset]::UtcNow - $event.EventTime).TotalSeconds | Should -BeLessThan 60
        $event.GetValue('userIdentity.details.processId') | Should -Be $PID
        $event.Origin | Should -Be $trail.Folder
    }

    It 'takes the source''s name from the script' {
        Set-Content TestDrive:/nightly.ps1 "Write-AuditEvent '$($trail.Folder)' Run -PassThru"
        (& (Get-TestPath nightly.ps1)).EventSource | Should -Be nightly.ps1
        (Write-AuditEvent $trail.Folder Run -EventSource own.example -PassThru).EventSource | Should -Be own.example
    }

    It 'says of an error <Name> that it is <Code>' -ForEach @(
        @{ Name = 'of a cmdlet'; Fail = { Get-Item ./nowhere -ErrorAction Stop }; Code = 'PathNotFound' }
        @{ Name = 'that was thrown'; Fail = { throw 'it went wrong' }; Code = 'RuntimeException' }
        @{ Name = 'of .NET'; Fail = { [int]::Parse('x') }; Code = 'FormatException' }
        @{ Name = 'of AWS'; Fail = { throw ([exception]::new('denied') | Add-Member ErrorCode AccessDenied -PassThru) }; Code = 'AccessDenied' }
    ) {
        try { & $Fail } catch { $event = Write-AuditEvent $trail.Folder Fail -ErrorRecord $_ -PassThru }
        $event.ErrorCode | Should -Be $Code
        $event.ErrorMessage | Should -Not -BeNullOrEmpty
    }

    It 'never writes a secret: <Name>' -ForEach @(
        @{ Name = 'a SecureString'; Value = { @{ value = ConvertTo-SecureString geheim -AsPlainText -Force } } }
        @{ Name = 'a credential'; Value = { [pscredential]::new('ada', (ConvertTo-SecureString geheim -AsPlainText -Force)) } }
        @{ Name = 'a network credential'; Value = { [System.Net.NetworkCredential]::new('ada', 'geheim') } }
        @{ Name = 'a member''s name'; Value = { @{ MasterUserPassword = 'geheim'; nested = @(@{ 'secret-access-key' = 'geheim' }) } } }
        @{ Name = 'a property''s name'; Value = { [pscustomobject] @{ AuthToken = @{ a = 'geheim' } } } }
        @{ Name = 'a private key'; Value = { [System.Security.Cryptography.RSA]::Create(2048) } }
    ) {
        $json = (Write-AuditEvent $trail.Folder Hide -Request (& $Value) -Response @{ secretId = 'shown'; nextToken = 'shown' } -PassThru).ToJson()
        $json | Should -Not -Match geheim
        $json | Should -Match HIDDEN_DUE_TO_SECURITY_REASONS
        ([regex]::Matches($json, 'shown')).Count | Should -Be 2
    }

    It 'bounds what an object leads to: <Name>' -ForEach @(
        @{ Name = 'a process'; Value = { Get-Process -Id $PID } }
        @{ Name = 'a ring'; Value = { $ring = @{ }; $ring.self = $ring; $ring } }
        @{ Name = 'a session'; Value = { $ExecutionContext } }
        @{ Name = 'endless text'; Value = { 'x' * 1MB } }
        @{ Name = 'a long list'; Value = { 1..500000 } }
        @{ Name = 'a module'; Value = { Get-Module CloudAudit } }
    ) {
        $event = Write-AuditEvent $trail.Folder Bound -Request (& $Value) -PassThru
        $event.EventName | Should -Be Bound
        $event.ToJson().Length | Should -BeLessThan 130KB
        if ($Name -in 'endless text', 'a long list') {
            $event.RequestParameters | Should -BeNullOrEmpty
            $event.AdditionalEventData.omittedBecauseTooLarge | Should -Be requestParameters
        }
    }

    It 'records whole events from the pipeline, in whatever form: <Name>' -ForEach @(
        @{ Name = 'a hashtable'; Make = { @{ EventName = 'Whole'; eventsource = 's.example'; EventTime = [datetime]::new(2025, 1, 2, 3, 4, 5, [DateTimeKind]::Utc) } } }
        @{ Name = 'an object'; Make = { [pscustomobject] @{ eventName = 'Whole'; eventSource = 's.example'; eventTime = '2025-01-02T03:04:05Z' } } }
        @{ Name = 'text'; Make = { '{"eventName":"Whole","eventSource":"s.example","eventTime":"2025-01-02T03:04:05Z"}' } }
        @{ Name = 'an event'; Make = { '{"eventName":"Whole","eventSource":"s.example","eventTime":"2025-01-02T03:04:05Z"}' | ConvertTo-AuditEvent } }
        @{ Name = 'what ConvertFrom-Json made'; Make = { '{"eventName":"Whole","eventSource":"s.example","eventTime":"2025-01-02T03:04:05Z"}' | ConvertFrom-Json } }
    ) {
        $event = & $Make | Write-AuditEvent $trail.Folder -PassThru
        $event.EventName | Should -Be Whole
        $event.EventSource | Should -Be s.example
        $event.EventTime | Should -Be ([datetimeoffset] '2025-01-02T03:04:05Z')
    }

    It 'keeps records that are whole letter for letter' {
        $copies = New-TestTrail
        $events = @(Get-AuditEvent $SampleTrail -First 50)
        $events | Write-AuditEvent $copies.Folder
        @(Get-Recorded $copies).ToJson() | Should -Be $events.ToJson()
    }

    It 'says which event is none, and records the others' {
        $run = Invoke-Collecting {
            @{ eventName = 'A'; eventSource = 's' }, 42, @{ eventName = 'noSource' }, 'garbage', @{ eventName = 'B'; eventSource = 's' } |
                Write-AuditEvent $trail.Folder -PassThru
        }
        $run.Output.EventName | Should -Be A, B
        $run.Errors.FullyQualifiedErrorId -replace ',.*' | Should -Be NotConvertible, NotRecordable, NotRecordable
        $run.Errors[1].Exception.Message | Should -Match 'no eventSource'
    }

    It 'has each event on the disk when it returns, and Get-AuditEvent reads the journal' {
        $fresh = New-TestTrail
        Write-AuditEvent $fresh.Folder First
        Write-AuditEvent $fresh.Folder Second
        Get-ChildItem $fresh.Folder -Recurse -Filter *.json.gz | Should -BeNullOrEmpty
        (Get-Recorded $fresh).EventName | Should -Be First, Second

        Write-AuditEvent $fresh.Folder Third -Seal
        (Get-Recorded $fresh).EventName | Should -Be First, Second, Third
        Get-ChildItem $fresh.Folder -Recurse -Filter *.json.gz | Should -HaveCount 2

        $denied = Invoke-Collecting { Get-AuditEvent $fresh.Folder }
        $denied.Output | Should -BeNullOrEmpty
        $denied.Errors | Should -Not -BeNullOrEmpty
    }

    It 'with -WhatIf records nothing' {
        $fresh = New-TestTrail
        Write-AuditEvent $fresh.Folder Planned -Seal -WhatIf 6>$null
        Get-Recorded $fresh | Should -BeNullOrEmpty
    }

    It 'takes a key that is in no file, and no other' {
        $key = [System.Security.Cryptography.RandomNumberGenerator]::GetBytes(32)
        $folder = Get-TestPath ([guid]::NewGuid().ToString('n'))
        $null = New-Trail $folder -Name in-no-file -Key $key -SigningKeyFile $signing
        Write-AuditEvent $folder Kept -Key $key
        foreach ($with in @{}, @{ Key = [byte[]]::new(32) }) {
            $failure = { Write-AuditEvent $folder Lost @with } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeLike 'TrailKeyUnusable,*'
        }
    }

    It 'where there is no trail ends with TrailNotFound' {
        $failure = { Write-AuditEvent (Get-TestPath nowhere) X } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -Be 'TrailNotFound,CloudAudit.PowerShell.Commands.WriteAuditEventCommand'
        $failure.CategoryInfo.Category | Should -Be ObjectNotFound
    }

    It 'that others lock ends in time with TrailLocked' {
        $fresh = New-TestTrail
        $lock = [System.IO.FileStream]::new("$($fresh.Folder)/.journal/lock", 'OpenOrCreate', 'ReadWrite', 'None')
        try {
            $failure = { Write-AuditEvent $fresh.Folder X -LockTimeout 1s } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeLike 'TrailLocked,*'
            $failure.CategoryInfo.Category | Should -Be OperationTimeout
        }
        finally {
            $lock.Dispose()
        }
    }

    It 'from runspaces at once loses none' {
        $fresh = New-TestTrail
        1..4 | ForEach-Object -Parallel {
            Import-Module $using:Manifest
            foreach ($number in 1..25) { Write-AuditEvent $using:fresh.Folder "E$_-$number" }
        }
        @(Get-Recorded $fresh).EventName | Sort-Object -Unique | Should -HaveCount 100
    }

    It 'that is stopped keeps what has gone through it' {
        $fresh = New-TestTrail
        1..1000 | ForEach-Object { @{ eventName = "E$_"; eventSource = 's' } } | Write-AuditEvent $fresh.Folder -PassThru | Select-Object -First 10 | Should -HaveCount 10
        @(Get-Recorded $fresh).Count | Should -BeGreaterOrEqual 10
    }
}

Describe 'A runbook that remediates' {
    It 'leaves evidence that rules find and that verifies' {
        $trail = New-TestTrail
        $findings = Test-AuditCompliance $SampleTrail -RulePack CIS -Finding | Where-Object EventName -EQ StopLogging
        $findings | Should -Not -BeNullOrEmpty
        foreach ($finding in $findings) {
            $action = @{ Path = $trail.Folder; EventName = 'RestartLogging'; EventSource = 'runbook.example'; Request = @{ because = $finding.EventId } }
            try {
                throw ([exception]::new('not authorized') | Add-Member ErrorCode AccessDeniedException -PassThru)
            }
            catch {
                Write-AuditEvent @action -ErrorRecord $_
            }
        }

        Write-AuditEvent $trail.Folder RunEnded -EventSource runbook.example -ReadOnly -Seal
        $failed = @(Get-AuditEvent $trail.Folder -DecryptionKey $trail.KeyFile -Failed)
        $failed | Should -HaveCount @($findings).Count
        $failed[0].ErrorCode | Should -Be AccessDeniedException
        $failed.RequestParameters.because | Should -Be $findings.EventId

        # Digests end in whole seconds, the last one up to one ahead.
        Start-Sleep -Milliseconds 1100
        Test-TrailIntegrity $trail.Folder -PublicKey $trail.PublicKeyFile -DecryptionKey $trail.KeyFile -Quiet | Should -BeTrue
        $log = Get-ChildItem $trail.Folder -Recurse -Filter *_CloudTrail_*.json.gz
        [System.IO.File]::Delete($log[0].FullName)
        Test-TrailIntegrity $trail.Folder -PublicKey $trail.PublicKeyFile -DecryptionKey $trail.KeyFile -Quiet | Should -BeFalse
    }
}
