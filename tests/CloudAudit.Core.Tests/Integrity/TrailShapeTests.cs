using CloudAudit.Core.Tests.Support;
using CloudAudit.Decoding;
using CloudAudit.Integrity;
using CloudAudit.Integrity.Chains;

namespace CloudAudit.Core.Tests.Integrity;

/// <summary>Trails that are not as simple as the one that attacks are made on.</summary>
public sealed class TrailShapeTests
{
    private const string Account = Tampering.Account;
    private const string Region = Tampering.Region;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static TrailShape Small => new() { Accounts = [Account], Regions = [Region], Hours = 12 };

    [Fact]
    public void Logging_that_was_stopped_is_a_gap_and_not_a_deletion()
    {
        using var trail = new SignedTrail(Small with { Hours = 4 });
        var last = trail.Read(Account, Region, 3);
        var signer = trail.KeysOf(Region)[1];

        // Stopped after twenty minutes, started again five hours later.
        var stopped = trail.End + TimeSpan.FromMinutes(20);
        trail.Put(trail.Next(last, Account, trail.DigestKey(Account, Region, stopped), trail.End, stopped, signer, []), signer);
        var started = stopped + (5 * Hour);
        var first = trail.Put(trail.Next(null, Account, trail.DigestKey(Account, Region, started + Hour), started, started + Hour, signer, []), signer);
        var verification = Verification.OfBucket(trail, options: new VerifyOptions { EndTime = first.End });
        var gap = Assert.Single(verification.Problems);
        Assert.Equal(IntegrityStatus.Gap, gap.Status);
        Assert.Equal((stopped, started), (gap.StartTime, gap.EndTime));
        Assert.Contains("after 20 minutes of its hour", gap.Reason, StringComparison.Ordinal);
        var summary = Assert.Single(verification.Summaries);
        Assert.Equal((IntegrityStatus.Gap, 5.0, 0.0), (summary.Status, summary.GapHours, summary.MissingHours));
        Assert.False(summary.IsTampered);
    }

    [Fact]
    public void A_trail_whose_bucket_changed_is_followed_into_the_other_one()
    {
        using var trail = new SignedTrail(Small with { Hours = 6 });
        var signer = trail.KeysOf(Region)[1];
        var previous = trail.Read(Account, Region, 5);
        for (int hour = 6; hour < 9; hour++)
        {
            var end = trail.Shape.Start + ((hour + 1) * Hour);
            var log = trail.StoreLog(Account, Region, hour, 0, bucket: "second-bucket");
            previous = trail.Put(trail.Next(previous, Account, trail.DigestKey(Account, Region, end), end - Hour, end, signer, [log], "second-bucket"), signer);
        }

        var options = new VerifyOptions { StartTime = trail.Shape.Start, EndTime = previous.End };
        using var keys = Verification.KeysOf(trail);
        var store = new MemoryTrailStore(trail.Buckets, "second-bucket");
        var verification = Verification.Run([store], keys, trail, options);
        Assert.Empty(verification.Problems.Select(p => p.ToString()));
        Assert.Equal(9.0, Assert.Single(verification.Summaries).ProvenHours);
        Assert.Equal(9 + 12 + 3, verification.Results.Count);

        // Named together, they are one trail, too.
        var both = Verification.Run([store, new MemoryTrailStore(trail.Buckets, trail.Shape.Bucket)], keys, trail, options);
        Assert.Empty(both.Problems.Select(p => p.ToString()));
        Assert.Equal(9 + 12 + 3, both.Results.Count);

        var cut = trail.Buckets.Copy();
        cut[trail.Shape.Bucket].Remove(trail.DigestKey(Account, Region, 4));
        var missing = Verification.Run([new MemoryTrailStore(cut, "second-bucket")], keys, trail, options).Problems;
        Assert.Contains(missing, p => p.Status == IntegrityStatus.Missing && p.Key == trail.DigestKey(Account, Region, 4));
    }

    [Fact]
    public void An_organisation_and_a_prefix_are_found_on_disk_and_in_a_bucket()
    {
        using var trail = new SignedTrail(new TrailShape { Prefix = "audit/logs/", Organization = "o-abcdefghij", Hours = 3 });
        var ofBucket = Verification.OfBucket(trail);
        Assert.Empty(ofBucket.Problems.Select(p => p.ToString()));
        Assert.Equal(4, ofBucket.Summaries.Count);
        using var folder = new TempFolder();
        Verification.Save(trail.Buckets[trail.Shape.Bucket], folder, sidecars: true);
        string region = Path.Combine(folder.Root, "audit", "logs", "AWSLogs", "o-abcdefghij", Account, "CloudTrail-Digest", Region);
        foreach (string at in (string[])[folder.Root, Path.Combine(folder.Root, "audit", "logs"), Path.Combine(folder.Root, "audit", "logs", "AWSLogs"), region])
        {
            var ofFolder = Verification.OfFolder(trail, at);
            Assert.Empty(ofFolder.Problems.Select(p => p.ToString()));
            Assert.Equal(at == region ? 1 : 4, ofFolder.Summaries.Count);
        }

        // Where the metadata of a bucket was saved, the keys lie above the prefix.
        string saved = folder.Write(SavedKeys.SavedFile, "{}");
        Assert.Equal([saved], SavedKeys.Find(LocalTrailStore.Find(folder.Root)));

        // A copy that lacks the prefix, as `aws s3 sync s3://bucket/audit/logs .` makes it.
        using var short1 = new TempFolder();
        var cut = new SortedDictionary<string, StoredObject>(trail.Buckets[trail.Shape.Bucket].ToDictionary(o => o.Key["audit/logs/".Length..], o => o.Value), StringComparer.Ordinal);
        Verification.Save(cut, short1, sidecars: true);
        Assert.Empty(Verification.OfFolder(trail, short1.Root).Problems.Select(p => p.ToString()));
    }

    [Fact]
    public void Two_trails_in_one_bucket_list_the_files_together()
    {
        using var trail = new SignedTrail(Small with { Hours = 3 });
        var signer = trail.KeysOf(Region)[1];
        ChainDigest? previous = null;
        for (int hour = 0; hour < 3; hour++)
        {
            string key = trail.DigestKey(Account, Region, hour).Replace("main_trail", "data_trail", StringComparison.Ordinal);
            var end = trail.Shape.Start + ((hour + 1) * Hour);
            previous = trail.Put(trail.Next(previous, Account, key, end - Hour, end, signer, [trail.StoreLog(Account, Region, hour, 9)]), signer);
        }

        var all = Verification.OfBucket(trail);
        Assert.Empty(all.Problems.Select(p => p.ToString()));
        Assert.Equal(["data_trail", "main_trail"], all.Summaries.Select(s => s.TrailName).Order());
        var one = Verification.OfBucket(trail, options: new VerifyOptions { TrailName = "main_trail" });
        Assert.Empty(one.Problems.Select(p => p.ToString()));
        Assert.Equal("main_trail", Assert.Single(one.Summaries).TrailName);
        Assert.Equal(3 * 3, one.Results.Count);
    }

    [Fact]
    public void An_unsigned_copy_tells_the_changed_digest_from_its_neighbours()
    {
        using var trail = new SignedTrail(Small);
        var tampering = new Tampering(trail);
        tampering.ChangeText(tampering.Digest(5), text => text.Replace("\"previousDigestSignature\":\"", "\"previousDigestSignature\":\"00", StringComparison.Ordinal));
        using var folder = new TempFolder();
        Verification.Save(tampering.Bucket, folder, sidecars: false);
        var problems = Verification.OfFolder(trail, folder.Root).Problems.Where(p => p.Type == IntegrityType.Digest).ToList();
        Assert.Equal(
            [(4, IntegrityStatus.Unverifiable), (5, IntegrityStatus.Modified), (11, IntegrityStatus.Unsigned)],
            problems.Select(p => (Enumerable.Range(0, 12).Single(h => p.Key == trail.DigestKey(Account, Region, h)), p.Status)));
        Assert.Contains("recorded only in the next digest", problems[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_that_ends_early_in_one_region_lacks_its_newest_digests()
    {
        using var trail = new SignedTrail(new TrailShape { Accounts = [Account], Hours = 6 });
        var tampering = new Tampering(trail);
        tampering.Delete(tampering.Digest(5));
        tampering.Delete(tampering.Digest(4));
        using var folder = new TempFolder();
        Verification.Save(tampering.Bucket, folder, sidecars: true);
        var missing = Verification.OfFolder(trail, folder.Root).Problems.Where(p => p.Status == IntegrityStatus.Missing).ToList();
        Assert.Equal([tampering.Digest(4), tampering.Digest(5)], missing.Select(m => m.Key));
        Assert.Contains("reach further", missing[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Log_files_that_are_much_newer_than_the_newest_digest_are_not_merely_new()
    {
        using var trail = new SignedTrail(Small with { Hours = 8 });
        var tampering = new Tampering(trail);
        for (int hour = 2; hour < 8; hour++)
        {
            tampering.Delete(tampering.Digest(hour));
        }

        using var folder = new TempFolder();
        Verification.Save(tampering.Bucket, folder, sidecars: true);
        var verification = Verification.OfFolder(trail, folder.Root);

        // A copy that was made within the hour after the newest digest, and the two of its successor's delivery, may have those.
        var summary = Assert.Single(verification.Summaries);
        Assert.Equal(6, summary.Pending);
        Assert.Equal(IntegrityStatus.Unverifiable, summary.Status);
        Assert.Equal(12, summary.Pending + verification.Problems.Count);
        Assert.All(verification.Problems, p => Assert.Contains("not there or of no use", p.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_key_nothing_is_proven_but_changes_are_still_told()
    {
        using var trail = new SignedTrail(Small with { Hours = 4 });
        using var none = new TrailPublicKeys([]);
        var whole = Verification.Run([new MemoryTrailStore(trail.Buckets, trail.Shape.Bucket)], none, trail, null);
        Assert.All(whole.Results, r => Assert.Equal(IntegrityStatus.Unverifiable, r.Status));
        Assert.Equal((IntegrityStatus.Unverifiable, 0.0), (Assert.Single(whole.Summaries).Status, whole.Summaries[0].ProvenHours));
        var tampering = new Tampering(trail);
        tampering.ChangeText(tampering.Digest(1), text => text + " ");
        tampering.ChangeText(tampering.Log(2), text => text + " ");
        var changed = Verification.Run([new MemoryTrailStore(tampering.Buckets, trail.Shape.Bucket)], none, trail, null);
        Assert.Equal(2, changed.Results.Count(r => r.Status == IntegrityStatus.Modified));
    }

    [Fact]
    public void Nothing_to_check_is_an_answer()
    {
        using var trail = new SignedTrail(Small with { Hours = 2 });
        using var folder = new TempFolder();
        Assert.Empty(Verification.OfFolder(trail, folder.Root).Summaries);
        Assert.Empty(Verification.OfBucket(trail, new Buckets()).Summaries);
        foreach (var options in (VerifyOptions[])[
            new() { StartTime = trail.End + TimeSpan.FromDays(30), EndTime = trail.End + TimeSpan.FromDays(31) },
            new() { StartTime = trail.Shape.Start - TimeSpan.FromDays(31), EndTime = trail.Shape.Start - TimeSpan.FromDays(30) },
            new() { AccountId = ["999988887777"] },
            new() { Region = ["ap-south-1"] }])
        {
            var verification = Verification.OfBucket(trail, options: options);
            Assert.True(verification.Results.Count == 1, $"{options}: {string.Join(", ", verification.Results)}");
            Assert.Equal(IntegrityStatus.Unverifiable, verification.Results[0].Status);
            Assert.Equal(IntegrityStatus.Unverifiable, Assert.Single(verification.Summaries).Status);
        }
    }

    [Fact]
    public void Where_nothing_was_found_is_said()
    {
        using var none = new TrailPublicKeys([]);
        var bucket = new MemoryTrailStore(new Buckets(), "logs", "AWSLogs/");
        Assert.Contains("below s3://logs/AWSLogs/", new TrailVerifier([bucket], none, new VerifyOptions()).NothingFound, StringComparison.Ordinal);
        Assert.DoesNotContain("prefix", new TrailVerifier([], none, new VerifyOptions()).NothingFound, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_swells_is_read_to_the_limit_and_no_further()
    {
        using var trail = new SignedTrail(Small with { Hours = 2 });
        var tampering = new Tampering(trail);
        tampering.Change(tampering.Log(0), _ => StoredObject.Gzip(new byte[20_000_000]));
        var options = new VerifyOptions { Limits = new DecodeLimits { MaxInflatedBytes = 2_000_000 } };
        var problem = Assert.Single(Verification.OfBucket(trail, tampering.Buckets, options).Problems);
        Assert.Equal(IntegrityStatus.Unverifiable, problem.Status);
        Assert.Contains("decompresses to more than", problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_digest_cannot_name_a_file_outside_the_folder()
    {
        using var trail = new SignedTrail(Small with { Hours = 1, FilesAnHour = 0 });
        using var folder = new TempFolder();
        using var outside = new TempFolder();
        string secret = outside.Write("secret.json.gz", StoredObject.Gzip([1, 2, 3]));
        var signer = trail.KeysOf(Region)[1];
        string[] keys = [secret, ".." + Path.GetRelativePath(folder.Root, secret)[2..], "AWSLogs/../../" + Path.GetFileName(outside.Root) + "/secret.json.gz"];
        var digest = trail.Read(Account, Region, 0) with
        {
            Logs = [.. keys.Select(k => new ChainLog(trail.Shape.Bucket, k, StoredObject.Hash([1, 2, 3]), trail.Shape.Start, trail.Shape.Start))],
            Fingerprint = signer.Fingerprint,
        };
        trail.Put(digest, signer);
        Verification.Save(trail.Buckets[trail.Shape.Bucket], folder, sidecars: true);
        var logs = Verification.OfFolder(trail, folder.Root).Results.Where(r => r.Type == IntegrityType.LogFile).ToList();
        Assert.Equal(3, logs.Count);
        Assert.All(logs, l => Assert.Equal(IntegrityStatus.Missing, l.Status));
    }

    [Fact]
    public void Leaving_early_and_cancelling_stop_the_threads()
    {
        using var trail = new SignedTrail(new TrailShape { Hours = 24 });
        using var keys = Verification.KeysOf(trail);
        var store = new MemoryTrailStore(trail.Buckets, trail.Shape.Bucket);
        foreach (var batch in new TrailVerifier([store], keys, new VerifyOptions { Now = trail.End }).Run(CancellationToken.None))
        {
            if (batch.Results.Count > 0)
            {
                break;
            }
        }

        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var batch in new TrailVerifier([store], keys, new VerifyOptions { Now = trail.End }).Run(stop.Token))
            {
                stop.Cancel();
            }
        });
    }
}
