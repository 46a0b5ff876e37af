# A moto server of the tests' own on a free loopback port, with signatures and permissions checked. $null where
# moto_server is not installed: then tests are skipped, with that reason.
#
#     BeforeDiscovery { . "$PSScriptRoot/Moto.ps1" }
#     BeforeAll       { . "$PSScriptRoot/Moto.ps1"; $moto = Start-Moto; $aws = $moto.Parameters }
#     AfterAll        { Stop-Moto $moto }
#     Describe 'New-Trail' -Skip:(-not (Test-Moto)) { It '…' { New-Trail @aws … } }

. "$PSScriptRoot/Loopback.ps1"

function Test-Moto {
    [bool](Get-Command moto_server -CommandType Application -ErrorAction Ignore)
}

function Start-Moto {
    if (-not (Test-Moto)) {
        return $null
    }

    $port = Get-FreePort

    $start = [System.Diagnostics.ProcessStartInfo]::new('moto_server')
    '-H', '127.0.0.1', '-p', "$port" | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    # A user, a policy and a key are made unsigned; from then on every call must be signed by such a user.
    $start.Environment['INITIAL_NO_AUTH_ACTION_COUNT'] = '3'
    $start.Environment['PYTHONPATH'] = "$PSScriptRoot/../support/moto"
    $process = [System.Diagnostics.Process]::Start($start)
    $process.BeginOutputReadLine()
    $process.BeginErrorReadLine()

    $url = "http://127.0.0.1:$port"
    $deadline = [datetime]::UtcNow.AddSeconds(90)
    while ($true) {
        try {
            $null = Invoke-WebRequest "$url/moto-api/" -NoProxy -TimeoutSec 5
            break
        }
        catch {
            if ($process.HasExited -or [datetime]::UtcNow -gt $deadline) {
                throw "moto_server did not start: $_"
            }

            Start-Sleep -Milliseconds 200
        }
    }

    $policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
    $key = foreach ($call in @{ Action = 'CreateUser' }, @{ Action = 'PutUserPolicy'; PolicyName = 'own'; PolicyDocument = $policy }, @{ Action = 'CreateAccessKey' }) {
        $request = @{
            Uri                  = $url
            Method               = 'Post'
            Body                 = @{ Version = '2010-05-08'; UserName = 'tester' } + $call
            Headers              = @{ Authorization = 'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=x' }
            SkipHeaderValidation = $true
            NoProxy              = $true
        }
        (Invoke-RestMethod @request).CreateAccessKeyResponse.CreateAccessKeyResult.AccessKey
    }

    $key = $key | Where-Object AccessKeyId
    [pscustomobject]@{
        Process    = $process
        Url        = $url
        AccessKey  = $key.AccessKeyId
        SecretKey  = $key.SecretAccessKey
        # Splat these: a user who may do everything, in us-east-1.
        Parameters = @{ AccessKey = $key.AccessKeyId; SecretKey = $key.SecretAccessKey; EndpointUrl = $url; Region = 'us-east-1' }
        # Of cmdlets that read events, -Region chooses events; these have none.
        Caller     = @{ AccessKey = $key.AccessKeyId; SecretKey = $key.SecretAccessKey; EndpointUrl = $url }
    }
}

function Stop-Moto($Moto) {
    if ($Moto) {
        $Moto.Process.Kill($true)
        $Moto.Process.Dispose()
    }
}

# Calls AWS as the moto server's user by the AWS command line, for what a test needs beside its cmdlets.
function Invoke-MotoCli($Moto, [string[]] $Arguments) {
    $start = [System.Diagnostics.ProcessStartInfo]::new('aws')
    $Arguments + @('--endpoint-url', $Moto.Url, '--region', 'us-east-1', '--output', 'json') | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $start.Environment['AWS_PAGER'] = ''
    $start.Environment['AWS_ACCESS_KEY_ID'] = $Moto.AccessKey
    $start.Environment['AWS_SECRET_ACCESS_KEY'] = $Moto.SecretKey
    $process = [System.Diagnostics.Process]::Start($start)
    $errors = $process.StandardError.ReadToEndAsync()
    $output = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    if ($process.ExitCode -ne 0) {
        throw "aws $Arguments failed: $($errors.Result)"
    }

    if ($output) {
        $output | ConvertFrom-Json
    }
}
