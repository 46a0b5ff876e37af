namespace CloudAudit.Integrity;

/// <summary>Makes results of digests.</summary>
internal static class DigestResults
{
    public static IntegrityResult Of(ChainLink link, ITrailStore store, IntegritySummary summary, DigestVerdict verdict) => new()
    {
        Type = IntegrityType.Digest,
        Status = verdict.Status,
        AccountId = link.Digest.Name.AccountId,
        Region = link.Digest.Name.Region,
        TrailName = link.Digest.Name.TrailName,
        StartTime = link.Start,
        EndTime = link.End,
        Bucket = link.Digest.Bucket,
        Key = link.Digest.Key,
        Origin = store.Origin(link.Digest.Bucket, link.Digest.Key),
        ExpectedHash = link.Recorded?.HashValue,
        ActualHash = link.Digest.Hash,
        Reason = verdict.Reason,
        SignatureRemoved = verdict.SignatureRemoved,
        Owner = summary,
    };
}
