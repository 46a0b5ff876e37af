using System.Globalization;
using System.Text.Json;
using CloudAudit.Aws;
using CloudAudit.Aws.Tests.CloudWatchLogs;
using CloudAudit.Aws.Tests.Support;

namespace CloudAudit.Cli.Tests.Aws;

/// <summary>Log groups as the program reads them, on a server that checks signatures.</summary>
[Collection(MotoTests.Name)]
public sealed class LogGroupTests(MotoServer moto) : IDisposable
{
    private readonly AwsCaller _caller = new();

    public void Dispose() => _caller.Dispose();

    [SkippableFact]
    public async Task Groups_are_read_by_name_and_pattern()
    {
        moto.Require();
        string group = $"cli-{Guid.NewGuid():N}";
        await PutAsync($"{group}/a", "111122223333_CloudTrail_us-east-1", 1200);
        await PutAsync($"{group}/b", "444455556666_CloudTrail_us-east-1", 30);
        _caller.With("AWS_ACCESS_KEY_ID", moto.Keys.AccessKey).With("AWS_SECRET_ACCESS_KEY", moto.Keys.SecretKey)
            .With("AWS_ENDPOINT_URL", moto.Url.ToString().TrimEnd('/'));

        Assert.Equal(Enumerable.Range(0, 1200).Select(Id), await IdsAsync("--log-group", $"{group}/a", "--region", "us-east-1"));
        Assert.Equal(1230, (await IdsAsync("--log-group", $"{group}/*", "--region", "us-east-1", "--keep-duplicate")).Count);
        Assert.Equal([Id(0), Id(100)], (await IdsAsync("--log-group", $"{group}/a", "--region", "us-east-1", "--event-name", "DeleteTrail"))[..2]);

        var measured = await _caller.RunAsync("measure", "--log-group", $"{group}/a", "--region", "us-east-1", "--property", "EventName", "--format", "jsonl");
        Assert.Equal(0, measured.ExitCode);
        Assert.Equal([1188, 12], measured.Lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("count").GetInt32()));

        var check = await _caller.RunAsync("check", "--log-group", $"{group}/a", "--region", "us-east-1", "--rule-pack", "CIS", "--finding", "--format", "jsonl");
        Assert.Equal(1, check.ExitCode);
        Assert.Equal(12, check.Lines.Count(l => l.Contains("DeleteTrail", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task What_cannot_be_read_is_told_in_a_line()
    {
        moto.Require();
        _caller.With("AWS_ACCESS_KEY_ID", moto.Keys.AccessKey).With("AWS_SECRET_ACCESS_KEY", moto.Keys.SecretKey)
            .With("AWS_ENDPOINT_URL", moto.Url.ToString().TrimEnd('/'));

        var missing = await _caller.RunAsync("events", "--log-group", "no-such-group", "--region", "us-east-1");
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("no-such-group", missing.Error, StringComparison.Ordinal);
        missing.AssertNoStackTrace();

        (await _caller.RunAsync("events", "--log-group", "a", "--region", "us-*")).AssertUsageError("one region");
        (await _caller.RunAsync("events", "--log-group", "a b", "--region", "us-east-1")).AssertUsageError("a b");

        var nowhere = await _caller.RunAsync("events", "--log-group", "a");
        Assert.Equal(2, nowhere.ExitCode);
        Assert.Contains("AWS_DEFAULT_REGION", nowhere.Error, StringComparison.Ordinal);

        var wrong = await _caller.With("AWS_SECRET_ACCESS_KEY", "another").RunAsync("events", "--log-group", "a", "--region", "us-east-1");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("secret", wrong.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("another", wrong.Error, StringComparison.Ordinal);
    }

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"00000000-0000-0000-0000-{number:d12}");

    private async Task<List<string>> IdsAsync(params string[] arguments)
    {
        var result = await _caller.RunAsync(["events", "--format", "jsonl", .. arguments]);
        result.AssertSuccess();
        return [.. result.Lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("eventID").GetString()!)];
    }

    // Every hundredth event deletes a trail.
    private async Task PutAsync(string group, string stream, int count)
    {
        using var connection = new AwsConnection(moto.Options);
        var logs = connection.Json(AwsService.CloudWatchLogs);
        long start = DateTimeOffset.UtcNow.AddHours(-5).ToUnixTimeMilliseconds();
        await CallAsync("CreateLogGroup", new LogsBody { LogGroupName = group });
        await CallAsync("CreateLogStream", new LogsBody { LogGroupName = group, LogStreamName = stream });
        await CallAsync("PutLogEvents", new LogsBody
        {
            LogGroupName = group,
            LogStreamName = stream,
            LogEvents = [.. Enumerable.Range(0, count).Select(i => new LogEventBody(
                start + i,
                $$"""{"eventVersion":"1.11","eventTime":"2025-03-11T10:00:00Z","eventSource":"cloudtrail.amazonaws.com","eventName":"{{(i % 100 == 0 ? "DeleteTrail" : "GetTrail")}}","awsRegion":"us-east-1","eventID":"{{Id(i)}}"}"""))],
        });

        Task<LogsBody> CallAsync(string operation, LogsBody body) =>
            logs.CallAsync(operation, body, LogsBodyJson.Default.LogsBody, LogsBodyJson.Default.LogsBody, group, default);
    }
}
