using CloudAudit.Core.Tests.Support;
using CloudAudit.Filters;
using CloudAudit.Integrity;
using CloudAudit.Integrity.Chains;
using CloudAudit.Reading;
using CloudAudit.Sources;

namespace CloudAudit.Core.Tests.Integrity;

public sealed class ProvenFilesTests
{
    [Fact]
    public void Files_are_known_by_the_names_that_events_have()
    {
        using var trail = new SignedTrail(new TrailShape { Accounts = [Tampering.Account], Regions = [Tampering.Region], Hours = 3 });
        var tampering = new Tampering(trail);
        tampering.ChangeText(tampering.Log(1), text => text.Replace("alice", "mallory", StringComparison.Ordinal));
        using var folder = new TempFolder();
        Verification.Save(tampering.Bucket, folder, sidecars: true);
        using var keys = Verification.KeysOf(trail);
        var proven = new ProvenFiles();
        foreach (var batch in new TrailVerifier([.. LocalTrailStore.Find(folder.Root)], keys, new VerifyOptions()).Run(CancellationToken.None))
        {
            proven.Add(batch);
        }

        Assert.Equal(IntegrityOutcome.Broken, proven.Outcome);
        Assert.Contains("1 digests or log files", proven.Problem, StringComparison.Ordinal);
        var options = new EventReadOptions { Query = new EventQuery() };
        using var logs = new LocalLogs([folder.Root], options.Query, _ => { });
        var origins = EventReader.Read(logs, options, CancellationToken.None).SelectMany(b => b.Results).Select(e => e.Origin).Distinct().ToList();
        Assert.Equal(6, origins.Count);
        Assert.Equal(tampering.Log(1), folder.Relative(Assert.Single(origins, o => !proven.Contains(o))));
    }
}
