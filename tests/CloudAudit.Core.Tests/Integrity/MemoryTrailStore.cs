using CloudAudit.Encryption;
using CloudAudit.Integrity;
using CloudAudit.Integrity.Chains;

namespace CloudAudit.Core.Tests.Integrity;

/// <summary>A bucket in memory: listings, metadata and times as S3 has them.</summary>
internal sealed class MemoryTrailStore(Buckets buckets, string bucket, string scope = "AWSLogs/", int readers = 3) : ITrailStore
{
    public string Bucket => bucket;

    public bool KeepsMetadata => true;

    public int Readers => readers;

    public string Scope => scope;

    public IReadOnlyList<string> Folders(string prefix, CancellationToken cancellation) =>
        [.. buckets[bucket].Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal) && k.IndexOf('/', prefix.Length) > 0)
            .Select(k => k[prefix.Length..k.IndexOf('/', prefix.Length)]).Distinct().Order(StringComparer.Ordinal)];

    public IEnumerable<TrailEntry> List(string prefix, string after, CancellationToken cancellation) =>
        buckets[bucket].Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(o.Key, after) > 0)
            .Select(o => new TrailEntry(o.Key, o.Value.LastModified));

    public TrailObject? Open(string ofBucket, string key, CancellationToken cancellation)
    {
        if (!buckets.Names.Contains(ofBucket) || !buckets[ofBucket].TryGetValue(key, out var stored))
        {
            return null;
        }

        var metadata = new ObjectMetadata();
        foreach (var (name, value) in stored.Metadata)
        {
            metadata[name] = value;
        }

        return new TrailObject(new MemoryStream(stored.Bytes), metadata);
    }

    public string Origin(string ofBucket, string key) => $"s3://{ofBucket}/{key}";
}
