using System.Diagnostics;
using System.Text.Json;
using CloudAudit.Aws.Tests.Support;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Reading;
using Microsoft.AspNetCore.Http;

namespace CloudAudit.Aws.Tests.EventHistory;

public sealed class EventHistoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Pages_are_read_to_the_end_at_two_a_second()
    {
        var history = new FakeHistory(120);
        await using var server = await FaultServer.StartAsync(history.AnswerAsync);
        var watch = Stopwatch.StartNew();

        var events = Read(server, new EventQuery(), ["us-east-1"], out _, out _);

        Assert.Equal(Enumerable.Range(0, 120).Reverse().Select(FakeHistory.Id), events.Select(e => e.EventId));
        Assert.Equal(3, history.Requests.Count);
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(0.95), $"{watch.Elapsed} for three requests");
        Assert.All(events, e => Assert.StartsWith("event-history://us-east-1#", e.Origin, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("deletetrail", "EventName", "DeleteTrail")]
    [InlineData("DELETETRAIL", "EventName", "DeleteTrail")]
    public async Task The_one_attribute_is_the_services_own_writing(string name, string key, string value)
    {
        var history = new FakeHistory(120);
        await using var server = await FaultServer.StartAsync(history.AnswerAsync);

        var events = Read(server, new EventQuery { EventName = [name], EventSource = ["cloudtrail"], Failed = true }, ["us-east-1"], out _, out _);

        var attribute = Assert.Single(history.Requests).GetProperty("LookupAttributes")[0];
        Assert.Equal((key, value), (attribute.GetProperty("AttributeKey").GetString(), attribute.GetProperty("AttributeValue").GetString()));
        Assert.Equal(1, history.Requests[0].GetProperty("LookupAttributes").GetArrayLength());
        Assert.All(events, e => Assert.Equal("AccessDenied", e.ErrorCode));
        Assert.NotEmpty(events);
    }

    [Fact]
    public void The_attribute_that_leaves_the_fewest_is_taken_and_never_one_that_loses_events()
    {
        Assert.Equal([new LookupAttribute("EventId", "abc")], LookupAttribute.For(new EventQuery { EventId = ["ABC"], EventName = ["DeleteTrail"] }));
        Assert.Equal([new LookupAttribute("AccessKeyId", "AKIAX")], LookupAttribute.For(new EventQuery { AccessKeyId = ["akiax"], EventName = ["DeleteTrail"] }));
        Assert.Equal(
            [new LookupAttribute("EventName", "DeleteTrail"), new LookupAttribute("EventName", "StopLogging")],
            LookupAttribute.For(new EventQuery { EventName = ["DeleteTrail", "stoplogging", "DELETETRAIL"] }));
        Assert.Equal([new LookupAttribute("EventSource", "iam.amazonaws.com")], LookupAttribute.For(new EventQuery { EventName = ["Delete*"], EventSource = ["IAM"] }));
        Assert.Equal([new LookupAttribute("EventSource", "iam.amazonaws.com")], LookupAttribute.For(new EventQuery { EventName = ["NobodyKnowsThis"], EventSource = ["iam.amazonaws.com"] }));
        Assert.Empty(LookupAttribute.For(new EventQuery { Actor = ["alice"], ResourceName = ["b"], WriteOnly = true, EventSource = ["i*"] }));
    }

    [Fact]
    public async Task Several_values_are_walks_of_their_own()
    {
        var history = new FakeHistory(400);
        await using var server = await FaultServer.StartAsync(history.AnswerAsync);

        var events = Read(server, new EventQuery { EventName = ["DeleteTrail", "StopLogging"] }, ["us-east-1"], out _, out _);

        Assert.Equal(2, history.Requests.Count);
        Assert.Equal(20, events.Count);
    }

    [Fact]
    public async Task Insight_events_are_asked_for_by_their_own_category()
    {
        var history = new FakeHistory(10);
        await using var server = await FaultServer.StartAsync(history.AnswerAsync);

        Read(server, new EventQuery { EventCategory = ["insight"] }, ["us-east-1"], out _, out _);
        Assert.Equal("insight", Assert.Single(history.Requests).GetProperty("EventCategory").GetString());

        Read(server, new EventQuery { EventCategory = ["*"] }, ["us-east-1"], out _, out var source);
        Assert.Equal(3, history.Requests.Count);
        Assert.Contains("data and network activity", Assert.Single(source.Limits()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_that_fails_is_an_error_and_one_that_is_not_enabled_is_none()
    {
        var history = new FakeHistory(3);
        await using var server = await FaultServer.StartAsync((context, number) => Region(context) switch
        {
            "eu-west-1" => FaultServer.AnswerAsync(context, 400, """{"__type":"AccessDeniedException","message":"no"}"""),
            "me-south-1" => FaultServer.AnswerAsync(context, 400, """{"__type":"UnrecognizedClientException","message":"The security token included in the request is invalid."}"""),
            _ => history.AnswerAsync(context, number),
        });

        var events = Read(server, new EventQuery(), ["us-east-1", "eu-west-1", "me-south-1", "us-west-2"], out var errors, out var source, everywhere: true);

        Assert.Equal(3, events.Count);
        var error = Assert.Single(errors);
        Assert.Equal((LogErrorKind.AccessDenied, "event-history://eu-west-1"), (error.Kind, error.Origin));
        Assert.Contains("cloudtrail:LookupEvents", error.Detail, StringComparison.Ordinal);
        Assert.Equal(["me-south-1"], source.NotEnabled);

        // Of the caller's own region it is an error, and ends the reading.
        Assert.Throws<AwsException>(() => Read(server, new EventQuery(), ["me-south-1"], out _, out _, everywhere: true));
    }

    [Fact]
    public async Task Throttling_is_waited_out()
    {
        var history = new FakeHistory(60);
        await using var server = await FaultServer.StartAsync((context, number) => number is 1 or 3
            ? FaultServer.AnswerAsync(context, 400, """{"__type":"ThrottlingException","message":"Rate exceeded"}""")
            : history.AnswerAsync(context, number));

        Assert.Equal(60, Read(server, new EventQuery(), ["us-east-1"], out _, out _).Count);
    }

    [Fact]
    public void What_is_over_90_days_ago_is_said()
    {
        var clock = new FixedClock(Now);
        using var old = new EventHistoryLogs([], everywhere: false, new EventQuery { StartTime = Now.AddDays(-91) }, _ => { }, clock);
        using var late = new EventHistoryLogs([], everywhere: false, new EventQuery { StartTime = Now.AddDays(-89) }, _ => { }, clock);

        Assert.Contains("90 days", Assert.Single(old.Limits()), StringComparison.Ordinal);
        Assert.Empty(late.Limits());
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_a_page()
    {
        await using var server = await FaultServer.StartAsync((context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        using var connection = new AwsConnection(server.Options);
        using var source = Source(connection, new EventQuery(), ["us-east-1", "eu-west-1"], [], false);
        var watch = Stopwatch.StartNew();

        Assert.ThrowsAny<OperationCanceledException>(() => EventReader.Read(source, new EventReadOptions(), stop.Token).ToList());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    private static string Region(HttpContext context) => context.Request.Headers.Authorization.ToString().Split('/')[2];

    private static EventHistoryLogs Source(AwsConnection connection, EventQuery query, string[] regions, List<LogError> errors, bool everywhere) =>
        new([.. regions.Select(r => new EventHistoryApi(connection.Json(AwsService.CloudTrail, r)))], everywhere, query, errors.Add, TimeProvider.System);

    private static List<AuditEvent> Read(
        FaultServer server, EventQuery query, string[] regions, out List<LogError> errors, out EventHistoryLogs logs, bool everywhere = false)
    {
        errors = [];
        using var connection = new AwsConnection(server.Options);
        using var source = Source(connection, query, regions, errors, everywhere);
        logs = source;
        return [.. EventReader.Read(source, new EventReadOptions { Query = query }, default).SelectMany(b =>
        {
            Assert.Empty(b.Errors);
            return b.Results;
        })];
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    /// <summary>LookupEvents after its documentation: the newest first, 50 a page, one attribute with regard to case.</summary>
    private sealed class FakeHistory(int count)
    {
        private static readonly string[] Names = ["DeleteTrail", "StopLogging", "CreateUser", "GetUser"];

        public List<JsonElement> Requests { get; } = [];

        public static string Id(int number) => $"00000000-0000-0000-0000-{number:d12}";

        public async Task AnswerAsync(HttpContext context, int number)
        {
            Assert.Equal("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents", context.Request.Headers["X-Amz-Target"]);
            var request = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
            lock (Requests)
            {
                Requests.Add(request);
            }

            var all = request.TryGetProperty("EventCategory", out _) ? [] : Enumerable.Range(0, count).Reverse();
            if (request.TryGetProperty("LookupAttributes", out var attributes))
            {
                Assert.Equal("EventName", attributes[0].GetProperty("AttributeKey").GetString());
                all = all.Where(i => Name(i) == attributes[0].GetProperty("AttributeValue").GetString());
            }

            int from = request.TryGetProperty("NextToken", out var token) ? int.Parse(token.GetString()!) : 0;
            var matching = all.ToList();
            var page = matching.Skip(from).Take(50).Select(i => new Dictionary<string, object> { ["EventId"] = Id(i), ["CloudTrailEvent"] = Record(i) });
            var answer = new Dictionary<string, object> { ["Events"] = page };
            if (matching.Count > from + 50)
            {
                answer["NextToken"] = (from + 50).ToString();
            }

            await FaultServer.AnswerAsync(context, 200, JsonSerializer.Serialize(answer));
        }

        // One name in ten is the trail's.
        private static string Name(int number) => number % 40 < 4 && number % 4 < 2 ? Names[number % 4] : number % 2 == 0 ? Names[2] : Names[3];

        private static string Record(int number) =>
            $$"""{"eventVersion":"1.11","eventTime":"2026-02-28T10:00:00Z","eventSource":"cloudtrail.amazonaws.com","eventName":"{{Name(number)}}","eventID":"{{Id(number)}}"{{(number % 80 == 0 ? ",\"errorCode\":\"AccessDenied\"" : string.Empty)}}}""";
    }
}
