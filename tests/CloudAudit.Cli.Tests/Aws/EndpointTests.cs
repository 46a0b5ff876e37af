using System.Collections.Concurrent;
using CloudAudit.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace CloudAudit.Cli.Tests.Aws;

/// <summary>
/// The hosts that are called: of buckets and access points, FIPS and dual-stack, China and GovCloud ("Amazon S3 endpoints
/// and quotas" and "AWS service endpoints" in the AWS General Reference).
/// </summary>
public sealed class EndpointTests : IDisposable
{
    private const string Logs = """{"events":[{"message":"{\"eventID\":\"e-0\",\"eventTime\":\"2025-03-11T10:00:00Z\"}"}]}""";
    private const string History = """{"Events":[{"CloudTrailEvent":"{\"eventID\":\"e-0\",\"eventTime\":\"2025-03-11T10:00:00Z\"}"}]}""";
    private const string Role =
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>made-up</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";

    private readonly AwsCaller _caller = new();
    private readonly ConcurrentQueue<string> _signed = new();

    public void Dispose() => _caller.Dispose();

    [SkippableTheory]
    [InlineData("trail", "eu-west-1", "", "trail.s3.eu-west-1.amazonaws.com")]
    [InlineData("trail", "us-east-1", "", "trail.s3.us-east-1.amazonaws.com")]
    [InlineData("my.trail", "eu-west-1", "", "s3.eu-west-1.amazonaws.com")]
    [InlineData("trail", "us-east-1", "fips", "trail.s3-fips.us-east-1.amazonaws.com")]
    [InlineData("trail", "eu-west-1", "dual", "trail.s3.dualstack.eu-west-1.amazonaws.com")]
    [InlineData("trail", "us-east-1", "fips dual", "trail.s3-fips.dualstack.us-east-1.amazonaws.com")]
    [InlineData("trail", "cn-north-1", "", "trail.s3.cn-north-1.amazonaws.com.cn")]
    [InlineData("trail", "cn-northwest-1", "dual", "trail.s3.dualstack.cn-northwest-1.amazonaws.com.cn")]
    [InlineData("trail", "us-gov-west-1", "", "trail.s3.us-gov-west-1.amazonaws.com")]
    [InlineData("trail", "us-gov-west-1", "fips", "trail.s3-fips.us-gov-west-1.amazonaws.com")]
    [InlineData("arn:aws:s3:us-west-2:111122223333:accesspoint/logs", "us-west-2", "", "logs-111122223333.s3-accesspoint.us-west-2.amazonaws.com")]
    [InlineData("arn:aws:s3:us-west-2:111122223333:accesspoint/logs", "us-west-2", "dual", "logs-111122223333.s3-accesspoint.dualstack.us-west-2.amazonaws.com")]
    [InlineData("arn:aws-cn:s3:cn-north-1:111122223333:accesspoint/logs", "cn-north-1", "", "logs-111122223333.s3-accesspoint.cn-north-1.amazonaws.com.cn")]
    [InlineData("arn:aws-us-gov:s3:us-gov-east-1:111122223333:accesspoint/logs", "us-gov-east-1", "fips", "logs-111122223333.s3-accesspoint-fips.us-gov-east-1.amazonaws.com")]
    [InlineData("logs-aqfqprnstn7aefdfbarligizwgyfouse1a-s3alias", "us-east-1", "", "logs-aqfqprnstn7aefdfbarligizwgyfouse1a-s3alias.s3.us-east-1.amazonaws.com")]
    public async Task A_bucket_is_looked_for_listed_and_read_where_AWS_has_it(string bucket, string region, string how, string host)
    {
        await using var stub = await StartBucketAsync();
        await using var network = await StartAsync(stub.AnswerAsync);
        Ask(how);

        var result = await _caller.With("AWS_REGION", region).RunAsync("events", "--bucket", bucket, "--format", "jsonl");

        result.AssertSuccess();
        Assert.Single(result.Lines);
        Assert.Equal([host], network.Hosts.Distinct());
        Assert.All(_signed, scope => Assert.Contains($"/{region}/s3/aws4_request", scope, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task An_access_point_is_called_in_its_own_region_whatever_the_caller_s_is()
    {
        await using var stub = await StartBucketAsync();
        await using var network = await StartAsync(context =>
        {
            context.Response.Headers["x-amz-bucket-region"] = "us-west-2";
            return stub.AnswerAsync(context);
        });

        var result = await _caller.With("AWS_REGION", "eu-west-1").RunAsync(
            "events", "--bucket", "arn:aws:s3:us-west-2:111122223333:accesspoint/logs", "--format", "jsonl");

        result.AssertSuccess();
        Assert.Single(result.Lines);
        Assert.Equal(["logs-111122223333.s3-accesspoint.us-west-2.amazonaws.com"], network.Hosts.Distinct());
        Assert.All(_signed, scope => Assert.Contains("/us-west-2/s3/aws4_request", scope, StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("--log-group", "us-east-1", "", "logs.us-east-1.amazonaws.com")]
    [InlineData("--log-group", "us-east-1", "fips", "logs-fips.us-east-1.amazonaws.com")]
    [InlineData("--log-group", "eu-west-1", "dual", "logs.eu-west-1.api.aws")]
    [InlineData("--log-group", "cn-north-1", "", "logs.cn-north-1.amazonaws.com.cn")]
    [InlineData("--event-history", "us-east-2", "fips", "cloudtrail-fips.us-east-2.amazonaws.com")]
    [InlineData("--event-history", "us-gov-west-1", "", "cloudtrail.us-gov-west-1.amazonaws.com")]
    [InlineData("--event-history", "us-gov-west-1", "fips", "cloudtrail.us-gov-west-1.amazonaws.com")]
    [InlineData("--event-history", "cn-northwest-1", "dual", "cloudtrail.cn-northwest-1.api.amazonwebservices.com.cn")]
    public async Task A_service_is_called_where_AWS_has_it(string source, string region, string how, string host)
    {
        await using var network = await StartAsync(context =>
            context.Response.WriteAsync(source == "--log-group" ? Logs : History));
        Ask(how);
        string[] named = source == "--log-group" ? [source, "trail"] : [source];

        var result = await _caller.With("AWS_REGION", region).RunAsync(["events", .. named, "--format", "jsonl"]);

        result.AssertSuccess();
        Assert.Single(result.Lines);
        Assert.Equal([host], network.Hosts.Distinct());
    }

    [SkippableTheory]
    [InlineData("arn:aws:iam::444455556666:role/auditor", "eu-west-1", "", "sts.eu-west-1.amazonaws.com")]
    [InlineData("arn:aws:iam::444455556666:role/auditor", "us-east-1", "fips", "sts-fips.us-east-1.amazonaws.com")]
    [InlineData("arn:aws-cn:iam::444455556666:role/auditor", "cn-north-1", "", "sts.cn-north-1.amazonaws.com.cn")]
    [InlineData("arn:aws-us-gov:iam::444455556666:role/auditor", "us-gov-west-1", "", "sts.us-gov-west-1.amazonaws.com")]
    public async Task A_role_is_asked_for_in_the_region_that_is_called(string role, string region, string how, string host)
    {
        await using var network = await StartAsync(context =>
            context.Request.Host.Host.StartsWith("sts", StringComparison.Ordinal) ? context.Response.WriteAsync(Role) : context.Response.WriteAsync(Logs));
        Ask(how);

        var result = await _caller.With("AWS_REGION", region).RunAsync("events", "--log-group", "trail", "--role-arn", role, "--format", "jsonl");

        result.AssertSuccess();
        Assert.Single(result.Lines);
        Assert.Equal(host, network.Hosts.First());
        Assert.Contains("Credential=ASIAROLE/", _signed.Last(), StringComparison.Ordinal);
    }

    private void Ask(string how)
    {
        if (how.Contains("fips", StringComparison.Ordinal))
        {
            _caller.With("AWS_USE_FIPS_ENDPOINT", "true");
        }

        if (how.Contains("dual", StringComparison.Ordinal))
        {
            _caller.With("AWS_USE_DUALSTACK_ENDPOINT", "true");
        }
    }

    private static Task<S3Stub> StartBucketAsync() =>
        S3Stub.StartAsync([StubTrail.Log(StubTrail.Key(new DateTimeOffset(2025, 3, 11, 0, 0, 0, TimeSpan.Zero), 1), "e", 1)]);

    // The program finds it by its environment.
    private async Task<AwsNetwork> StartAsync(Func<HttpContext, Task> answer)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "where a program's authorities come from can be said in its environment on Linux alone");
        var network = await AwsNetwork.StartAsync(context =>
        {
            _signed.Enqueue(context.Request.Headers.Authorization.ToString());
            return answer(context);
        });
        _caller.WithKeys();
        foreach (var (name, value) in network.Environment)
        {
            _caller.With(name, value);
        }

        return network;
    }
}
