using CloudAudit.Aws;
using CloudAudit.Aws.Integrity;
using CloudAudit.Integrity;
using CloudAudit.Integrity.Chains;

namespace CloudAudit.Aws.Tests.Integrity;

/// <summary>Trails verified over S3's and CloudTrail's protocols, by this module and by the AWS command line.</summary>
public sealed class AwsTrailTests : IDisposable
{
    private readonly SignedTrail _trail = BackfillTrail.Create();

    [Fact]
    public async Task A_trail_in_a_bucket_is_verified_with_CloudTrails_keys()
    {
        using var aws = new FakeAws(_trail, _trail.Buckets) { LatestDigest = _trail.End + TimeSpan.FromMinutes(9) };
        var (results, summaries) = await VerifyAsync(aws, trail: true);
        Assert.Empty(results.Where(r => r.Status != IntegrityStatus.Valid).Select(r => r.ToString()));
        Assert.Equal(4, summaries.Count);
        Assert.All(summaries, s => Assert.Equal((IntegrityStatus.Valid, 72.0, 72.0), (s.Status, s.Hours, s.ProvenHours)));
    }

    [Theory]
    [InlineData("Log file: deleted")]
    [InlineData("Digest: signature taken away")]
    [InlineData("Digests: the newest deleted, CloudTrail asked")]
    [InlineData("Newest digest: signed with the key of another region")]
    [InlineData("Digests: those of two regions swapped")]
    public async Task Attacks_on_a_bucket_are_told(string name)
    {
        var attack = Attacks.All.Single(a => a.Name == name);
        var tampering = new Tampering(_trail);
        attack.Apply(tampering);
        using var aws = new FakeAws(_trail, tampering.Buckets) { LatestDigest = _trail.End + TimeSpan.FromMinutes(9) };
        var (results, _) = await VerifyAsync(aws, trail: attack.KnowsDelivery);
        var problems = results.Where(r => r.Status != IntegrityStatus.Valid).Select(r => (r.Status.ToString(), r.Key)).Order();
        Assert.Equal(tampering.Findings.Select(f => (f.Status, (string?)f.Key)).Order(), problems);
    }

    [Fact]
    public async Task A_copy_with_saved_metadata_and_keys_is_proven_without_AWS()
    {
        string folder = Directory.CreateTempSubdirectory("cloudaudit-").FullName;
        try
        {
            foreach (var (key, stored) in _trail.Buckets[_trail.Shape.Bucket])
            {
                string path = Path.Join(folder, key);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllBytesAsync(path, stored.Bytes);
            }

            using (var aws = new FakeAws(_trail, _trail.Buckets) { LatestDigest = _trail.End + TimeSpan.FromMinutes(9) })
            {
                using var connection = Connect(aws);
                using var trail = await OpenAsync(connection, aws.TrailArn);
                using var keys = new TrailPublicKeys([], trail.Proof);
                var saver = new MetadataSaver(trail.Store, folder);
                Assert.All(Run([saver], keys, new VerifyOptions { Now = _trail.End }).Summaries, s => Assert.Equal(IntegrityStatus.Valid, s.Status));
                Assert.Equal((4 * 72) + 2, saver.Saved);
                await File.WriteAllBytesAsync(Path.Join(folder, SavedKeys.SavedFile), TrailKeyText.WriteJson(keys.Snapshot()));
            }

            var stores = LocalTrailStore.Find(folder);
            using var saved = new TrailPublicKeys(TrailKeyText.ReadFile(Assert.Single(SavedKeys.Find(stores))));
            var (results, summaries) = Run([.. stores], saved, new VerifyOptions { EndTime = _trail.End });
            Assert.Empty(results.Where(r => r.Status != IntegrityStatus.Valid).Select(r => r.ToString()));
            Assert.Equal(4, summaries.Count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The table of all attacks is made by the benchmarks' integrity-table: the command takes seconds for each.
    [SkippableTheory]
    [InlineData(null)]
    [InlineData("Log file: deleted")]
    public async Task The_AWS_command_line_reads_the_same_chains(string? name)
    {
        Skip.If(AwsCliValidation.Command is null, "the AWS command line is not installed");
        var tampering = new Tampering(_trail);
        Attacks.All.SingleOrDefault(a => a.Name == name)?.Apply(tampering);
        using var aws = new FakeAws(_trail, tampering.Buckets);
        var said = await AwsCliValidation.RunAsync(aws, Tampering.Account, Tampering.Region, _trail.Shape.Start, _trail.End);
        Assert.True(said.Alarmed == name is not null, $"{said.ExitCode}\n{said.Output}\n{said.Error}");
        Assert.Contains("72/72 digest files valid", said.Output, StringComparison.Ordinal);
        Assert.Contains(name is null ? "144/144 log files valid" : "143/144 log files valid", said.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _trail.Dispose();

    private static AwsConnection Connect(FakeAws aws) =>
        new(new AwsConnectionOptions { Keys = () => new AwsKeys("AKIAIOSFODNN7EXAMPLE", "secret", null), Region = "us-east-1", EndpointUrl = aws.Url });

    private static async Task<AwsTrail> OpenAsync(AwsConnection connection, string arn)
    {
        var location = await Aws.S3.TrailLocation.FindAsync(connection, arn, CancellationToken.None);
        return await AwsTrail.OpenAsync(connection, location.ToOptions(), location, CancellationToken.None);
    }

    private async Task<(List<IntegrityResult> Results, List<IntegritySummary> Summaries)> VerifyAsync(FakeAws aws, bool trail)
    {
        using var connection = Connect(aws);
        using var found = trail
            ? await OpenAsync(connection, aws.TrailArn)
            : await AwsTrail.OpenAsync(connection, new Aws.S3.S3LogOptions { Bucket = _trail.Shape.Bucket }, null, CancellationToken.None);
        using var keys = new TrailPublicKeys([], found.Proof);
        return Run([found.Store], keys, new VerifyOptions { TrailStatus = trail ? found.Proof : null, TrailName = found.TrailName, Now = _trail.End + TimeSpan.FromMinutes(90) });
    }

    private static (List<IntegrityResult> Results, List<IntegritySummary> Summaries) Run(IReadOnlyList<ITrailStore> stores, TrailPublicKeys keys, VerifyOptions options)
    {
        var results = new List<IntegrityResult>();
        var summaries = new List<IntegritySummary>();
        foreach (var batch in new TrailVerifier(stores, keys, options).Run(CancellationToken.None))
        {
            results.AddRange(batch.Results);
            summaries.AddRange(batch.Summaries);
        }

        return (results, summaries);
    }
}
