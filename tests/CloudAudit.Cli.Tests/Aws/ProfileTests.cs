using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using CloudAudit.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace CloudAudit.Cli.Tests.Aws;

/// <summary>Profiles with a session of IAM Identity Center, with a role, with a process; and a web identity.</summary>
public sealed class ProfileTests : IDisposable
{
    private const string Keys = "[keys]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = made-up\n";
    private const string Token = """{"startUrl":"https://corp.awsapps.com/start","region":"us-east-1","accessToken":"signed-in","expiresAt":"2099-01-01T00:00:00Z"}""";
    private const string Session = "[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.awsapps.com/start\nsso_registration_scopes = sso:account:access\n";
    private readonly AwsCaller _caller = new();
    private readonly ConcurrentDictionary<string, string> _asked = new(StringComparer.Ordinal);
    private string? _assumedBy;
    private string? _signedBy;

    public void Dispose() => _caller.Dispose();

    [SkippableTheory]
    [InlineData("corp", "sso_session = corp\n")]
    [InlineData("https://corp.awsapps.com/start", "sso_region = us-east-1\nsso_start_url = https://corp.awsapps.com/start\n")]
    public async Task Who_has_signed_in_to_Identity_Center_reads_with_the_role_of_the_profile(string cachedBy, string session)
    {
        await using var network = await StartAsync();
        _caller.WithFile(".aws/config", $"[profile sso]\n{session}sso_account_id = 111122223333\nsso_role_name = auditor\nregion = eu-west-1\n{Session}")
            .WithFile(Cache(cachedBy), Token);

        await AssertReadsAsync("sso", "ASIASSO");

        Assert.Equal("signed-in", _asked["portal.sso.us-east-1.amazonaws.com"]);
    }

    [SkippableFact]
    public async Task A_sign_in_that_can_be_renewed_is_renewed()
    {
        await using var network = await StartAsync();
        _caller.WithFile(".aws/config", $"[profile sso]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = auditor\nregion = eu-west-1\n{Session}")
            .WithFile(Cache("corp"), """{"startUrl":"https://corp.awsapps.com/start","region":"us-east-1","accessToken":"old","expiresAt":"2020-01-01T00:00:00Z","refreshToken":"again","clientId":"client","clientSecret":"made-up","registrationExpiresAt":"2099-01-01T00:00:00Z"}""");

        await AssertReadsAsync("sso", "ASIASSO");

        Assert.Contains("again", _asked["oidc.us-east-1.amazonaws.com"], StringComparison.Ordinal);
        Assert.Equal("renewed", _asked["portal.sso.us-east-1.amazonaws.com"]);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_has_not_signed_in_or_whose_session_has_expired_is_told_how_to(bool expired)
    {
        await using var network = await StartAsync();
        _caller.WithFile(".aws/config", $"[profile sso]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = auditor\nregion = eu-west-1\n{Session}");
        if (expired)
        {
            _caller.WithFile(Cache("corp"), Token.Replace("2099", "2020", StringComparison.Ordinal));
        }

        var result = await _caller.RunAsync("events", "--bucket", "trail", "--profile-name", "sso");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("aws sso login", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("signed-in", result.Error, StringComparison.Ordinal);
        result.AssertNoStackTrace();
    }

    [SkippableTheory]
    [InlineData("source_profile = keys", "AKIAPROFILE")]
    [InlineData("credential_source = Environment", "AKIAENVIRONMENT")]
    [InlineData("credential_source = EcsContainer", "ASIACONTAINER")]
    [InlineData("credential_source = Ec2InstanceMetadata", "ASIAMACHINE")]
    public async Task A_profile_with_a_role_assumes_it_as_whoever_it_names(string source, string caller)
    {
        await using var network = await StartAsync();
        await using var machine = await StartMachineAsync();
        WithRole(source);
        switch (caller)
        {
            case "AKIAENVIRONMENT":
                _caller.With("AWS_ACCESS_KEY_ID", caller).With("AWS_SECRET_ACCESS_KEY", "made-up");
                break;
            case "ASIACONTAINER":
                _caller.With("AWS_CONTAINER_CREDENTIALS_FULL_URI", machine.Url + "/container");
                break;
            case "ASIAMACHINE":
                _caller.With("AWS_EC2_METADATA_DISABLED", "false").With("AWS_EC2_METADATA_SERVICE_ENDPOINT", machine.Url);
                break;
        }

        await AssertReadsAsync("audit", "ASIAROLE");

        string form = _asked["sts.eu-west-1.amazonaws.com"];
        Assert.Contains("Action=AssumeRole&", form, StringComparison.Ordinal);
        Assert.Contains("RoleArn=arn%3Aaws%3Aiam%3A%3A444455556666%3Arole%2Fauditor", form, StringComparison.Ordinal);
        Assert.Contains("ExternalId=outside%3A1", form, StringComparison.Ordinal);
        Assert.Contains("RoleSessionName=nightly", form, StringComparison.Ordinal);
        Assert.Contains($"Credential={caller}/", _assumedBy, StringComparison.Ordinal);
        Assert.Contains("/eu-west-1/sts/", _assumedBy, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_default_profile_s_role_is_assumed_and_may_be_its_own_source()
    {
        await using var network = await StartAsync();
        _caller.WithFile(".aws/credentials", Keys.Replace("[keys]", "[default]", StringComparison.Ordinal)).WithFile(
            ".aws/config", "[default]\nrole_arn = arn:aws:iam::444455556666:role/auditor\nsource_profile = default\nexternal_id = outside:1\nregion = eu-west-1\n");

        await AssertReadsAsync(null, "ASIAROLE");

        Assert.Contains("ExternalId=outside%3A1", _asked["sts.eu-west-1.amazonaws.com"], StringComparison.Ordinal);
        Assert.Contains("Credential=AKIAPROFILE/", _assumedBy, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_role_of_a_role_is_assumed_with_each_one_s_own_external_id()
    {
        await using var network = await StartAsync();
        _caller.WithFile(".aws/credentials", Keys).WithFile(
            ".aws/config",
            "[profile first]\nrole_arn = arn:aws:iam::444455556666:role/auditor\nsource_profile = keys\nexternal_id = one\n"
            + "[profile then]\nrole_arn = arn:aws:iam::777788889999:role/second\nsource_profile = first\nexternal_id = two\nregion = eu-west-1\n");

        await AssertReadsAsync("then", "ASIASECOND");

        Assert.Contains("ExternalId=two", _asked["sts.eu-west-1.amazonaws.com"], StringComparison.Ordinal);
        Assert.Contains("Credential=ASIAROLE/", _assumedBy, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("role_arn = arn:aws:iam::444455556666:role/auditor\ncredential_source = Environment", "environment variables")]
    [InlineData("role_arn = arn:aws:iam::444455556666:role/auditor\ncredential_source = EcsContainer", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")]
    [InlineData("role_arn = arn:aws:iam::444455556666:role/auditor\ncredential_source = Nowhere", "'Nowhere' is none of Environment")]
    [InlineData("role_arn = arn:aws:iam::444455556666:role/auditor\nsource_profile = gone", "'gone' is not there")]
    [InlineData("role_arn = arn:aws:iam::444455556666:role/auditor\nsource_profile = audit", "gives no credentials")]
    [InlineData("role_arn = arn:aws:iam::444455556666:role/auditor\nsource_profile = round\n[profile round]\nrole_arn = arn:aws:iam::444455556666:role/x\nsource_profile = audit", "its own source_profile")]
    [InlineData("role_arn = arn:aws:iam::444455556666:role/auditor\nsource_profile = keys\nmfa_serial = arn:aws:iam::444455556666:mfa/me", "mfa_serial")]
    [InlineData("role_arn = arn:aws:iam::444455556666:role/auditor\nweb_identity_token_file = /none-such/token", "none-such")]
    [InlineData("credential_process = none-such", "none-such")]
    [InlineData("credential_process = echo hello", "invalid start")]
    [InlineData("output = json", "A profile needs keys")]
    public async Task A_profile_that_gives_no_credentials_is_told_with_the_reason(string profile, string reason)
    {
        await using var network = await StartAsync();
        _caller.WithFile(".aws/credentials", Keys).WithFile(".aws/config", $"[profile audit]\nregion = eu-west-1\n{profile}\n");

        var result = await _caller.RunAsync("events", "--log-group", "trail", "--profile-name", "audit", "--format", "jsonl");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("The AWS profile '", result.Error, StringComparison.Ordinal);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("made-up", result.Error, StringComparison.Ordinal);
        Assert.Single(result.ErrorLines);
        Assert.Empty(_asked);
    }

    [SkippableFact]
    public async Task A_process_gives_keys_beside_endpoints_too()
    {
        await using var network = await StartAsync();
        string answer = Path.Join(_caller.Home, "answer.json");
        _caller.WithFile("answer.json", """{"Version":1,"AccessKeyId":"ASIAPROCESS","SecretAccessKey":"made-up","SessionToken":"token","Expiration":"2099-01-01T00:00:00Z"}""").WithFile(
            ".aws/config",
            $"[profile process]\ncredential_process = cat {answer}\nregion = eu-west-1\nservices = own\n[services own]\ns3 =\n  endpoint_url = http://127.0.0.1:9\n");

        await AssertReadsAsync("process", "ASIAPROCESS");
    }

    [SkippableFact]
    public async Task A_role_on_top_of_a_profile_s_role_is_assumed_as_that_role()
    {
        await using var network = await StartAsync();
        _caller.WithFile(".aws/credentials", Keys)
            .WithFile(".aws/config", "[profile audit]\nrole_arn = arn:aws:iam::444455556666:role/auditor\nsource_profile = keys\nregion = eu-west-1\n");

        await AssertReadsAsync("audit", "ASIASECOND", "--role-arn", "arn:aws:iam::777788889999:role/second");
    }

    [SkippableFact]
    public async Task A_profile_s_process_gives_its_keys()
    {
        await using var network = await StartAsync();
        string answer = Path.Join(_caller.Home, "answer.json");
        _caller.WithFile("answer.json", """{"Version":1,"AccessKeyId":"ASIAPROCESS","SecretAccessKey":"made-up","SessionToken":"token","Expiration":"2099-01-01T00:00:00Z"}""")
            .WithFile(".aws/config", $"[profile process]\ncredential_process = cat {answer}\nregion = eu-west-1\n");

        await AssertReadsAsync("process", "ASIAPROCESS");
    }

    [SkippableFact]
    public async Task A_web_identity_of_the_environment_is_taken_for_its_role()
    {
        await using var network = await StartAsync();
        _caller.WithFile("token", "web-token").With("AWS_WEB_IDENTITY_TOKEN_FILE", Path.Join(_caller.Home, "token"))
            .With("AWS_ROLE_ARN", "arn:aws:iam::444455556666:role/pod").With("AWS_REGION", "eu-west-1");

        await AssertReadsAsync(null, "ASIAROLE");

        Assert.Contains("WebIdentityToken=web-token", _asked.Single(a => a.Key.StartsWith("sts", StringComparison.Ordinal)).Value, StringComparison.Ordinal);
    }

    private static string Cache(string name) => $".aws/sso/cache/{Name(name)}.json";

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "The AWS command line names its files so.")]
    private static string Name(string name) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(name)));

    private void WithRole(string source) => _caller.WithFile(".aws/credentials", Keys).WithFile(
        ".aws/config",
        $"[profile audit]\nrole_arn = arn:aws:iam::444455556666:role/auditor\nregion = eu-west-1\nexternal_id = outside:1\nrole_session_name = nightly\n{source}\n");

    // Credentials of a container and of a machine's role ("Instance metadata service" in the EC2 User Guide, its second version).
    private static Task<S3Stub> StartMachineAsync() => S3Stub.StartAsync([], async (context, _) =>
    {
        string path = context.Request.Path.Value!;
        string key = path == "/container" ? "ASIACONTAINER" : "ASIAMACHINE";
        await context.Response.WriteAsync(path switch
        {
            "/latest/api/token" => "token",
            "/latest/meta-data/iam/security-credentials/" or "/latest/meta-data/iam/security-credentials" => "machine",
            "/container" or "/latest/meta-data/iam/security-credentials/machine" =>
                $$"""{"Code":"Success","Type":"AWS-HMAC","LastUpdated":"2025-01-01T00:00:00Z","AccessKeyId":"{{key}}","SecretAccessKey":"made-up","Token":"token","Expiration":"2099-01-01T00:00:00Z"}""",
            _ => string.Empty,
        });
        return true;
    });

    private async Task AssertReadsAsync(string? profile, string accessKey, params string[] more)
    {
        string[] named = profile is null ? [] : ["--profile-name", profile];
        var result = await _caller.RunAsync(["events", "--log-group", "trail", "--format", "jsonl", .. named, .. more]);

        result.AssertSuccess();
        Assert.Single(result.Lines);
        Assert.Contains($"Credential={accessKey}/", _signedBy, StringComparison.Ordinal);
        Assert.Contains("/eu-west-1/logs/", _signedBy, StringComparison.Ordinal);
    }

    // AWS as far as signing in goes, and a log group of one event.
    private async Task<AwsNetwork> StartAsync()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "where a program's authorities come from can be said in its environment on Linux alone");
        var network = await AwsNetwork.StartAsync(AnswerAsync);
        foreach (var (name, value) in network.Environment)
        {
            _caller.With(name, value);
        }

        return network;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        string body = await reader.ReadToEndAsync();
        string host = context.Request.Host.Host;
        switch (host.Split('.')[0])
        {
            case "portal":
                string bearer = context.Request.Headers["x-amz-sso_bearer_token"].ToString();
                _asked[host] = bearer;
                bool known = bearer is "signed-in" or "renewed" && context.Request.Query["role_name"] == "auditor" && context.Request.Query["account_id"] == "111122223333";
                context.Response.StatusCode = known ? 200 : 401;
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(known
                    ? """{"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"made-up","sessionToken":"token","expiration":4070908800000}}"""
                    : """{"message":"Session token not found or invalid","__type":"com.amazonaws.switchboard.portal#UnauthorizedException"}""");
                break;
            case "oidc":
                _asked[host] = body;
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync("""{"accessToken":"renewed","expiresIn":28800,"refreshToken":"again","tokenType":"Bearer"}""");
                break;
            case "sts":
                _asked[host] = body;
                _assumedBy = context.Request.Headers.Authorization;
                string action = body.Contains("AssumeRoleWithWebIdentity", StringComparison.Ordinal) ? "AssumeRoleWithWebIdentity" : "AssumeRole";
                string key = body.Contains("second", StringComparison.Ordinal) ? "ASIASECOND" : "ASIAROLE";
                await context.Response.WriteAsync(
                    $"<{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{action}Result><Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>made-up</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></{action}Result></{action}Response>");
                break;
            default:
                _signedBy = context.Request.Headers.Authorization;
                await context.Response.WriteAsync("""{"events":[{"message":"{\"eventID\":\"e-0\",\"eventTime\":\"2025-03-11T10:00:00Z\"}"}]}""");
                break;
        }
    }
}
