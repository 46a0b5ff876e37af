using System.Diagnostics;
using CloudAudit.Aws.Tests.Support;
using CloudAudit.Filters;
using CloudAudit.Reading;

namespace CloudAudit.Aws.Tests.CloudWatchLogs;

[Collection(MotoTests.Name)]
public sealed class LogGroupLogsTests(MotoServer moto)
{
    [SkippableFact]
    public async Task Events_of_groups_by_name_and_pattern_come_page_by_page_in_their_order()
    {
        moto.Require();
        using var connection = new AwsConnection(moto.Options);
        string name = $"trail-{Guid.NewGuid():N}";
        long start = DateTimeOffset.UtcNow.AddHours(-5).ToUnixTimeMilliseconds();
        await PutAsync(connection, $"{name}/a", "111122223333_CloudTrail_us-east-1", 12_345, start);
        await PutAsync(connection, $"{name}/b", "111122223333_CloudTrail_eu-west-1", 10, start);

        var events = Read(connection, [LogGroup.Parse($"{name}/a")], null, new EventQuery(), out _);
        Assert.Equal(Enumerable.Range(0, 12_345).Select(Id), events.Select(e => e.EventId));
        Assert.StartsWith($"cloudwatch-logs://us-east-1/{name}/a#", events[0].Origin, StringComparison.Ordinal);

        Assert.Equal(12_355, Read(connection, [LogGroup.Parse($"{name}/*")], null, new EventQuery(), out _, keep: true).Count);

        // The server here ignores JSON patterns; the reader's own filter makes the answer right all the same.
        var filtered = Read(connection, [LogGroup.Parse($"{name}/a")], null, new EventQuery { EventName = ["deletetrail"] }, out string? pattern);
        Assert.NotNull(pattern);
        Assert.Equal(Enumerable.Range(0, 12_345).Where(i => i % 100 == 0).Select(Id), filtered.Select(e => e.EventId));
    }

    [SkippableFact]
    public void A_group_that_is_not_there_is_told()
    {
        moto.Require();
        using var connection = new AwsConnection(moto.Options);

        var error = Assert.Throws<AwsException>(() => Read(connection, [LogGroup.Parse("none")], null, new EventQuery(), out _));
        Assert.Equal(AwsFailure.NotFound, error.Failure);
        Assert.Contains("log group none", error.Message, StringComparison.Ordinal);

        error = Assert.Throws<AwsException>(() => Read(connection, [LogGroup.Parse("none*")], null, new EventQuery(), out _));
        Assert.Contains("us-east-1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_keep_to_the_quota_and_time_reaches_a_little_further()
    {
        var bodies = new List<string>();
        var times = new List<long>();
        await using var server = await FaultServer.StartAsync(async (context, number) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            string body = await reader.ReadToEndAsync();
            lock (bodies)
            {
                bodies.Add(body);
                times.Add(Stopwatch.GetTimestamp());
            }

            string next = number < 8 ? $$""","nextToken":"t{{number}}" """ : string.Empty;
            await FaultServer.AnswerAsync(context, 200, $$"""{"events":[{{(number % 3 == 0 ? string.Empty : $$"""{"message":"{\"eventID\":\"{{Id(number)}}\",\"eventTime\":\"2025-03-11T10:00:00Z\"}"}""")}}]{{next}}}""");
        });
        using var connection = new AwsConnection(server.Options);
        var at = new DateTimeOffset(2025, 3, 11, 9, 0, 0, TimeSpan.Zero);

        var events = Read(connection, [LogGroup.Parse("g")], null, new EventQuery { StartTime = at, EndTime = at.AddHours(2) }, out _);

        Assert.Equal(new[] { 1, 2, 4, 5, 7, 8 }.Select(Id), events.Select(e => e.EventId));
        Assert.Equal(8, bodies.Count);
        Assert.Contains($"\"startTime\":{at.AddMinutes(-15).ToUnixTimeMilliseconds()}", bodies[0], StringComparison.Ordinal);
        Assert.Contains($"\"endTime\":{at.AddHours(4).ToUnixTimeMilliseconds()}", bodies[0], StringComparison.Ordinal);
        Assert.Contains("\"logGroupName\":\"g\"", bodies[0], StringComparison.Ordinal);
        Assert.Contains("\"nextToken\":\"t7\"", bodies[7], StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(times[0], times[7]) > TimeSpan.FromSeconds(1.3), "faster than five a second");
    }

    [Fact]
    public async Task A_group_of_an_ARN_is_named_by_it_as_another_accounts_must_be()
    {
        string? body = null;
        await using var server = await FaultServer.StartAsync(async (context, _) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            body = await reader.ReadToEndAsync();
            await FaultServer.AnswerAsync(context, 200, "{}");
        });
        using var connection = new AwsConnection(server.Options);

        Assert.Empty(Read(connection, [LogGroup.Parse("arn:aws:logs:us-east-1:123456789012:log-group:a/b:*")], "111122223333_", new EventQuery(), out _));
        Assert.Equal("""{"logGroupIdentifier":"arn:aws:logs:us-east-1:123456789012:log-group:a/b","logStreamNamePrefix":"111122223333_"}""", body);
    }

    [Fact]
    public async Task A_token_that_comes_again_ends_in_an_error()
    {
        await using var server = await FaultServer.StartAsync((context, _) => FaultServer.AnswerAsync(context, 200, """{"events":[],"nextToken":"same"}"""));
        using var connection = new AwsConnection(server.Options);

        var error = Assert.Throws<AwsException>(() => Read(connection, [LogGroup.Parse("g")], null, new EventQuery(), out _));
        Assert.Equal(AwsFailure.ServiceFault, error.Failure);
    }

    [Fact]
    public async Task Nobody_waits_for_a_page_that_is_not_wanted()
    {
        await using var server = await FaultServer.StartAsync((context, number) => number == 1
            ? FaultServer.AnswerAsync(context, 200, """{"events":[{"message":"{\"eventID\":\"1\"}"}],"nextToken":"t"}""")
            : Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var connection = new AwsConnection(server.Options);
        using var source = new LogGroupLogs(new CloudWatchLogsApi(connection.Json(AwsService.CloudWatchLogs)), [LogGroup.Parse("g")], null, new EventQuery(), TimeProvider.System);
        var watch = Stopwatch.StartNew();

        Assert.Single(EventReader.Read(source, new EventReadOptions { First = 1 }, default).SelectMany(b => b.Results));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");

        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        using var again = new LogGroupLogs(new CloudWatchLogsApi(connection.Json(AwsService.CloudWatchLogs)), [LogGroup.Parse("g")], null, new EventQuery(), TimeProvider.System);
        Assert.ThrowsAny<OperationCanceledException>(() => EventReader.Read(again, new EventReadOptions(), stop.Token).ToList());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("arn:aws:s3:::bucket")]
    [InlineData("arn:aws:logs:us-east-1:123456789012:log-group:a*")]
    [InlineData("arn:aws:logs:us-east-1:123456789012:log-group:a:log-stream:b")]
    public void What_is_no_group_is_refused(string text) => Assert.Throws<FormatException>(() => LogGroup.Parse(text));

    private static string Id(int number) => $"00000000-0000-0000-0000-{number:d12}";

    private static List<AuditEvent> Read(AwsConnection connection, LogGroup[] groups, string? streams, EventQuery query, out string? pattern, bool keep = false)
    {
        using var source = new LogGroupLogs(new CloudWatchLogsApi(connection.Json(AwsService.CloudWatchLogs)), groups, streams, query, TimeProvider.System);
        pattern = source.Pattern;
        return [.. EventReader.Read(source, new EventReadOptions { Query = query, KeepDuplicate = keep }, default).SelectMany(b =>
        {
            Assert.Empty(b.Errors);
            return b.Results;
        })];
    }

    private static async Task PutAsync(AwsConnection connection, string group, string stream, int count, long start)
    {
        var logs = connection.Json(AwsService.CloudWatchLogs);
        await CallAsync("CreateLogGroup", new LogsBody { LogGroupName = group });
        await CallAsync("CreateLogStream", new LogsBody { LogGroupName = group, LogStreamName = stream });
        for (int from = 0; from < count; from += 5000)
        {
            await CallAsync("PutLogEvents", new LogsBody
            {
                LogGroupName = group,
                LogStreamName = stream,
                LogEvents = [.. Enumerable.Range(from, Math.Min(5000, count - from)).Select(i => new LogEventBody(
                    start + i,
                    $$"""{"eventVersion":"1.11","eventTime":"2025-03-11T10:00:00Z","eventName":"{{(i % 100 == 0 ? "DeleteTrail" : "GetTrail")}}","eventID":"{{Id(i)}}"}"""))],
            });
        }

        Task<LogsBody> CallAsync(string operation, LogsBody body) =>
            logs.CallAsync(operation, body, LogsBodyJson.Default.LogsBody, LogsBodyJson.Default.LogsBody, group, default);
    }
}
