namespace CloudAudit.Integrity;

/// <summary>Makes results of digests.</summary>
internal static class DigestResults
{
    public static IntegrityResult Of(ChainLink link, ITrailStore store, IntegritySummary summary, DigestVerdict verdict) =>
        new(IntegrityType.Digest, verdict.Status, link.Digest.Name.AccountId, link.Digest.Name.Region)
    {
        OfTrail = link.Digest.Name.TrailName,
        Time = (link.Start, link.End),
        Because = verdict.Reason,
        Bucket = link.Digest.Bucket,
        Key = link.Digest.Key,
        Origin = store.Origin(link.Digest.Bucket, link.Digest.Key),
        ExpectedHash = link.Recorded?.HashValue,
        ActualHash = link.Digest.Hash,
        SignatureRemoved = verdict.SignatureRemoved,
        Owner = summary,
    };
}
