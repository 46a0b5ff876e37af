using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using CloudAudit.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace CloudAudit.Cli.Tests.Aws;

/// <summary>Profiles with a session of IAM Identity Center, with a role, with a process; and a web identity.</summary>
public sealed class ProfileTests : IDisposable
{
    private const string Keys = "[keys]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = made-up\n";
    private const string Token = """{"startUrl":"https://corp.awsapps.com/start","region":"us-east-1","accessToken":"signed-in","expiresAt":"2099-01-01T00:00:00Z"}""";
    private const string Session = "[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.awsapps.com/start\nsso_registration_scopes = sso:account:access\n";
    private readonly AwsCaller _caller = new();
    private readonly ConcurrentDictionary<string, string> _asked = new(StringComparer.Ordinal);
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
    [InlineData("source_profile = keys\nexternal_id = outside\nrole_session_name = nightly\n")]
    [InlineData("credential_source = Environment\n")]
    public async Task A_profile_with_a_role_assumes_it(string source)
    {
        await using var network = await StartAsync();
        _caller.WithFile(".aws/credentials", Keys)
            .WithFile(".aws/config", $"[profile audit]\nrole_arn = arn:aws:iam::444455556666:role/auditor\nregion = eu-west-1\n{source}");
        bool named = source.StartsWith("source_profile", StringComparison.Ordinal);
        if (!named)
        {
            _caller.WithKeys();
        }

        await AssertReadsAsync("audit", "ASIAROLE");

        string form = _asked.Single(a => a.Key.StartsWith("sts", StringComparison.Ordinal)).Value;
        Assert.Contains("RoleArn=arn%3Aaws%3Aiam%3A%3A444455556666%3Arole%2Fauditor", form, StringComparison.Ordinal);
        Assert.Equal(named, form.Contains("ExternalId=outside", StringComparison.Ordinal));
        Assert.Equal(named, form.Contains("RoleSessionName=nightly", StringComparison.Ordinal));
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
