using System.Text;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Filters;
using CloudAudit.Measurement;
using CloudAudit.Reading;
using CloudAudit.Sources;

namespace CloudAudit.Core.Tests.Measurement;

/// <summary>Counting where records lie gives what counting events that were read gives.</summary>
public sealed class MeasureTests
{
    private static readonly string[] Properties =
    [
        "EventName", "Actor", "ActorType", "ActorArn", "AccessKeyId", "AccountId", "MfaAuthenticated", "ResourceName", "Origin", "OriginIndex",
        "Region", "SourceIPAddress", "ErrorCode", "userIdentity", "userIdentity.sessionContext.sessionIssuer.userName", "requestParameters",
        "requestParameters.bucketName", "requestParameters.items.instanceId", "requestParameters.items", "resources.ARN", "readOnly", "nothing.here",
    ];

    [Fact]
    public void Made_events_are_counted_as_a_plain_count_does() => AssertSame(Logs([.. Enumerable.Range(0, 4).Select(s => SomeEvents.Make(s, 300))]), rounds: 120);

    [Fact]
    public void Odd_events_are_counted_as_a_plain_count_does() =>
        AssertSame(Logs([.. Enumerable.Range(0, 30).Select(s => new OddRecords(s).Take(40))]), rounds: 60);

    [Theory]
    [InlineData("""{"sourceIdentity":"ada"}""", """{"sourceIdentity":"carl","attributes":{"mfaAuthenticated":"true"}}""")]
    [InlineData("""{"attributes":{"mfaAuthenticated":"false"},"sessionIssuer":{"userName":"first"}}""", """{"sourceIdentity":"carl","sessionIssuer":{"userName":"second"}}""")]
    [InlineData("null", """{"sessionIssuer":{"userName":"second"}}""")]
    [InlineData("""{"sessionIssuer":{"userName":"first"}}""", "7")]
    public void A_session_that_is_told_twice_names_whom_the_event_names(string first, string second)
    {
        var logs = Logs([[.. ((string[])["AssumedRole", "Role", "AWSAccount", "None"]).Select((type, i) =>
            $$$"""{"eventID":"{{{i}}}","userIdentity":{"type":"{{{type}}}","sessionContext":{{{first}}},"sessionContext":{{{second}}}}}""")]]);

        Assert.Equal(
            Events(logs, new EventReadOptions()).Select(e => $"{e.ActorType}, {e.Actor ?? "(none)"}, {e.MfaAuthenticated?.ToString().ToLowerInvariant() ?? "(none)"}").Order(StringComparer.Ordinal),
            Count(logs, new MeasureRequest { Property = ["ActorType", "Actor", "MfaAuthenticated"] }).Groups().Select(g => g.Name).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public void Real_events_are_counted_as_a_plain_count_does() => AssertSame(Logs([.. SomeEvents.Invictus(step: 8).Chunk(200).Select(c => c.ToList())]), rounds: 60);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Identities_that_come_again_name_whom_the_event_names(int threads)
    {
        // More identities than are remembered, so that they take each other's places: some alike but for a byte, some with
        // escapes, some too short or too long to be kept, some that are no object.
        var random = new Random(23);
        string[] types = ["AssumedRole", "IAMUser", "Root", "AWSService", "AWSAccount", "None"];
        List<string> identities = ["null", "7", "{}", "[]", $"\"{new string('x', 60)}\"", """{"type":"Root"}"""];
        for (int i = 0; i < 2500; i++)
        {
            string name = (i % 9) switch { 0 => $"n\\u00e9 {i}", 1 => $"né{i}", 2 => new string((char)('a' + (i % 26)), random.Next(300, 1300)), _ => $"name{i:d4}" };
            string issuer = i % 4 == 0 ? $",\"sessionContext\":{{\"sourceIdentity\":\"s{i % 700}\",\"sessionIssuer\":{{\"userName\":\"r\"}}}}" : string.Empty;
            identities.Add($"{{\"type\":\"{types[i % types.Length]}\",\"principalId\":\"AROA:{name}\",\"arn\":\"arn:aws:sts::111122223333:assumed-role/r/{name}\",\"accountId\":\"111122223333\"{issuer}}}");
        }

        int id = 0;
        var logs = Logs([.. Enumerable.Range(0, 6).Select(_ => Enumerable.Range(0, 2500).Select(_ =>
            $"{{\"eventID\":\"{id++}\",\"userIdentity\":{identities[random.Next(3) == 0 ? random.Next(20) : random.Next(identities.Count)]}}}").ToList())]);

        Assert.Equal(
            Events(logs, new EventReadOptions()).GroupBy(e => e.Actor ?? "(none)").Select(g => (g.Key, (long)g.Count())).Order(),
            Count(logs, new MeasureRequest { Property = ["Actor"] }, new EventReadOptions { Threads = threads }).Groups().Select(g => (g.Name, g.Count)).Order());
    }

    [Fact]
    public void Many_groups_are_counted_as_a_plain_count_does()
    {
        var random = new Random(29);
        var names = Enumerable.Range(0, 9000).Select(i => $"{new string('n', i % 70)}{i}").ToArray();
        var logs = Logs([.. Enumerable.Range(0, 5).Select(_ => Enumerable.Range(0, 6000).Select(_ =>
            $"{{\"eventID\":\"{new Guid(random.Next(25_000), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)}\",\"eventName\":\"{names[random.Next(names.Length)]}\",\"eventTime\":\"2025-03-12T{random.Next(24):d2}:00:00Z\"}}").ToList())]);
        foreach (bool keep in (bool[])[false, true])
        {
            var options = new EventReadOptions { KeepDuplicate = keep, Threads = 2 };
            var expected = PlainMeasure.Groups(Events(logs, options), ["EventName"], interval: null);
            var groups = Count(logs, new MeasureRequest { Property = ["EventName"] }, options).Groups();
            Assert.Equal(expected.Count, groups.Count);
            Assert.All(groups, g => Assert.Equal(expected[PlainMeasure.Text(g)], (g.Count, g.FirstSeen, g.LastSeen)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Duplicates_count_once_whatever_the_number_of_threads(int threads)
    {
        // Each event is in three logs of the hundred, far apart.
        var records = SomeEvents.Make(9, 1500);
        var logs = Logs([.. Enumerable.Range(0, 100).Select(i => Enumerable.Range(0, 45).Select(j => records[(i * 45 + j) % 1500]).ToList())]);
        var once = Count(logs, new MeasureRequest { Property = ["EventName"] }, new EventReadOptions { Threads = threads });
        var thrice = Count(logs, new MeasureRequest { Property = ["EventName"] }, new EventReadOptions { Threads = threads, KeepDuplicate = true });
        Assert.Equal(1500, once.Events);
        Assert.Equal(4500, thrice.Events);
        Assert.Equal(once.Groups().Select(g => (g.Name, g.Count * 3)).Order(), thrice.Groups().Select(g => (g.Name, g.Count)).Order());
    }

    [Fact]
    public void Beyond_the_limit_events_are_counted_together_and_that_is_said()
    {
        var logs = Logs([[.. Enumerable.Range(0, 5000).Select(i => $"{{\"eventName\":\"N{i % 1000}\",\"eventID\":\"{i}\"}}")]]);
        foreach (int threads in (int[])[1, 4])
        {
            var measure = Count(logs, new MeasureRequest { Property = ["EventName"], GroupLimit = 100 }, new EventReadOptions { Threads = threads });
            var groups = measure.Groups();
            Assert.Equal(101, groups.Count);
            Assert.Equal(Enumerable.Range(0, 100).Select(i => $"N{i}").Order(StringComparer.Ordinal), groups.Take(100).Select(g => g.Name));
            Assert.All(groups.Take(100), g => Assert.Equal(5, g.Count));
            Assert.True(groups[^1].IsOthers);
            Assert.Equal(4500, groups[^1].Count);
            Assert.Contains("4,500 events were counted together", Assert.Single(measure.Warnings()), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Long_values_do_not_take_more_memory_than_the_limit_allows()
    {
        // 100 groups of 256 bytes on the average: 25,600 bytes hold two values of 10,000.
        var logs = Logs([[.. Enumerable.Range(0, 50).Select(i => $"{{\"eventName\":\"{i:d4}{new string('x', 10_000)}\",\"eventID\":\"{i}\"}}")]]);
        var groups = Count(logs, new MeasureRequest { Property = ["EventName"], GroupLimit = 100 }).Groups();
        Assert.Equal([1, 1, 48], groups.Select(g => g.Count));
    }

    [Fact]
    public void A_record_with_values_that_are_known_costs_no_memory()
    {
        string text = string.Join('\n', Enumerable.Range(0, 20_000).Select(i => SomeEvents.Make(0, 40)[i % 40].Replace("\"0-", $"\"{Guid.NewGuid()}-", StringComparison.Ordinal)));
        byte[] log = Encoding.UTF8.GetBytes(text);
        string[] properties = ["EventName", "Actor", "ActorType", "AccountId", "AccessKeyId", "MfaAuthenticated", "Region", "ErrorCode", "userIdentity.sessionContext.sessionIssuer.userName"];
        var results = new List<MeasuredPage>();
        var plan = new MeasurePlan(new MeasureRequest { Property = properties, Interval = TimeSpan.FromDays(30) });
        var worker = new MeasureWorker(plan, null);
        using var stream = new MemoryStream(log);
        var reader = new CloudAudit.Decoding.RecordReader(CloudAudit.Decoding.DecodeLimits.Default, _ => { });
        reader.Start(stream, "memory");
        long before = 0;
        int records = 0;
        while (reader.Read())
        {
            worker.Process(reader.Record, "memory", records, results);
            if (worker.IsFull(results))
            {
                results.ForEach(plan.ReturnPage);
                results.Clear();
            }

            before = ++records == 2000 ? GC.GetAllocatedBytesForCurrentThread() : before;
        }

        Assert.Equal(20_000, records);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Buckets_are_aligned_to_UTC_and_an_event_without_a_time_has_none()
    {
        var logs = Logs([["{\"eventTime\":\"2025-03-12T23:59:59Z\",\"eventID\":\"1\"}", "{\"eventTime\":\"2025-03-13T00:00:00Z\",\"eventID\":\"2\"}", "{\"eventTime\":\"2025-03-09T23:00:00-05:00\",\"eventID\":\"3\"}", "{\"eventID\":\"4\",\"eventName\":\"X\"}"]]);
        Assert.Equal(["2025-03-10", "2025-03-12", "2025-03-13", null], Times("1d"));
        Assert.Equal(["2025-03-10", null], Times("1w"));

        IEnumerable<string?> Times(string interval) => Count(logs, new MeasureRequest { Interval = TimeText.ParseDuration(interval) }).Groups()
            .Select(g => g.Time?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Top_gives_the_largest_of_each_bucket()
    {
        var logs = Logs([[.. Enumerable.Range(0, 60).Select(i => $"{{\"eventName\":\"{"ABBCCC"[i % 6]}\",\"eventTime\":\"2025-03-12T0{i / 30}:00:00Z\",\"eventID\":\"{i}\"}}")]]);
        Assert.Equal(["C 30", "B 20"], Show(Count(logs, new MeasureRequest { Property = ["eventname"], Top = 2 })));
        Assert.Equal(["C 15", "B 10", "C 15", "B 10"], Show(Count(logs, new MeasureRequest { Property = ["eventname"], Top = 2, Interval = TimeSpan.FromHours(1) })));

        static IEnumerable<string> Show(EventMeasure measure) => measure.Groups().Select(g => $"{g.Name} {g.Count}");
    }

    [Fact]
    public void A_property_that_no_event_has_is_told()
    {
        var measure = Count(Logs([SomeEvents.Make(1, 20)]), new MeasureRequest { Property = ["EventName", "EventNam"] });
        Assert.Contains("'EventNam'", Assert.Single(measure.Warnings()), StringComparison.Ordinal);
        Assert.Equal(["EventName", "EventNam"], measure.Properties);
    }

    [Fact]
    public void The_summary_is_what_its_words_mean()
    {
        var logs = Logs([.. Enumerable.Range(0, 5).Select(s => SomeEvents.Make(s, 200))]);
        var events = Events(logs, new EventReadOptions());
        var summary = Count(logs, new MeasureRequest { Top = 3 }).Summary();
        Assert.Equal(1000, summary.Events);
        Assert.Equal(events.Count(e => !string.IsNullOrEmpty(e.ErrorCode) || !string.IsNullOrEmpty(e.ErrorMessage)), summary.Failed);
        Assert.Equal(events.Count(e => e.EventTime is null), summary.Untimed);
        Assert.Equal(events.Min(e => e.EventTime), summary.FirstSeen);
        Assert.Equal(events.Max(e => e.EventTime), summary.LastSeen);
        AssertPart(summary.EventName, e => e.EventName);
        AssertPart(summary.Actor, e => e.Actor);
        AssertPart(summary.SourceIPAddress, e => e.SourceIPAddress);
        AssertPart(summary.ErrorCode, e => string.IsNullOrEmpty(e.ErrorCode) ? e.ErrorMessage : e.ErrorCode);
        AssertPart(summary.Region, e => e.Region);
        Assert.Equal(Enumerable.Range(0, 24).Select(h => (h, (long)events.Count(e => e.EventTime?.Hour == h))), summary.Hour.Select(h => (h.Hour, h.Count)));

        void AssertPart(SummaryPart part, Func<AuditEvent, string?> value)
        {
            var expected = events.Where(e => !string.IsNullOrEmpty(value(e))).GroupBy(e => value(e)!)
                .Select(g => (g.Key, Count: (long)g.Count(), g.Min(e => e.EventTime), g.Max(e => e.EventTime)))
                .OrderByDescending(g => g.Count).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
            Assert.Equal(expected.Count, part.Distinct);
            Assert.Equal(expected.Take(3), part.Select(g => (g.Name, g.Count, g.FirstSeen, g.LastSeen)));
        }
    }

    private static void AssertSame(List<LogFile> logs, int rounds)
    {
        var random = new Random(17);
        for (int round = 0; round < rounds; round++)
        {
            string[] properties = [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => Properties[random.Next(Properties.Length)])];
            TimeSpan? interval = properties.Length == 0 || random.Next(3) == 0 ? TimeSpan.FromMinutes(random.Next(1, 3000)) : null;
            var options = new EventReadOptions
            {
                Threads = random.Next(1, 4),
                KeepDuplicate = random.Next(4) == 0,
                Query = random.Next(3) == 0 ? new EventQuery { EventName = ["*e*"], Failed = random.Next(2) == 0 } : new EventQuery(),
            };
            var request = new MeasureRequest { Property = properties, Interval = interval };
            var events = Events(logs, options);
            var expected = PlainMeasure.Groups(events, properties, interval);
            AssertGroups(Count(logs, request, options));

            // The same events one by one.
            var measure = new EventMeasure(request, options);
            events.ForEach(measure.Add);
            AssertGroups(measure);

            void AssertGroups(EventMeasure counted)
            {
                Assert.Equal(events.Count, counted.Events);
                var groups = counted.Groups();
                Assert.Equal(expected.Count, groups.Count);
                Assert.All(groups, g => Assert.Equal(expected[PlainMeasure.Text(g)], (g.Count, g.FirstSeen, g.LastSeen)));
            }
        }
    }

    private static EventMeasure Count(List<LogFile> logs, MeasureRequest request, EventReadOptions? options = null)
    {
        var measure = new EventMeasure(request, options ?? new EventReadOptions { Threads = 2 });
        Assert.All(measure.Read(logs, default), batch => Assert.Empty(batch.Results));
        return measure;
    }

    private static List<AuditEvent> Events(List<LogFile> logs, EventReadOptions options) => [.. EventReader.Read(logs, options, default).SelectMany(b => b.Results)];

    private static List<LogFile> Logs(List<List<string>> logs) =>
        [.. logs.Select((records, i) => new MemoryLog(Encoding.UTF8.GetBytes($"{{\"Records\":[{string.Join(',', records)}]}}"), $"log{i}"))];
}
