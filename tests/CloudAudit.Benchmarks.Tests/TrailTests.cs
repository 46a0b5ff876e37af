using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CloudAudit.Benchmarks.Generation;

namespace CloudAudit.Benchmarks.Tests;

public sealed partial class TrailTests : IDisposable
{
    private readonly Trails _trails = new();

    public void Dispose() => _trails.Dispose();

    [Fact]
    public void A_seed_gives_the_same_bytes_each_time_and_another_seed_gives_others()
    {
        _trails.Write("one", 7, estate => TrailSet.Plan(estate, 30_000, 500));
        _trails.Write("two", 7, estate => TrailSet.Plan(estate, 30_000, 500));
        _trails.Write("other", 8, estate => TrailSet.Plan(estate, 30_000, 500));

        SortedDictionary<string, byte[]> one = _trails.Read("one");
        SortedDictionary<string, byte[]> two = _trails.Read("two");
        SortedDictionary<string, byte[]> other = _trails.Read("other");

        Assert.Equal(one.Keys, two.Keys);
        Assert.All(one, file => Assert.Equal(file.Value, two[file.Key]));
        Assert.Empty(one.Keys.Intersect(other.Keys));
        HashSet<string> ids = EventIds(one.Values);
        Assert.DoesNotContain(EventIds(other.Values), ids.Contains);
    }

    [Fact]
    public void Files_lie_as_CloudTrail_lays_them_and_hold_what_their_names_say()
    {
        TrailTotals totals = _trails.Write("set", 3, estate => TrailSet.Plan(estate, 20_000, 200));

        int events = 0;
        foreach ((string path, byte[] bytes) in _trails.Read("set"))
        {
            Match name = Layout().Match(path);
            Assert.True(name.Success, path);
            DateTimeOffset delivered = DateTimeOffset.ParseExact(name.Groups["time"].Value, "yyyyMMdd'T'HHmm'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            Assert.Equal(name.Groups["day"].Value, delivered.ToString("yyyy'/'MM'/'dd", CultureInfo.InvariantCulture));
            foreach (JsonElement record in Trails.Records([Trails.Unzip(bytes)]))
            {
                events++;
                Assert.Equal(name.Groups["account"].Value, record.GetProperty("recipientAccountId").GetString());
                Assert.Equal(name.Groups["region"].Value, record.GetProperty("awsRegion").GetString());
                string category = name.Groups["folder"].Value switch { "CloudTrail-Insight" => "Insight", "CloudTrail-NetworkActivity" => "NetworkActivity", _ => "" };
                Assert.Contains(record.GetProperty("eventCategory").GetString(), category.Length > 0 ? [category] : (string[])["Management", "Data"]);
                DateTimeOffset time = record.GetProperty("eventTime").GetDateTimeOffset();
                Assert.True(category == "Insight" || time < delivered, $"{time:u} is not before {delivered:u}");
            }
        }
        Assert.Equal(20_000, events);
        Assert.Equal(20_000, totals.Events);
    }

    [Fact]
    public void Event_ids_are_unique_but_for_records_delivered_twice_which_are_equal_and_in_another_file()
    {
        _trails.Write("set", 5, estate => TrailSet.Plan(estate, 40_000, 400));

        Dictionary<string, (string Text, int File)> seen = new(StringComparer.Ordinal);
        int again = 0;
        int file = 0;
        foreach (byte[] bytes in _trails.Read("set").Values)
        {
            file++;
            foreach (JsonElement record in Trails.Records([Trails.Unzip(bytes)]))
            {
                string id = record.GetProperty("eventID").GetString()!;
                if (!seen.TryAdd(id, (record.GetRawText(), file)))
                {
                    again++;
                    Assert.Equal(seen[id].Text, record.GetRawText());
                    Assert.NotEqual(seen[id].File, file);
                }
            }
        }
        Assert.InRange(again, 40_000 * 0.02, 40_000 * 0.04);
    }

    [Fact]
    public async Task One_file_is_the_same_each_time_and_ends_when_it_is_large_enough()
    {
        byte[][] files = new byte[2][];
        for (int i = 0; i < 2; i++)
        {
            string folder = $"one-{i}";
            Estate estate = new(11);
            TrailTotals totals = await new TrailWriter(estate, Path.Combine(_trails.Folder.FullName, folder)).WriteOneAsync(TrailSet.PlanOne(estate, 100_000), 15_000_000);
            files[i] = Assert.Single(_trails.Read(folder)).Value;
            byte[] json = Trails.Unzip(files[i]);
            Assert.InRange(json.Length, 15_000_000, 15_010_000);
            Assert.Equal(totals.Events, Trails.Records([json]).Count);
        }
        Assert.Equal(files[0], files[1]);
    }

    [Fact]
    public void Traffic_is_varied_and_of_realistic_size()
    {
        TrailTotals totals = _trails.Write("set", 1, estate => TrailSet.Plan(estate, 120_000, 5_800));
        List<JsonElement> records = Trails.Records(_trails.Read("set").Values.Select(Trails.Unzip));

        Assert.InRange((double)totals.JsonBytes / totals.Events, 1_300, 1_550);
        Assert.InRange((double)totals.JsonBytes / totals.CompressedBytes, 6, 8.5);
        Assert.True(Distinct("eventSource") >= 40);
        Assert.True(Distinct("eventName") >= 200);
        Assert.True(Distinct("eventVersion") >= 4);
        Assert.Equal(4, Distinct("eventCategory"));
        HashSet<string?> types = [.. records.Where(record => record.TryGetProperty("userIdentity", out _)).Select(record => Text(record.GetProperty("userIdentity"), "type"))];
        Assert.Superset(
            new HashSet<string?> { "AssumedRole", "IAMUser", "AWSService", "AWSAccount", "FederatedUser", "SAMLUser", "WebIdentityUser", "IdentityCenterUser", "Unknown", "Root", null },
            types);
        double failed = (double)records.Count(record => record.TryGetProperty("errorCode", out _)) / records.Count;
        Assert.InRange(failed, 0.01, 0.05);
        Assert.InRange(records.Count(record => Text(record, "eventName") == "AssumeRole"), 3_000, 12_000);

        int Distinct(string field) => records.Select(record => Text(record, field)).Distinct().Count();
    }

    [Fact]
    public void Benign_calls_are_none_that_defenders_watch()
    {
        string[] watched = ["Policy", "SecurityGroup", "Trail", "AccessKey", "LoginProfile", "Acl", "Gateway", "Route", "Vpc", "Key", "Recorder", "Detector", "Attribute", "Logging", "Selectors"];
        Assert.All(Catalogue.Home.Calls.Where(call => call.IsWrite), call => Assert.DoesNotContain(watched, word =>
            call.EventName.Contains(word, StringComparison.Ordinal) && call is not { EventType: "AwsServiceEvent" }));
        Assert.DoesNotContain(Catalogue.Home.Calls, call => call.CallerKinds.HasFlag(Callers.Root));
        Assert.DoesNotContain(Catalogue.Home.Calls, call => call.ErrorCode is { } code && (code.StartsWith("AccessDenied", StringComparison.Ordinal) || code.EndsWith("UnauthorizedOperation", StringComparison.Ordinal)));
        ApiCall signIn = Assert.Single(Catalogue.Home.Calls, call => call.EventName == "ConsoleLogin");
        Assert.Null(signIn.ErrorMessage);
    }

    private static HashSet<string> EventIds(IEnumerable<byte[]> files) =>
        [.. Trails.Records(files.Select(Trails.Unzip)).Select(record => record.GetProperty("eventID").GetString()!)];

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    [GeneratedRegex(@"^AWSLogs/(?<account>\d{12})/(?<folder>CloudTrail(-Insight|-NetworkActivity)?)/(?<region>[a-z0-9-]+)/(?<day>\d{4}/\d\d/\d\d)/\k<account>_\k<folder>_\k<region>_(?<time>\d{8}T\d{4}Z)_[A-Za-z0-9]{16}\.json\.gz$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Layout();
}
