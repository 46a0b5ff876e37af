using CloudAudit.Core.Tests.Support;
using CloudAudit.Integrity;
using CloudAudit.Integrity.Chains;

namespace CloudAudit.Core.Tests.Integrity;

public sealed class UntouchedTrailTests : IDisposable
{
    private readonly SignedTrail _trail = new(new TrailShape { Hours = 30 });

    [Fact]
    public void A_bucket_gives_no_alarm()
    {
        var verification = Verification.OfBucket(_trail);
        AssertWhole(verification);
        Assert.Equal(4 * 30 * 3, verification.Results.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_copy_on_disk_gives_no_alarm_but_for_the_newest_signature(bool sidecars)
    {
        using var folder = new TempFolder();
        Verification.Save(_trail.Buckets[_trail.Shape.Bucket], folder, sidecars);
        var verification = Verification.OfFolder(_trail, folder.Root);
        if (sidecars)
        {
            AssertWhole(verification);
            return;
        }

        // Each digest's signature is in the one after it.
        Assert.Equal(4, verification.Problems.Count(p => p.Type == IntegrityType.Digest));
        Assert.Equal(4 * 2, verification.Problems.Count(p => p.Type == IntegrityType.LogFile));
        Assert.All(verification.Problems, p => Assert.Equal(IntegrityStatus.Unsigned, p.Status));
        Assert.All(verification.Problems, p => Assert.False(p.IsTampering));
        Assert.All(verification.Summaries, s => Assert.Equal((30.0, 29.0), (s.Hours, s.ProvenHours)));
    }

    public void Dispose() => _trail.Dispose();

    private static void AssertWhole(Verification verification)
    {
        Assert.Empty(verification.Problems.Select(p => p.ToString()));
        Assert.Equal(4, verification.Summaries.Count);
        Assert.All(verification.Summaries, s => Assert.Equal((IntegrityStatus.Valid, 30.0, 30.0), (s.Status, s.Hours, s.ProvenHours)));
    }
}
