using System.Text.Json;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Filters;

namespace CloudAudit.Core.Tests;

/// <summary>A query finds the records that its words mean.</summary>
public sealed class EventQueryTests
{
    [Fact]
    public void Random_queries_find_in_made_events_what_a_plain_evaluator_finds() =>
        AssertSame([.. Enumerable.Range(0, 3).SelectMany(s => SomeEvents.Make(s, 100))], rounds: 800);

    [SkippableFact]
    public void Random_queries_find_in_real_events_what_a_plain_evaluator_finds() => AssertSame(SomeEvents.Invictus(step: 8), rounds: 250);

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.9.9.9/8", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3/32", "10.1.2.4", false)]
    [InlineData("0.0.0.0/0", "203.0.113.7", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("2001:db8::/32", "2001:0DB8:0:0::1", true)]
    [InlineData("2001:db8::1", "2001:DB8:0::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::1", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("::ffff:10.0.0.0/104", "10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", "::ffff:10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "10", false)]
    [InlineData("10.0.0.0/8", "10.s3.amazonaws.com", false)]
    [InlineData("10.*", "10.1.2.3", true)]
    [InlineData("s3.amazonaws.com", "S3.amazonaws.com", true)]
    [InlineData("AWS Internal/*", "AWS Internal/3", true)]
    [InlineData("10.0.0.0/8", "AWS Internal", false)]
    public void Addresses_are_compared_as_numbers_and_names_as_text(string wanted, string address, bool found) =>
        Assert.Equal(found, MemoryLog.Read($"[{{\"sourceIPAddress\":\"{address}\"}}]", query: new EventQuery { SourceIPAddress = [wanted, "192.0.2.1"] }).Events.Count == 1);

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0/8")]
    [InlineData("300.0.0.0/8")]
    [InlineData("2001:db8::/129")]
    [InlineData("a/b")]
    public void What_is_no_network_is_refused_before_anything_is_read(string value)
    {
        var e = Assert.Throws<EventQueryException>(() => QueryCompiler.Compile(new EventQuery { SourceIPAddress = [value] }));
        Assert.Equal(nameof(EventQuery.SourceIPAddress), e.Property);
        Assert.Contains(value, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_start_that_is_not_before_the_end_is_refused(int minutes)
    {
        var end = new DateTimeOffset(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var e = Assert.Throws<EventQueryException>(() => QueryCompiler.Compile(new EventQuery { StartTime = end.AddMinutes(minutes), EndTime = end }));
        Assert.Equal(nameof(EventQuery.StartTime), e.Property);
        Assert.NotNull(QueryCompiler.Compile(new EventQuery { StartTime = end.AddMinutes(-1), EndTime = end }));
    }

    [Fact]
    public void The_start_is_inside_and_the_end_is_not()
    {
        var at = new DateTimeOffset(2023, 7, 10, 11, 42, 31, TimeSpan.Zero);
        const string Log = "[{\"eventTime\":\"2023-07-10T11:42:31Z\"}]";
        Assert.Single(MemoryLog.Read(Log, query: new EventQuery { StartTime = at }).Events);
        Assert.Empty(MemoryLog.Read(Log, query: new EventQuery { EndTime = at }).Events);
        Assert.Single(MemoryLog.Read(Log, query: new EventQuery { EndTime = at.AddSeconds(1) }).Events);
        Assert.Empty(MemoryLog.Read("[{\"eventName\":\"x\"}]", query: new EventQuery { StartTime = DateTimeOffset.MinValue }).Events);
    }

    [Fact]
    public void Text_is_found_in_a_record_written_with_escapes_or_without()
    {
        const string Log = "[{\"eventName\":\"x\",\"a\":\"Caf\\u00e9 \\\"q\\\"\"},{\"eventName\":\"y\",\"a\":\"Caf\u00e9\"}]";
        Assert.Equal(2, MemoryLog.Read(Log, query: new EventQuery { Contains = ["caf\u00e9"] }).Events.Count);
        Assert.Single(MemoryLog.Read(Log, query: new EventQuery { Contains = ["\"q\""] }).Events);
        Assert.Single(MemoryLog.Read(Log, query: new EventQuery { Contains = ["CAF\\u00E9", "none"] }).Events);
        Assert.Empty(MemoryLog.Read(Log, query: new EventQuery { Contains = ["c*f"] }).Events);
    }

    [Fact]
    public void A_query_without_words_wants_everything() => Assert.Null(QueryCompiler.Compile(new EventQuery()));

    private static void AssertSame(List<string> records, int rounds)
    {
        string log = "{\"Records\":[" + string.Join(',', records) + "]}";
        using var document = JsonDocument.Parse(log);
        var elements = document.RootElement.GetProperty("Records").EnumerateArray().ToList();
        var random = new Random(21);
        int found = 0;
        for (int round = 0; round < rounds; round++)
        {
            var query = Query(random, elements);
            var expected = elements.FindAll(e => QueryOracle.Wants(query, e)).ConvertAll(e => e.GetRawText());
            var (events, errors) = MemoryLog.Read(log, query: query);
            Assert.Empty(errors);
            Assert.True(expected.SequenceEqual(events.Select(e => e.ToJson())), $"{JsonSerializer.Serialize(query)}: {expected.Count} wanted, {events.Count} found, such as {events.Find(e => !expected.Contains(e.ToJson()))?.ToJson()}");
            found += expected.Count > 0 ? 1 : 0;
        }

        Assert.True(found > rounds / 4, $"{found} of {rounds} queries found something");
    }

    // One to three words, taken from an event so that it is found, some with wildcards.
    private static EventQuery Query(Random random, List<JsonElement> elements)
    {
        var e = elements[random.Next(elements.Count)];
        var query = new EventQuery();
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            query = random.Next(17) switch
            {
                0 => query with { EventName = Values("eventName") },
                1 => query with { EventSource = [.. Values("eventSource").Select(v => random.Next(2) == 0 ? v : v.Replace(".amazonaws.com", string.Empty, StringComparison.Ordinal))] },
                2 => query with { Region = Values("awsRegion") },
                3 => query with { EventId = Values("eventID") },
                4 => query with { ErrorCode = Values("errorCode") },
                5 => query with { AccountId = Values("recipientAccountId") },
                6 => query with { EventCategory = Values("eventCategory") },
                7 => query with { AccessKeyId = [Wild(QueryOracle.Text(QueryOracle.Get(e, "userIdentity"), "accessKeyId"))] },
                8 => query with { Actor = [Wild(QueryOracle.Text(QueryOracle.Get(e, "userIdentity"), random.Next(3) switch { 0 => "arn", 1 => "userName", _ => "principalId" }))] },
                9 => query with { Actor = [random.Next(3) switch { 0 => "root", 1 => "Admin", _ => "b?b" }] },
                10 => query with { ResourceName = [random.Next(4) switch { 0 => "logs", 1 => "*Admin", 2 => Wild(QueryOracle.Text(QueryOracle.Get(e, "requestParameters"), "bucketName")), _ => "i-?" }] },
                11 => query with { SourceIPAddress = [QueryOracle.Text(e, "sourceIPAddress") is { } a ? random.Next(2) == 0 ? a : a.Replace('1', '?') : "absent"] },
                12 => query with { SourceIPAddress = [random.Next(3) switch { 0 => "203.0.113.128/25", 1 => "2001:db8::/47", _ => "80.0.0.0/6" }] },
                13 => query with { StartTime = new DateTimeOffset(2023, 7, random.Next(1, 20), random.Next(24), 0, 0, TimeSpan.Zero) },
                14 => query with { EndTime = new DateTimeOffset(2023, 7, random.Next(20, 29), random.Next(24), 0, 0, TimeSpan.Zero) },
                15 => random.Next(2) == 0 ? query with { Failed = true } : query with { WriteOnly = true },
                _ => query with { Contains = [random.Next(3) switch { 0 => "AccessDenied", 1 => "PROD-", _ => "i-1" }] },
            };
        }

        return query;

        string[] Values(string member) => random.Next(3) == 0 ? [Wild(QueryOracle.Text(e, member)), "other*"] : [Wild(QueryOracle.Text(e, member))];

        string Wild(string? text)
        {
            text ??= "absent";
            int at = random.Next(text.Length + 1);
            return random.Next(6) switch
            {
                0 => text[..at] + "*",
                1 => "*" + text[at..],
                2 when text.Length > 2 => "*" + text[1..^1] + "*",
                3 when at < text.Length => text[..at] + "?" + text[(at + 1)..],
                4 => text.ToUpperInvariant(),
                _ => text,
            };
        }
    }
}
