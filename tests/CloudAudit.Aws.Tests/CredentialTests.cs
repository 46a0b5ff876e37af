using System.Collections.Concurrent;
using System.Globalization;
using CloudAudit.Aws.S3;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Reading;
using CloudAudit.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace CloudAudit.Aws.Tests;

/// <summary>Keys that expire while reading goes on, and are renewed.</summary>
public sealed class CredentialTests
{
    private static readonly DateTimeOffset Day = new(2025, 3, 11, 0, 0, 0, TimeSpan.Zero);
    private readonly List<LogError> _listing = [];
    private readonly ConcurrentDictionary<string, int> _requests = new(StringComparer.Ordinal);
    private int _given;

    [Fact]
    public async Task A_role_whose_keys_are_refused_in_mid_run_is_assumed_again()
    {
        // Each session is taken for 150 requests; some 2,300 objects are listed in three pages.
        await using var stub = await StartAsync(2300, each: 150);
        using var connection = new AwsConnection(Options(stub) with { RoleArn = "arn:aws:iam::444455556666:role/auditor" });
        using var logs = new S3Logs(connection, new S3LogOptions { Bucket = "trail" }, new EventQuery(), _listing.Add);

        var (events, errors) = StubTrail.Read(logs, _listing);

        Assert.Empty(errors);
        Assert.Equal(Enumerable.Range(0, 2300).Select(Id), events.Select(e => e.EventId));
        Assert.InRange(_given, 2300 / 150, 60);
        Assert.All(_requests.Keys, key => Assert.StartsWith("ASIA", key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_gives_keys_is_asked_for_others()
    {
        await using var stub = await StartAsync(600, each: 100);
        using var connection = new AwsConnection(Options(stub) with
        {
            // Gives the same keys until they are refused, as a source that renews itself does.
            Keys = () => new AwsKeys(string.Create(CultureInfo.InvariantCulture, $"ASIA{_requests.Values.Sum() / 100}"), "made-up", "token"),
        });
        using var logs = new S3Logs(connection, new S3LogOptions { Bucket = "trail" }, new EventQuery(), _listing.Add);

        var (events, errors) = StubTrail.Read(logs, _listing);

        Assert.Empty(errors);
        Assert.Equal(600, events.Count);
    }

    [Fact]
    public async Task Keys_that_nobody_renews_are_an_error_for_each_object_that_is_left()
    {
        await using var stub = await StartAsync(300, each: 100);
        using var connection = new AwsConnection(Options(stub) with { Keys = () => new AwsKeys("ASIA0", "made-up", "token") });
        using var logs = new S3Logs(connection, new S3LogOptions { Bucket = "trail" }, new EventQuery(), _listing.Add);

        var (events, errors) = StubTrail.Read(logs, _listing);

        Assert.Equal(300, events.Count + errors.Count);
        Assert.NotEmpty(events);
        Assert.All(errors, e => Assert.Contains("credentials have expired", e.Message, StringComparison.Ordinal));
        Assert.All(errors, e => Assert.Equal(LogErrorKind.AccessDenied, e.Kind));
    }

    [Fact]
    public async Task Pages_of_a_service_are_asked_for_by_renewed_keys_too()
    {
        int pages = 0;
        await using var server = await Support.FaultServer.StartAsync(async (context, _) =>
        {
            if (await AnswerStsAsync(context) || await RefuseAsync(context, each: 2, json: true))
            {
                return;
            }

            int page = Interlocked.Increment(ref pages);
            string next = page < 7 ? $$""","nextToken":"{{page}}" """ : string.Empty;
            await Support.FaultServer.AnswerAsync(
                context, 200, $$"""{"events":[{"message":"{\"eventID\":\"{{page}}\",\"eventTime\":\"2025-03-11T10:00:00Z\"}"}]{{next}}}""");
        });
        using var connection = new AwsConnection(server.Options with { RoleArn = "arn:aws:iam::444455556666:role/auditor" });
        using var source = new LogGroupLogs(
            new CloudWatchLogsApi(connection.Json(AwsService.CloudWatchLogs)), [LogGroup.Parse("g")], null, new EventQuery(), TimeProvider.System);

        var events = EventReader.Read(source, new EventReadOptions(), default).SelectMany(b => b.Results).ToList();

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], events.Select(e => e.EventId));
        Assert.Equal(4, _given);
    }

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"e{number}-0");

    private static AwsConnectionOptions Options(S3Stub stub) => new()
    {
        Keys = () => new AwsKeys("AKIAIOSFODNN7EXAMPLE", "made-up"),
        Region = "us-east-1",
        EndpointUrl = stub.Url,
    };

    private Task<S3Stub> StartAsync(int objects, int each) => S3Stub.StartAsync(
        Enumerable.Range(0, objects).Select(i => StubTrail.Log(StubTrail.Key(Day.AddMinutes(i), i), string.Create(CultureInfo.InvariantCulture, $"e{i}"), 1)),
        async (context, _) => await AnswerStsAsync(context) || await RefuseAsync(context, each, json: false));

    private async Task<bool> AnswerStsAsync(HttpContext context)
    {
        if (!context.Request.Headers.Authorization.ToString().Contains("/sts/", StringComparison.Ordinal))
        {
            return false;
        }

        await context.Response.WriteAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials><AccessKeyId>ASIA{Interlocked.Increment(ref _given)}</AccessKeyId><SecretAccessKey>made-up</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"));
        return true;
    }

    // A session is good for so many requests.
    private async Task<bool> RefuseAsync(HttpContext context, int each, bool json)
    {
        string key = context.Request.Headers.Authorization.ToString().Split("Credential=")[1].Split('/')[0];
        if (_requests.AddOrUpdate(key, 1, (_, n) => n + 1) <= each)
        {
            return false;
        }

        if (json)
        {
            await Support.FaultServer.AnswerAsync(context, 400, """{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}""");
        }
        else
        {
            await S3Stub.ErrorAsync(context, 400, "ExpiredToken", "The provided token has expired.");
        }

        return true;
    }
}
