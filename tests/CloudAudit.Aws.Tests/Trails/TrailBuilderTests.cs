using CloudAudit.Aws.Tests.Support;
using CloudAudit.Aws.Trails;
using CloudAudit.Trails;

namespace CloudAudit.Aws.Tests.Trails;

/// <summary>Plans made and applied against a server that speaks AWS's APIs.</summary>
[Collection(MotoTests.Name)]
public sealed class TrailBuilderTests(MotoServer server)
{
    [SkippableFact]
    public async Task From_nothing_to_logging_and_then_there_is_nothing_to_do()
    {
        server.Require();
        using var connection = new AwsConnection(server.Options);
        var wanted = Everything("whole");
        await BuildAsync(connection, wanted, int.MaxValue);
        var found = await InspectAsync(connection, wanted);
        Assert.Empty(TrailPlanner.Create(wanted, found).Changes);
        Assert.True(found.Trail is { IsMultiRegion: true, IncludesGlobalEvents: true, LogFileValidation: true, LogGroup: "CloudTrail/whole", IsLogging: true }, found.Trail?.ToString());
        Assert.StartsWith("arn:aws:kms:", found.Trail!.KmsKeyId!, StringComparison.Ordinal);
        Assert.Equal("security", found.Trail.Tags["owner"]);
        Assert.Equal(new ObjectLock(ObjectLockMode.Governance, 30), found.Bucket.Lock.Value);
        Assert.Equal(new ExpiryRule("cloudtrail-retention", true, "AWSLogs/", 400, 400), Assert.Single(found.Bucket.Expiry.Value!));
        Assert.Equal(400, found.LogGroup.Value?.RetentionDays);
        Assert.Equal(["Management events", "Data events of AWS::S3::Object"], found.Selection.Value!.Advanced.Select(selector => selector.Name));

        DocumentedPolicies.AssertSame("whole", found);
    }

    [SkippableFact]
    public async Task Stopped_after_any_change_the_next_run_does_the_rest()
    {
        server.Require();
        using var connection = new AwsConnection(server.Options);
        int all = TrailPlanner.Create(Everything("probe"), await InspectAsync(connection, Everything("probe"))).Changes.Count;
        Assert.True(all > 15, $"{all} changes");
        for (int stop = 1; stop < all; stop += 3)
        {
            var wanted = Everything($"stop{stop}");
            await BuildAsync(connection, wanted, stop);
            int rest = await BuildAsync(connection, wanted, int.MaxValue);

            // A bucket that is made with object lock has versions and an owner at once.
            Assert.InRange(rest, all - stop - 2, all - stop);
            var found = await InspectAsync(connection, wanted);
            var left = TrailPlanner.Create(wanted, found).Changes;
            Assert.True(left.Count == 0, $"stopped after {stop}: {string.Join("; ", left)}");
        }
    }

    private static TrailSettings Everything(string name) => TrailSettings.Secure(name, name + "-logs") with
    {
        CreateKmsKey = true,
        LogGroup = "CloudTrail/" + name,
        SnsTopic = name + "-topic",
        RetentionDays = 400,
        ObjectLockDays = 30,
        DataEvents = ["S3"],
        Insights = ["ApiCallRateInsight"],
        Tags = new Dictionary<string, string> { ["owner"] = "security" },
    };

    private static Task<TrailSnapshot> InspectAsync(AwsConnection connection, TrailSettings wanted) => new TrailInspector(connection).InspectNewAsync(wanted, default);

    private static async Task<int> BuildAsync(AwsConnection connection, TrailSettings wanted, int most)
    {
        var found = await InspectAsync(connection, wanted);
        var builder = new TrailBuilder(connection, found.Place, TimeProvider.System);
        int made = 0;
        foreach (var change in TrailPlanner.Create(wanted, found).Changes.Take(most))
        {
            await builder.ApplyAsync(change, default);
            made++;
        }

        return made;
    }
}
