using System.Text.Json.Nodes;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Filters;
using CloudAudit.Integrity;
using CloudAudit.Reading;
using CloudAudit.Recording;
using CloudAudit.Sources;

namespace CloudAudit.Core.Tests.Recording;

/// <summary>What a trail holds after writing to it: log files and digests as CloudTrail lays them out, in every order of time.</summary>
public sealed class RecordingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Events_become_a_log_file_and_a_digest_under_the_keys_that_CloudTrail_gives(bool encrypted)
    {
        using var trail = new RecordedTrail(encrypted);
        string[] ids = trail.Record(3);
        var made = trail.Seal();

        Assert.Equal(ids, trail.Ids());
        string log = Assert.Single(trail.LogFiles);
        Assert.Equal(Path.Combine(trail.Folder, made.LogFiles.Single().Replace('/', Path.DirectorySeparatorChar)), log);
        Assert.Matches("^AWSLogs/111122223333/CloudTrail/local-host-1/2026/03/01/111122223333_CloudTrail_local-host-1_20260301T1020Z_[0-9A-Za-z]{16}\\.json\\.gz$", made.LogFiles.Single());
        Assert.True(LogKey.TryParse(Path.GetFileName(log), out var key));
        Assert.Equal(("111122223333", "CloudTrail", "local-host-1"), (key.AccountId, key.Folder, key.Region));
        Assert.True(DigestName.TryParse(Assert.Single(trail.DigestFiles).Replace('\\', '/'), out var name));
        Assert.Equal(("trail", "local-host-1", "local-host-1"), (name.TrailName, name.Region, name.HomeRegion));
        Assert.Empty(Directory.GetFiles(trail.Journal, "*.wal"));
        Assert.Equal(encrypted, File.Exists(log + ".metadata.json"));

        var digest = trail.Digest(trail.DigestFiles[0]);
        Assert.Equal("2026-03-01T10:20:30Z", digest["digestStartTime"]!.GetValue<string>());
        Assert.Equal("2026-03-01T10:20:31Z", digest["digestEndTime"]!.GetValue<string>());
        Assert.Null(digest["previousDigestS3Object"]);
        Assert.Equal("2026-03-01T10:20:30Z", digest["newestEventTime"]!.GetValue<string>());
        trail.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(1, trail.AssertIntact().LogFiles.Valid);
    }

    [Fact]
    public void Hours_without_events_have_digests_and_the_chain_has_no_gap()
    {
        using var trail = new RecordedTrail();
        trail.Record();
        trail.Clock.Now += TimeSpan.FromHours(30);
        trail.Record();
        trail.Clock.Now += TimeSpan.FromMinutes(90);
        trail.Seal(digest: false);

        // From 10:20:30 to 11:00, and then each full hour.
        Assert.Equal(31, trail.DigestFiles.Length);
        var digests = trail.DigestFiles.Select(trail.Digest).ToList();
        Assert.Equal("2026-03-01T11:00:00Z", digests[0]["digestEndTime"]!.GetValue<string>());
        Assert.All(digests.Zip(digests.Skip(1)), pair => Assert.Equal(pair.First["digestEndTime"]!.GetValue<string>(), pair.Second["digestStartTime"]!.GetValue<string>()));
        Assert.Contains(digests, d => d["logFiles"]!.AsArray().Count == 0 && d["newestEventTime"] is null);
        var summary = trail.AssertIntact();
        Assert.Equal(1, summary.LogFiles.Valid);
        Assert.Equal(1, summary.Pending);
    }

    [Fact]
    public void A_trail_that_has_no_digest_yet_is_not_proven_and_not_accused()
    {
        using var trail = new RecordedTrail();
        trail.Record();
        trail.Seal(digest: false);
        trail.Clock.Now += TimeSpan.FromMinutes(1);
        var summary = trail.Verify(out var results);
        Assert.Equal(IntegrityStatus.Unverifiable, Assert.Single(results).Status);
        Assert.Equal((IntegrityStatus.Unverifiable, 1, false), (summary.Status, summary.Pending, summary.IsTampered));
    }

    [Fact]
    public void A_journal_becomes_a_log_file_by_age_and_by_size_with_whoever_writes_next()
    {
        using var trail = new RecordedTrail();
        trail.Record();
        Assert.Empty(trail.LogFiles);
        trail.Clock.Now += TimeSpan.FromMinutes(4);
        trail.Record();
        Assert.Empty(trail.LogFiles);
        trail.Clock.Now += TimeSpan.FromMinutes(1);
        trail.Record();
        Assert.Equal(["event-0", "event-1"], trail.Ids());

        using var recorder = trail.Open();
        string padding = new('x', 90_000);
        for (int i = 0; i < 120; i++)
        {
            recorder.Append([recorder.Composer.Compose(RecordedTrail.Bytes($$$"""{"eventName":"Big","eventSource":"s","eventID":"big-{{{i}}}","requestParameters":"{{{padding}}}"}"""))], CancellationToken.None);
        }

        Assert.Equal(2, trail.LogFiles.Length);
        Assert.InRange(trail.Records().Length, 90, 100);
    }

    [Fact]
    public void A_clock_set_back_loses_nothing_and_makes_no_gap()
    {
        using var trail = new RecordedTrail();
        trail.Record();
        trail.Clock.Now += TimeSpan.FromHours(3);
        trail.Record();
        trail.Seal();
        trail.Clock.Now -= TimeSpan.FromHours(2);
        trail.Record();
        trail.Seal();
        trail.Clock.Now -= TimeSpan.FromDays(400);
        trail.Record();
        trail.Seal();
        trail.Clock.Now += TimeSpan.FromDays(400) + TimeSpan.FromHours(4);
        trail.Record();
        trail.Seal();

        Assert.Equal(["event-0", "event-1", "event-2", "event-3", "event-4"], trail.Ids().Order(StringComparer.Ordinal));
        Assert.Equal(5, trail.AssertIntact().LogFiles.Valid);
    }

    [Fact]
    public async Task Digests_cut_within_one_second_are_told_apart()
    {
        using var trail = new RecordedTrail();
        using var recorder = trail.Open();
        trail.Record(recorder);
        Assert.Equal(1, recorder.Seal(digest: true, CancellationToken.None).Digests);
        Assert.Equal(0, recorder.Seal(digest: true, CancellationToken.None).Digests);
        trail.Record(recorder);
        trail.Clock.Now += TimeSpan.FromMilliseconds(200);
        var second = Task.Run(() => recorder.Seal(digest: true, CancellationToken.None));
        await Task.Delay(300);
        Assert.False(second.IsCompleted);
        trail.Clock.Now += TimeSpan.FromMilliseconds(900);
        await second.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(2, trail.DigestFiles.Length);
        trail.Clock.Now += TimeSpan.FromSeconds(2);
        Assert.Equal(2, trail.AssertIntact().LogFiles.Valid);
    }

    [Fact]
    public void What_is_changed_before_a_digest_lists_it_is_found()
    {
        using var trail = new RecordedTrail(encrypted: false);
        trail.Record();
        trail.Seal(digest: false);
        string text = System.Text.Encoding.UTF8.GetString(trail.Content(trail.LogFiles[0]));
        File.WriteAllBytes(trail.LogFiles[0], Gz(text.Replace("Step", "Pets", StringComparison.Ordinal)));
        trail.Record();
        trail.Seal();
        trail.Clock.Now += TimeSpan.FromSeconds(2);

        trail.Verify(out var results);
        Assert.Equal(IntegrityStatus.Modified, Assert.Single(results, r => r.Status != IntegrityStatus.Valid).Status);
    }

    [Fact]
    public void Two_recorders_share_a_trail_in_one_process()
    {
        using var trail = new RecordedTrail();
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, writer =>
        {
            using var recorder = trail.Open();
            for (int i = 0; i < 50; i++)
            {
                recorder.Append([recorder.Composer.Compose(RecordedTrail.Bytes($$$"""{"eventName":"E","eventSource":"s","eventID":"{{{writer}}}-{{{i}}}"}"""))], CancellationToken.None);
            }
        });
        trail.Seal();
        Assert.Equal(200, trail.Ids().Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(200, trail.Records().Length);
    }

    private static byte[] Gz(string text)
    {
        using var output = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(output, System.IO.Compression.CompressionLevel.Fastest))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        return output.ToArray();
    }
}
