using System.Globalization;
using CloudAudit.Encryption;
using CloudAudit.Integrity;
using CloudAudit.Integrity.Chains;
using CloudAudit.Recording;

namespace CloudAudit.Core.Tests.Recording;

/// <summary>A local trail, copied to a bucket as it is, through <c>aws cloudtrail validate-logs</c>.</summary>
public sealed class AwsCommandLineTests
{
    // The AWS command line hashes what the bucket holds: of an encrypted trail it proves the digests alone.
    [SkippableTheory]
    [InlineData(false, "3/3 digest files valid", "3/3 log files valid")]
    [InlineData(true, "3/3 digest files valid", "0/3 log files valid, 3/3 log files INVALID")]
    public async Task A_local_trail_is_verified_by_the_AWS_command_line(bool encrypted, string digests, string logs)
    {
        Skip.If(AwsCliValidation.Command is null, "the AWS command line is not installed");
        using var trail = new RecordedTrail(encrypted);
        for (int i = 0; i < 3; i++)
        {
            trail.Record(2);
            trail.Seal(digest: false);
            trail.Clock.Now += TimeSpan.FromMinutes(70);
        }

        trail.Seal();
        trail.Clock.Now += TimeSpan.FromSeconds(2);
        trail.AssertIntact();
        Assert.Equal((3, 3), (trail.DigestFiles.Length, trail.LogFiles.Length));

        using var aws = Serve(trail);
        var start = new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);
        var said = await AwsCliValidation.RunAsync(aws, "111122223333", "local-host-1", start, trail.Clock.Now + TimeSpan.FromMinutes(1));
        Assert.Contains(digests, said.Output, StringComparison.Ordinal);
        Assert.Contains(logs, said.Output, StringComparison.Ordinal);
        Assert.True(said.Alarmed == encrypted, $"{said.ExitCode}\n{said.Output}\n{said.Error}");
    }

    private static FakeAws Serve(RecordedTrail trail)
    {
        var configuration = TrailConfiguration.Load(trail.Folder);
        var buckets = new Buckets();
        foreach (string file in trail.DigestFiles.Concat(trail.LogFiles))
        {
            string sidecar = file + ObjectMetadata.SidecarSuffix;
            var metadata = File.Exists(sidecar)
                ? ObjectMetadata.ReadFile(sidecar).ToDictionary(m => m.Key, m => m.Value)
                : [];
            buckets[configuration.Bucket][Path.GetRelativePath(trail.Folder, file).Replace('\\', '/')] = new StoredObject(File.ReadAllBytes(file), metadata, trail.Clock.Now);
        }

        using var key = TrailKeyText.ReadFile(Path.Join(trail.Folder, SavedKeys.LocalTrailFile)).Single();
        string json = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"Value":"{{Convert.ToBase64String(key.ToDer())}}","ValidityStartTime":0.0,"ValidityEndTime":4102444800.0,"Fingerprint":"{{key.Fingerprint}}"}""");
        return new FakeAws(
            new ServedTrail(configuration.Name, configuration.AccountId, configuration.Region, configuration.Bucket, string.Empty, false, region => region == configuration.Region ? [json] : []), buckets);
    }
}
