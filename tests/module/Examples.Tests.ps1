# Every example of every help page, run as it stands: in a session of its own, beside a copy of the sample trail. Those
# about trails, buckets and log groups in AWS call a moto server, and are skipped where that is not installed; those of the
# event history call a server of the tests' own.
BeforeDiscovery {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/Moto.ps1"
    $moto = Test-Moto
    Import-Module $Manifest -Force
    $examples = foreach ($command in Get-Command -Module CloudAudit) {
        $number = 0
        foreach ($example in (Get-Help $command.Name -Full).examples.example) {
            $number++
            $inAws = $example.code -match '\b(Get|Set|Start|Stop|Remove|Test)-Trail\b|New-Trail -Name| -(LogGroup|Bucket|Trail) '
            @{ Command = $command.Name; Number = $number; Code = $example.code; InAws = $inAws; Skip = $inAws -and -not $moto }
        }
    }
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    . "$PSScriptRoot/Moto.ps1"
    . "$PSScriptRoot/EventHistoryServer.ps1"
    $history = Start-EventHistory
    $moto = Start-Moto
    if ($moto) {
        # The sample in a log group, in a bucket, and in the bucket of the trail 'audit' as logs of its account.
        $group = '--log-group-name', 'aws-cloudtrail-logs', '--log-stream-name', '111122223333_CloudTrail_us-east-1'
        $null = Invoke-MotoCli $moto 'logs', 'create-log-group', $group[0], $group[1]
        $null = Invoke-MotoCli $moto (@('logs', 'create-log-stream') + $group)
        $now = [DateTimeOffset]::UtcNow.ToUnixTimeMilliseconds()
        $events = @(Get-AuditEvent "$RepositoryRoot/samples/trail" -EventCategory Management -Raw -First 1000 | ForEach-Object { @{ timestamp = $now; message = $_ } })
        ConvertTo-Json $events -Compress | Set-Content TestDrive:/events.json
        $null = Invoke-MotoCli $moto (@('logs', 'put-log-events', '--log-events', "file://$((Get-Item TestDrive:/events.json).FullName)") + $group)
        $null = Invoke-MotoCli $moto 's3api', 'create-bucket', '--bucket', 'cloudtrail-logs-111122223333'
        Invoke-MotoCli $moto 's3', 'sync', "$RepositoryRoot/samples/trail", 's3://cloudtrail-logs-111122223333', '--quiet'
        $null = Invoke-MotoCli $moto 's3api', 'create-bucket', '--bucket', 'audit-logs-111122223333'
        Invoke-MotoCli $moto 's3', 'sync', "$RepositoryRoot/samples/trail/AWSLogs/111122223333", 's3://audit-logs-111122223333/AWSLogs/123456789012', '--quiet'
        $may = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:ListBucket","s3:HeadBucket","s3:GetObject"],"Resource":"*"}]}'
        $trust = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'
        $null = Invoke-MotoCli $moto 'iam', 'create-role', '--role-name', 'auditor', '--assume-role-policy-document', $trust
        $null = Invoke-MotoCli $moto 'iam', 'put-role-policy', '--role-name', 'auditor', '--policy-name', 'read', '--policy-document', $may

        $names = 'AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION'
        $saved = @{}
        $names | ForEach-Object { $saved[$_] = [Environment]::GetEnvironmentVariable($_) }
        $env:AWS_ENDPOINT_URL, $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY, $env:AWS_REGION = $moto.Url, $moto.AccessKey, $moto.SecretKey, 'us-east-1'
    }

    # An example may write files, which the repository is no place for.
    $root = Get-TestPath root
    $null = New-Item $root -ItemType Directory
    Copy-Item "$RepositoryRoot/samples", "$RepositoryRoot/rules" $root -Recurse

    # Where New-Trail keeps keys, unless it is told.
    $configuration = $env:XDG_CONFIG_HOME
    $env:XDG_CONFIG_HOME = Get-TestPath configuration
    $null = New-Item $env:XDG_CONFIG_HOME -ItemType Directory -Force

    # What examples take from elsewhere: the AWS command line, AWS Tools for PowerShell, a clipboard.
    $standIns = {
        function Get-SampleText {
            Get-AuditEvent ./samples/trail -EventName StopLogging, DeleteTrail, ListUsers -Raw
        }

        function aws {
            $events = Get-SampleText
            switch ("$($args[0]) $($args[1])") {
                'cloudtrail lookup-events' { @{ Events = @($events | ForEach-Object { @{ CloudTrailEvent = $_ } }) } | ConvertTo-Json -Depth 4 }
                'logs filter-log-events' { @{ events = @($events | ForEach-Object { @{ timestamp = 1; message = $_ } }) } | ConvertTo-Json -Depth 4 }
                default { throw "The tests have no stand-in for 'aws $_'." }
            }
        }

        function Find-CTEvent([object] $LookupAttribute) {
            $null = $LookupAttribute
            Get-SampleText | ForEach-Object { [pscustomobject] @{ CloudTrailEvent = $_ } }
        }

        function Get-Clipboard([switch] $Raw) {
            $null = $Raw
            @(Get-SampleText)[0]
        }
    }
}

AfterAll {
    Stop-EventHistory $history
    if ($moto) {
        $names | ForEach-Object { [Environment]::SetEnvironmentVariable($_, $saved[$_]) }
        Stop-Moto $moto
    }
    $env:XDG_CONFIG_HOME = $configuration
}

Describe 'Example <Number> of <Command>' -ForEach $examples {
    It 'runs without an error or a warning' -Skip:$Skip {
        if ($InAws) {
            # What an example before removed or changed is there again.
            $null = New-Trail -Name audit -Bucket audit-logs-111122223333
            $null = New-Trail -Name data -Bucket data-logs-111122223333 -DataEvent S3

            if ($Code -match '-Trail audit|Get-Trail audit \|\s+Get-AuditEvent') {
                # Its bucket's policy refuses requests without TLS, as all to the moto server are.
                Invoke-MotoCli $moto 's3api', 'delete-bucket-policy', '--bucket', 'audit-logs-111122223333'
            }
        }

        if ($Code.Contains(' -EventHistory')) {
            # Which the moto server does not have.
            $Code = "`$PSDefaultParameterValues = @{ '*:EndpointUrl' = '$($history.Url)'; '*:AccessKey' = 'AKIAIOSFODNN7EXAMPLE'; '*:SecretKey' = 'made-up'; '*:Region' = 'us-east-1' }`n$Code"
        }

        $shell = [powershell]::Create([initialsessionstate]::CreateDefault())
        try {
            $null = $shell.AddScript('param($Manifest, $Root) Import-Module $Manifest; Set-Location -LiteralPath $Root').AddArgument($Manifest).AddArgument($root).Invoke()
            $shell.Commands.Clear()
            $null = $shell.AddScript("$standIns").Invoke()
            $shell.Commands.Clear()
            $null = $shell.AddScript($Code).AddCommand('Out-String')
            try {
                $null = $shell.Invoke()
            }
            catch {
                # An example that ends in a throw means to.
                $failure = $_.Exception.InnerException.ErrorRecord
                if (-not $failure.Exception.WasThrownFromThrowStatement -or -not $Code.Contains('throw ')) {
                    throw
                }
            }

            $shell.Streams.Error | Out-String | Should -BeNullOrEmpty
            $shell.Streams.Warning | Out-String | Should -BeNullOrEmpty
        }
        finally {
            $shell.Dispose()
        }
    }
}
