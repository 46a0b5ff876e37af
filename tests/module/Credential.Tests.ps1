# -Credential in all the shapes that it takes, and what is said where credentials or a region are missing, wrong or too old.
BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/TestLogs.ps1"
    . "$PSScriptRoot/Loopback.ps1"
    Import-Module $Manifest -Force

    # A log group of one event, and an account without trails. $Calls has who signed, for what, and the token. A caller whose
    # access key is ASIAEXPIRED has an expired token.
    $calls = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
    $server = Start-LoopbackServer -State @{ Calls = $calls } {
        param($Context, $State)
        $null = $Context.Request.Headers['Authorization'] -match 'Credential=(\w+)/\d+/([\w-]+)/(\w+)/'
        $caller, $region, $service = $Matches[1, 2, 3]
        $State.Calls.Enqueue("$caller $service $region $($Context.Request.Headers['X-Amz-Security-Token'])")
        $expired = $caller -eq 'ASIAEXPIRED'
        $Context.Response.StatusCode = $expired ? 400 : 200
        $Context.Response.ContentType = 'application/x-amz-json-1.1'
        $answer = if ($expired) {
            '{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}'
        }
        elseif ($service -eq 'logs') {
            '{"events":[{"message":"{\"eventID\":\"e\",\"eventTime\":\"2025-03-11T10:00:00Z\"}"}]}'
        }
        else {
            '{"trailList":[]}'
        }
        $Context.Response.Close([System.Text.Encoding]::UTF8.GetBytes($answer), $true)
    }
    $aws = @{ LogGroup = 'trail'; Region = 'eu-west-1'; EndpointUrl = $server.Url }

    # Another library's credentials, which are told by their members: expired at first, others once AWS was called.
    Add-Type -Language CSharp @'
namespace OtherLibrary
{
    public sealed record Keys(string AccessKey, string SecretKey, string Token);

    public sealed class RenewingCredentials(System.Collections.Concurrent.ConcurrentQueue<string> calls)
    {
        public Keys GetCredentials() => new(calls.IsEmpty ? "ASIAEXPIRED" : "ASIARENEWED", "hush-hush", "other-token");
    }
}
'@
}

AfterAll {
    Stop-LoopbackServer $server
}

Describe '-Credential' {
    BeforeEach {
        while ($calls.TryDequeue([ref] $null)) { }
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'a PSCredential'; Make = { [pscredential]::new('AKIAONE', (ConvertTo-SecureString hush-hush -AsPlainText -Force)) }; Expected = 'AKIAONE logs eu-west-1 ' }
        @{ Name = 'a hashtable with a token'; Make = { @{ AccessKeyId = 'ASIATWO'; SecretAccessKey = 'hush-hush'; SessionToken = 'token-2' } }; Expected = 'ASIATWO logs eu-west-1 token-2' }
        @{ Name = 'a hashtable with SecureStrings'; Make = { @{ AccessKey = 'ASIATHREE'; SecretKey = (ConvertTo-SecureString hush-hush -AsPlainText -Force); SessionToken = (ConvertTo-SecureString token-3 -AsPlainText -Force) } }; Expected = 'ASIATHREE logs eu-west-1 token-3' }
        @{ Name = 'the answer of sts assume-role, read from JSON'; Make = { '{"Credentials":{"AccessKeyId":"ASIAFOUR","SecretAccessKey":"hush-hush","SessionToken":"token-4","Expiration":"2099-01-01T00:00:00Z"},"AssumedRoleUser":{"Arn":"x"}}' | ConvertFrom-Json }; Expected = 'ASIAFOUR logs eu-west-1 token-4' }
        @{ Name = 'what a credential process writes'; Make = { '{"Version":1,"AccessKeyId":"ASIAFIVE","SecretAccessKey":"hush-hush","SessionToken":"token-5"}' | ConvertFrom-Json }; Expected = 'ASIAFIVE logs eu-west-1 token-5' }
    ) {
        (Get-AuditEvent @aws -Credential (& $Make)).EventId | Should -Be e
        $calls.Count | Should -Be 1
        $calls.ToArray()[0] | Should -BeLike $Expected
    }

    It "takes another library's credentials, and asks them for others where AWS says that those have expired" {
        (Get-AuditEvent @aws -Credential ([OtherLibrary.RenewingCredentials]::new($calls))).EventId | Should -Be e
        $calls.ToArray() | Should -Be 'ASIAEXPIRED logs eu-west-1 other-token', 'ASIARENEWED logs eu-west-1 other-token'
    }

    It 'takes the same for cmdlets of trails' {
        $null = Get-Trail -Region eu-west-1 -EndpointUrl $server.Url -Credential @{ AccessKeyId = 'ASIATWO'; SecretAccessKey = 'hush-hush'; SessionToken = 'token-2' }
        $calls.ToArray()[0] | Should -BeLike 'ASIATWO cloudtrail * token-2'
    }

    It 'says of <Name> that there are no keys in it, and shows nothing of it' -ForEach @(
        @{ Name = 'a text'; Make = { 'hush-hush' } }
        @{ Name = 'a number'; Make = { 42 } }
        @{ Name = 'an empty hashtable'; Make = { @{} } }
        @{ Name = 'a hashtable without a secret'; Make = { @{ AccessKeyId = 'AKIAHALF'; SessionToken = 'hush-hush' } } }
        @{ Name = 'an object without an access key'; Make = { [pscustomobject]@{ SecretAccessKey = 'hush-hush' } } }
    ) {
        $given = & $Make
        try { Get-AuditEvent @aws -Credential $given; 'no error' | Should -BeNullOrEmpty }
        catch {
            $_.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
            "$_" | Should -BeLike '*no AWS keys*PSCredential*AccessKeyId*'
            ($_ | Format-List * -Force | Out-String -Width 400) | Should -Not -BeLike '*hush-hush*'
        }
        $calls.Count | Should -Be 0
    }
}

Describe 'An expired token' {
    It 'is told with what to do by <Name>' -ForEach @(
        @{ Name = 'Get-AuditEvent'; Run = { Get-AuditEvent @aws @keys -ErrorAction Stop } }
        @{ Name = 'Measure-AuditEvent'; Run = { Measure-AuditEvent @aws @keys -ErrorAction Stop } }
        @{ Name = 'Get-Trail'; Run = { Get-Trail -Region eu-west-1 -EndpointUrl $server.Url @keys -ErrorAction Stop } }
    ) {
        $keys = @{ AccessKey = 'ASIAEXPIRED'; SecretKey = 'hush-hush'; SessionToken = 'old-token' }
        try { & $Run; 'no error' | Should -BeNullOrEmpty }
        catch {
            $_.FullyQualifiedErrorId | Should -BeLike 'AwsExpiredCredentials,*'
            $_.CategoryInfo.Category | Should -Be AuthenticationError
            $_ | Get-ShownText | Should -BeLike '*aws sso login*'
            ($_ | Format-List * -Force | Out-String -Width 400) | Should -Not -Match 'hush-hush|old-token'
        }
    }
}

Describe 'No region, and no profile' {
    It 'are told with what to do' {
        $told = Invoke-InNewSession {
            param($Manifest)
            $env:AWS_EC2_METADATA_DISABLED = 'true'
            $env:AWS_CONFIG_FILE = $env:AWS_SHARED_CREDENTIALS_FILE = '/nowhere'
            $env:AWS_REGION = $env:AWS_DEFAULT_REGION = $env:AWS_PROFILE = $null
            Import-Module $Manifest
            $keys = @{ AccessKey = 'AKIAONE'; SecretKey = 'hush-hush' }
            $runs = [ordered]@{
                Group   = { Get-AuditEvent -LogGroup x @keys -ErrorAction Stop }
                History = { Get-AuditEvent -EventHistory @keys -ErrorAction Stop }
                Trail   = { Get-AuditEvent -Trail main @keys -ErrorAction Stop }
                Trails  = { Get-Trail @keys -ErrorAction Stop }
                Verify  = { Test-TrailIntegrity -Trail main @keys -ErrorAction Stop }
                Profile = { Get-Trail -ProfileName none-such -ErrorAction Stop }
                Place   = { Get-AuditEvent -LogGroup x -ProfileName none-such -ProfileLocation /nowhere/profiles -ErrorAction Stop }
            }
            $runs.GetEnumerator() | ForEach-Object {
                $name = $_.Key
                try { & $_.Value; "$name nothing" } catch { "$name $($_.FullyQualifiedErrorId) $_" }
            }
            $env:AWS_PROFILE = 'of-the-environment'
            try { Get-AuditEvent -Bucket x -ErrorAction Stop } catch { "Environment $($_.FullyQualifiedErrorId) $_" }
        } $Manifest
        foreach ($name in 'Group', 'History', 'Trail', 'Trails', 'Verify') {
            $told -match "^$name " | Should -BeLike "$name AwsNoRegion,*Give a region*AWS_REGION*" -Because $name
        }
        $told -match '^Profile ' | Should -BeLike "Profile AwsProfileNotFound,*'none-such'*aws configure list-profiles*"
        $told -match '^Place ' | Should -BeLike "Place AwsProfileNotFound,*'none-such' in '/nowhere/profiles'*"
        $told -match '^Environment ' | Should -BeLike "Environment AwsProfileNotFound,*'of-the-environment'*"
    }
}
