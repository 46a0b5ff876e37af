using CloudAudit.Core.Tests.Support;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Reading;
using CloudAudit.Sources;

namespace CloudAudit.Core.Tests;

public sealed class LocalLogsTests : IDisposable
{
    private const string Event = "{\"eventName\":\"x\"}";
    private readonly TempFolder _folder = new();
    private readonly List<LogError> _errors = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Logs_come_in_the_order_of_their_paths_and_other_files_are_counted()
    {
        foreach (string name in (string[])["b/2.json", "b/10.json.gz", "a.jsonl", "B.ndjson", "c/deep/er/x.json", "no-ending", "b.json"])
        {
            _folder.Write(name, Event);
        }

        _folder.Write("readme.txt", "text");
        _folder.Write("empty", string.Empty);
        _folder.Write("b/x.metadata.json", Event);
        _folder.Write("gz", [0x1F, 0x8B, 8]);
        var logs = Logs(new EventQuery());
        Assert.Equal(["B.ndjson", "a.jsonl", "b/10.json.gz", "b/2.json", "b.json", "c/deep/er/x.json", "gz", "no-ending"], List(logs));
        Assert.Equal(3, logs.Ignored);
        Assert.Empty(_errors);
    }

    [Fact]
    public void Files_that_are_named_are_read_whatever_their_name_and_in_the_order_given()
    {
        string a = _folder.Write("z.txt", Event);
        string b = _folder.Write("123456789012_CloudTrail-Digest_eu-west-1_t_us-east-1_20230710T114559Z.json.gz", Event);
        var logs = new LocalLogs([a, b, Path.Combine(_folder.Root, "missing.json")], new EventQuery { Region = ["us-east-1"] }, _errors.Add);
        Assert.Equal(["z.txt", Path.GetFileName(b), "missing.json"], List(logs));
    }

    [Fact]
    public void Sidecars_are_no_logs_and_a_log_that_has_one_is_read_by_it()
    {
        const string Name = "111111111111_CloudTrail_us-east-1_20230710T1145Z_abcdefghijklmnop.json.gz";
        foreach (string name in (string[])["a.json", "a.json.bak.metadata.json", "a.json.metadata.json", "b", "b.instruction", "c.json", "orphan.instruction", Name, Name + ".metadata.json"])
        {
            _folder.Write(name, name.EndsWith("json", StringComparison.Ordinal) || name == "b.instruction" ? "{\"x-amz-meta-note\":\"n\"}" : Event);
        }

        Directory.CreateDirectory(Path.Combine(_folder.Root, "c.json.metadata.json"));
        var logs = Logs(new EventQuery());
        var files = logs.List().ToList();
        Assert.Equal([Name, "a.json", "b", "c.json"], files.Select(f => _folder.Relative(f.Origin)));
        Assert.Equal([true, true, true, false], files.Select(f => f is SidecarLogFile));
        Assert.Equal(5, logs.Ignored);

        var named = new LocalLogs([.. Directory.GetFiles(_folder.Root).Order(StringComparer.Ordinal)], new EventQuery(), _errors.Add);
        Assert.Equal([Name, "a.json", "a.json.bak.metadata.json", "b", "c.json", "orphan.instruction"], List(named));
        Assert.Equal(3, named.Ignored);
    }

    [Fact]
    public void Folders_and_files_that_cannot_hold_what_is_wanted_are_passed_by()
    {
        const string Name = "_20230710T1145Z_abcdefghijklmnop.json.gz";
        string[] keys =
        [
            "AWSLogs/111111111111/CloudTrail/eu-west-1/2023/07/10/111111111111_CloudTrail_eu-west-1" + Name,
            "AWSLogs/111111111111/CloudTrail/us-east-1/2023/07/10/111111111111_CloudTrail_us-east-1" + Name,
            "AWSLogs/222222222222/CloudTrail/us-east-1/2023/07/10/222222222222_CloudTrail_us-east-1" + Name,
            "AWSLogs/o-abc123/333333333333/CloudTrail/us-east-1/2023/07/10/333333333333_CloudTrail_us-east-1" + Name,
            "AWSLogs/o-abc123/333333333333/CloudTrail-Insight/us-east-1/2023/07/10/333333333333_CloudTrail-Insight_us-east-1" + Name,
        ];
        foreach (string key in keys)
        {
            _folder.Write(key, Event);
        }

        _folder.Write("AWSLogs/111111111111/CloudTrail-Digest/us-east-1/2023/07/10/111111111111_CloudTrail-Digest_us-east-1_t_us-east-1_20230710T114559Z.json.gz", Event);
        var all = Logs(new EventQuery());
        Assert.Equal(keys, List(all));
        Assert.Equal(1, all.Digests);

        Assert.Equal([keys[0], keys[1]], List(Logs(new EventQuery { AccountId = ["111111111111"] })));
        Assert.Equal([keys[3], keys[4]], List(Logs(new EventQuery { AccountId = ["3333*"] })));
        Assert.Equal([keys[0]], List(Logs(new EventQuery { Region = ["EU-*"] })));
        Assert.Equal([keys[1]], List(Logs(new EventQuery { AccountId = ["111111111111"], Region = ["us-east-1"] })));
        Assert.Equal(keys, List(Logs(Between("2023-07-10T11:00:00Z", "2023-07-10T12:00:00Z"))));
        Assert.Empty(List(Logs(Between("2023-07-11T12:00:00Z", "2023-07-12T00:00:00Z"))));
        Assert.Empty(List(Logs(Between("2023-07-10T12:01:00Z", "2023-07-12T00:00:00Z"))));
        Assert.Equal(keys, List(Logs(Between("2023-07-10T11:59:00Z", "2023-07-12T00:00:00Z"))));
        Assert.Equal(keys, List(Logs(Between("2023-06-10T12:00:00Z", "2023-06-11T00:00:00Z"))));
        Assert.Empty(List(Logs(Between("2023-05-01T12:00:00Z", "2023-06-01T00:00:00Z"))));
    }

    [Fact]
    public void Names_alone_prune_in_a_folder_without_layout()
    {
        _folder.Write("111111111111_CloudTrail_us-east-1_20230710T1145Z_a.json.gz", Event);
        _folder.Write("222222222222_CloudTrail_us-east-1_20230710T1145Z_a.json.gz", Event);
        var logs = Logs(new EventQuery { AccountId = ["222222222222"] });
        Assert.Equal(["222222222222_CloudTrail_us-east-1_20230710T1145Z_a.json.gz"], List(logs));
        Assert.Equal(1, logs.Pruned);
    }

    [Fact]
    public void Global_events_of_old_are_sought_in_every_region()
    {
        string[] old = ["CloudTrail/eu-west-1/2021/11/22/111111111111_CloudTrail_eu-west-1_20211122T1145Z_a.json.gz", "CloudTrail/eu-west-1/2021/12/10/111111111111_CloudTrail_eu-west-1_20211210T1145Z_late.json.gz"];
        foreach (string key in (string[])[.. old, "CloudTrail/eu-west-1/2022/02/01/111111111111_CloudTrail_eu-west-1_20220201T1145Z_a.json.gz"])
        {
            _folder.Write(key, Event);
        }

        Assert.Equal(old, List(Logs(new EventQuery { Region = ["us-east-1"] })));
        Assert.Empty(List(Logs(new EventQuery { Region = ["us-east-2"] })));
    }

    [Fact]
    public void Folders_that_only_look_alike_are_searched()
    {
        string[] names = ["AWSLogs/reports/x.json", "CloudTrail/2019/x.json", "CloudTrail/case-7/evidence/x.json", "CloudTrail/x.json", "o-x/notes/x.json"];
        foreach (string name in names)
        {
            _folder.Write(name, Event);
        }

        Assert.Equal(names, List(Logs(Between("2023-07-10T11:00:00Z", "2023-07-10T12:00:00Z") with { Region = ["us-east-1"], AccountId = ["111111111111"] })));
    }

    [SkippableFact]
    public void A_link_to_a_folder_above_is_not_followed()
    {
        _folder.Write("a/x.json", Event);
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(_folder.Root, "a", "loop"), _folder.Root);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            Skip.If(true, "links cannot be made here: " + e.Message);
        }

        Assert.Equal(["a/x.json"], List(Logs(new EventQuery())));
    }

    [SkippableFact]
    public void A_folder_that_may_not_be_read_is_told_and_the_rest_is_read()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new SkipException("Windows keeps access in lists");
        }

        _folder.Write("a/x.json", Event);
        _folder.Write("b/x.json", Event);
        string closed = Path.Combine(_folder.Root, "a");
        File.SetUnixFileMode(closed, UnixFileMode.None);
        try
        {
            bool read = true;
            try
            {
                Directory.GetFiles(closed);
            }
            catch (UnauthorizedAccessException)
            {
                read = false;
            }

            Skip.If(read, "this user may read everything");
            Assert.Equal(["b/x.json"], List(Logs(new EventQuery())));
            Assert.Equal((LogErrorKind.AccessDenied, closed), (Assert.Single(_errors).Kind, _errors[0].Origin));
        }
        finally
        {
            File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void A_pruned_read_gives_what_an_unpruned_one_gives()
    {
        // A trail as CloudTrail delivers it: events up to minutes old, some retried for days, accounts and regions in their folders.
        var random = new Random(23);
        string[] accounts = ["111111111111", "222222222222"];
        string[] regions = ["us-east-1", "eu-west-1"];
        for (int file = 0; file < 120; file++)
        {
            string account = accounts[random.Next(2)];
            string region = regions[random.Next(2)];
            var delivered = new DateTimeOffset(random.Next(2) == 0 ? 2021 : 2023, 11, random.Next(1, 31), random.Next(24), random.Next(60), 0, TimeSpan.Zero);
            var records = Enumerable.Range(0, 4).Select(i =>
            {
                var at = delivered.AddMinutes(-random.Next(15)).AddDays(random.Next(10) == 0 ? -random.Next(30) : 0);
                string named = at < new DateTimeOffset(2021, 11, 22, 0, 0, 0, TimeSpan.Zero) && random.Next(3) == 0 ? "us-east-1" : region;
                return $"{{\"eventName\":\"x\",\"eventID\":\"{file}-{i}\",\"eventTime\":\"{at:yyyy-MM-ddTHH:mm:ssZ}\",\"awsRegion\":\"{named}\",\"recipientAccountId\":\"{account}\"}}";
            });
            _folder.Write(
                $"p/AWSLogs/{account}/CloudTrail/{region}/{delivered:yyyy/MM/dd}/{account}_CloudTrail_{region}_{delivered:yyyyMMdd'T'HHmm'Z'}_{file:d16}.json",
                "{\"Records\":[" + string.Join(',', records) + "]}");
        }

        int pruned = 0;
        List<LogFile> all = [.. Logs(new EventQuery()).List()];
        for (int round = 0; round < 60; round++)
        {
            var start = new DateTimeOffset(random.Next(2) == 0 ? 2021 : 2023, random.Next(10, 12), random.Next(1, 30), random.Next(24), 0, 0, TimeSpan.Zero);
            var query = new EventQuery
            {
                StartTime = random.Next(3) > 0 ? start : null,
                EndTime = random.Next(3) > 0 ? start.AddHours(random.Next(1, 200)) : null,
                Region = random.Next(2) == 0 ? [regions[random.Next(2)]] : [],
                AccountId = random.Next(2) == 0 ? [accounts[random.Next(2)]] : [],
            };
            List<LogFile> some = [.. Logs(query).List()];
            Assert.Equal(Ids(all, query), Ids(some, query));
            pruned += all.Count - some.Count;
        }

        Assert.True(pruned > 1000, $"{pruned}");
    }

    private static List<string?> Ids(IEnumerable<LogFile> logs, EventQuery query) =>
        [.. EventReader.Read(logs, new EventReadOptions { Query = query, Threads = 1 }, default).SelectMany(b => b.Results).Select(e => e.EventId)];

    private static EventQuery Between(string start, string end) => new() { StartTime = TimeText.ParseTime(start), EndTime = TimeText.ParseTime(end) };

    private LocalLogs Logs(EventQuery query) => new([_folder.Root], query, _errors.Add);

    private List<string> List(LocalLogs logs) => [.. logs.List().Select(f => _folder.Relative(f.Origin))];
}
