using CloudAudit.Core.Tests.Support;
using CloudAudit.Integrity;
using CloudAudit.Integrity.Chains;

namespace CloudAudit.Core.Tests.Integrity;

/// <summary>A verification as tests run it, and all that came of it.</summary>
internal sealed record Verification(IReadOnlyList<IntegrityResult> Results, IReadOnlyList<IntegritySummary> Summaries)
{
    public IReadOnlyList<IntegrityResult> Problems => [.. Results.Where(r => r.Status != IntegrityStatus.Valid)];

    public static TrailPublicKeys KeysOf(SignedTrail trail) =>
        new(trail.Keys.Select(k => TrailPublicKey.FromDer(k.Der, k.Fingerprint, k.Region, k.ValidFrom, k.ValidUntil)));

    /// <summary>As of a bucket in S3, an hour and a half after its last digest.</summary>
    public static Verification OfBucket(SignedTrail trail, Buckets? buckets = null, VerifyOptions? options = null)
    {
        using var keys = KeysOf(trail);
        return Run([new MemoryTrailStore(buckets ?? trail.Buckets, trail.Shape.Bucket, trail.Shape.Prefix + "AWSLogs/")], keys, trail, options);
    }

    /// <summary>As of a copy on disk.</summary>
    public static Verification OfFolder(SignedTrail trail, string folder, VerifyOptions? options = null, TrailPublicKeys? keys = null)
    {
        using var own = KeysOf(trail);
        return Run([.. LocalTrailStore.Find(folder)], keys ?? own, trail, options);
    }

    public static Verification Run(IReadOnlyList<ITrailStore> stores, TrailPublicKeys keys, SignedTrail trail, VerifyOptions? options)
    {
        options = (options ?? new VerifyOptions()) with { Now = trail.End + TimeSpan.FromMinutes(90) };
        var results = new List<IntegrityResult>();
        var summaries = new List<IntegritySummary>();
        foreach (var batch in new TrailVerifier(stores, keys, options).Run(CancellationToken.None))
        {
            results.AddRange(batch.Results);
            summaries.AddRange(batch.Summaries);
        }

        return new Verification(results, summaries);
    }

    /// <summary>Writes buckets to disk as <c>aws s3 sync</c> does; sidecars are written where asked for.</summary>
    public static void Save(SortedDictionary<string, StoredObject> bucket, TempFolder folder, bool sidecars)
    {
        foreach (var (key, stored) in bucket)
        {
            folder.Write(key, stored.Bytes);
            if (sidecars && stored.Metadata.Count > 0)
            {
                var metadata = new CloudAudit.Encryption.ObjectMetadata();
                foreach (var (name, value) in stored.Metadata)
                {
                    metadata[name] = value;
                }

                folder.Write(key + ".metadata.json", metadata.ToJson());
            }
        }
    }
}
