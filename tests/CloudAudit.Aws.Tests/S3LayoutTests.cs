using CloudAudit.Aws.S3;
using CloudAudit.Aws.Tests.Support;
using CloudAudit.Decoding;
using CloudAudit.Encryption;
using CloudAudit.Filters;
using CloudAudit.Tests.Support;

namespace CloudAudit.Aws.Tests;

public sealed class S3LayoutTests
{
    private const string Other = "444455556666";
    private static readonly DateTimeOffset Day = new(2025, 3, 11, 0, 0, 0, TimeSpan.Zero);
    private readonly List<LogError> _listing = [];

    [Fact]
    public async Task Only_folders_that_may_hold_what_is_wanted_are_listed()
    {
        var objects = from account in new[] { StubTrail.Account, Other }
                      from region in new[] { "eu-west-1", "us-east-1", "ap-south-1" }
                      from day in Enumerable.Range(0, 120)
                      select StubTrail.Log(StubTrail.Key(Day.AddDays(day), day, account, region), $"{account}-{region}-{day}", 1);
        await using var stub = await S3Stub.StartAsync(objects);

        var keys = List(stub, new EventQuery
        {
            AccountId = [Other],
            Region = ["us-east-1"],
            StartTime = Day.AddDays(60),
            EndTime = Day.AddDays(61),
        });

        // Delivery may be late by 30 days.
        Assert.Equal(Enumerable.Range(60, 32).Select(day => StubTrail.Key(Day.AddDays(day), day, Other, "us-east-1")), keys);
        Assert.All(stub.Prefixes, p => Assert.DoesNotContain(StubTrail.Account, p, StringComparison.Ordinal));
        Assert.DoesNotContain(stub.Prefixes, p => p.Contains("ap-south-1", StringComparison.Ordinal));
        Assert.InRange(stub.Lists, 1, 45);
    }

    [Fact]
    public async Task A_folder_that_is_wanted_as_a_whole_is_listed_in_one_go()
    {
        await using var stub = await S3Stub.StartAsync(
            Enumerable.Range(0, 300).Select(day => StubTrail.Log(StubTrail.Key(Day.AddDays(day), day), $"e{day}", 1)));

        Assert.Equal(300, List(stub, new EventQuery()).Count);
        Assert.InRange(stub.Lists, 1, 6);
    }

    [Theory]
    [InlineData("Management", "CloudTrail")]
    [InlineData("Data", "CloudTrail,CloudTrail-Aggregated")]
    [InlineData("Insight", "CloudTrail-Insight")]
    [InlineData("NetworkActivity", "CloudTrail-NetworkActivity")]
    [InlineData("", "CloudTrail,CloudTrail-Aggregated,CloudTrail-Insight,CloudTrail-NetworkActivity")]
    public async Task Each_category_has_its_folders(string category, string folders)
    {
        string[] all = ["CloudTrail", "CloudTrail-Aggregated", "CloudTrail-Insight", "CloudTrail-NetworkActivity"];
        await using var stub = await S3Stub.StartAsync([
            .. all.Select((folder, i) => StubTrail.Log(StubTrail.Key(Day, i, folder: folder), folder, 1)),
            StubTrail.Log($"AWSLogs/{StubTrail.Account}/CloudTrail-Digest/eu-west-1/2025/03/11/{StubTrail.Account}_CloudTrail-Digest_eu-west-1_main_eu-west-1_20250311T000000Z.json.gz", "digest", 1),
            StubTrail.Log($"AWSLogs/{StubTrail.Account}/Config/eu-west-1/2025/3/11/config.json.gz", "config", 1),
            StubTrail.Log($"AWSLogs/{StubTrail.Account}/vpcflowlogs/eu-west-1/2025/03/11/flow.log.gz", "flow", 1),
        ]);

        var keys = List(stub, new EventQuery { EventCategory = category.Length == 0 ? [] : [category] });

        Assert.Equal(folders.Split(','), keys.Select(k => k.Split('/')[2]));
    }

    [Fact]
    public async Task The_accounts_of_an_organisation_are_found()
    {
        await using var stub = await S3Stub.StartAsync([
            StubTrail.Log(StubTrail.Key(Day, 1, StubTrail.Account, root: "logs/AWSLogs/o-abc123/"), "a", 1),
            StubTrail.Log(StubTrail.Key(Day, 2, Other, root: "logs/AWSLogs/o-abc123/"), "b", 1),
            StubTrail.Log(StubTrail.Key(Day, 3, StubTrail.Account, root: "logs/AWSLogs/"), "c", 1),
            StubTrail.Log(StubTrail.Key(Day, 4, Other, root: "logs/AWSLogs/"), "d", 1),
        ]);
        var trail = new TrailLocation("trail", "logs", true, $"arn:aws:cloudtrail:eu-west-1:{StubTrail.Account}:trail/main");

        Assert.Equal([3, 1, 2], Numbers(List(stub, new EventQuery(), trail.ToOptions())));
        Assert.Equal([3], Numbers(List(stub, new EventQuery(), (trail with { IsOrganization = false }).ToOptions())));
        Assert.Equal([3, 4, 1, 2], Numbers(List(stub, new EventQuery(), new S3LogOptions { Bucket = "trail", Prefix = "logs" })));
        Assert.Equal([4, 2], Numbers(List(stub, new EventQuery { AccountId = [Other] }, new S3LogOptions { Bucket = "trail", Prefix = "logs/" })));
        Assert.Equal([2], Numbers(List(stub, new EventQuery(), new S3LogOptions { Bucket = "trail", Prefix = $"logs/AWSLogs/o-abc123/{Other}/CloudTrail/" })));

        static IEnumerable<int> Numbers(IEnumerable<string> keys) => keys.Select(k => int.Parse(k.Split('_', '.')[^3]));
    }

    [Fact]
    public async Task A_bucket_without_the_layout_is_listed_as_it_is()
    {
        await using var stub = await S3Stub.StartAsync([
            StubTrail.Log("archive/2025/a.json.gz", "a", 1),
            StubTrail.Log("archive/2025/b.jsonl", "b", 1),
            StubTrail.Log("archive/2025/firehose-1-2025-03-11", "c", 1),
            StubTrail.Log("archive/2025/readme.txt", "d", 1),
            StubTrail.Log("other/e.json", "e", 1),
        ]);

        Assert.Equal(
            ["archive/2025/a.json.gz", "archive/2025/b.jsonl", "archive/2025/firehose-1-2025-03-11"],
            List(stub, new EventQuery(), new S3LogOptions { Bucket = "trail", Prefix = "archive" }));
    }

    // Whoever may write to the bucket may name objects so, and must not keep the others from being read by it.
    [Fact]
    public async Task Keys_that_no_XML_can_hold_as_they_are_are_listed_and_read()
    {
        string[] keys = [.. ((string[])["\u0001", "\t", "a b+c", "100%", "é☃", "?#&\"<", "//"]).Select((name, i) => StubTrail.Key(Day, i).Replace(".json", name + ".json", StringComparison.Ordinal))];
        await using var stub = await S3Stub.StartAsync(keys.Select((key, i) => StubTrail.Log(key, $"e{i}", 1)));
        using var connection = new AwsConnection(Options(stub));
        using var logs = new S3Logs(connection, new S3LogOptions { Bucket = "trail" }, new EventQuery(), _listing.Add);

        var (events, errors) = StubTrail.Read(logs, _listing);

        Assert.Empty(errors);
        Assert.Equal(keys.Length, events.Count);
    }

    [Theory]
    [InlineData("<html><body>Sign in</body></html>", "no listing")]
    [InlineData("", "Root element is missing")]
    [InlineData("<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken></ListBucketResult>", "goes on where it was")]
    public async Task An_answer_that_is_no_listing_ends_the_reading_with_what_is_wrong(string answer, string reason)
    {
        await using var stub = await S3Stub.ListsAsync(answer);
        using var connection = new AwsConnection(Options(stub));
        using var logs = new S3Logs(connection, new S3LogOptions { Bucket = "trail" }, new EventQuery(), _listing.Add);

        var error = Record.Exception(() => logs.List().ToList());

        string said = error is AwsException ? error.Message : Assert.Single(_listing).Message;
        Assert.Contains("s3:ListBucket could not be called", said, StringComparison.Ordinal);
        Assert.Contains(reason, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v3-aes256.gz")]
    [InlineData("v3-aes256-instruction.gz")]
    public async Task An_object_that_the_client_encrypted_opens_by_its_headers(string name)
    {
        string folder = Path.Join(RepositoryRoot, "tests", "vectors", "envelopes");
        var metadata = ObjectMetadata.ReadFile(Path.Join(folder, name + ObjectMetadata.SidecarSuffix));
        string instruction = Path.Join(folder, name + ObjectMetadata.InstructionSuffix);
        byte[] content = await File.ReadAllBytesAsync(Path.Join(folder, name));
        var objects = new List<StubObject>
        {
            new("archive/" + name, content.Length, "\"1\"", () => content)
            {
                Headers = metadata.ToDictionary(m => "x-amz-meta-" + m.Key, m => m.Value),
            },
        };
        if (File.Exists(instruction))
        {
            byte[] text = await File.ReadAllBytesAsync(instruction);
            objects.Add(new StubObject("archive/" + name + ObjectMetadata.InstructionSuffix, text.Length, "\"2\"", () => text));
        }

        await using var stub = await S3Stub.StartAsync(objects);
        using var connection = new AwsConnection(Options(stub));
        using var key = KeyFile.Read(Path.Join(folder, "aes-256.key"));
        using var keys = new EnvelopeKeys([key]);
        using var logs = new S3Logs(connection, new S3LogOptions { Bucket = "trail", Prefix = "archive", Keys = keys }, new EventQuery(), _listing.Add);

        var (events, errors) = StubTrail.Read(logs, _listing);

        Assert.Empty(errors);
        Assert.NotEmpty(events);
    }

    private static string RepositoryRoot
    {
        get
        {
            string folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Join(folder, "CloudAudit.sln")))
            {
                folder = Path.GetDirectoryName(folder)!;
            }

            return folder;
        }
    }

    private List<string> List(S3Stub stub, EventQuery query, S3LogOptions? options = null)
    {
        using var connection = new AwsConnection(Options(stub));
        using var logs = new S3Logs(connection, options ?? new S3LogOptions { Bucket = "trail" }, query, _listing.Add);
        List<string> keys = [.. logs.List().Select(f => f.Origin["s3://trail/".Length..])];
        Assert.Empty(_listing);
        return keys;
    }

    private static AwsConnectionOptions Options(S3Stub stub) => new()
    {
        Keys = () => new AwsKeys("AKIAIOSFODNN7EXAMPLE", "made-up"),
        Region = "us-east-1",
        EndpointUrl = stub.Url,
    };
}
