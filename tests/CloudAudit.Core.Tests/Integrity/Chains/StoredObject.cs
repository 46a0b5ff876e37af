using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace CloudAudit.Integrity.Chains;

/// <summary>An object in a bucket that tests make and tamper with.</summary>
public sealed record StoredObject(byte[] Bytes, IReadOnlyDictionary<string, string> Metadata, DateTimeOffset LastModified)
{
    public static readonly IReadOnlyDictionary<string, string> NoMetadata = new Dictionary<string, string>();

    public static byte[] Gzip(byte[] content, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    public byte[] Content()
    {
        using var gzip = new GZipStream(new MemoryStream(Bytes), CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }

    public static string Hash(byte[] content) => Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant();

    public static string Hash(string content) => Hash(Encoding.UTF8.GetBytes(content));
}

/// <summary>Buckets by name, and in each its objects by key, in the order of S3's listings.</summary>
public sealed class Buckets
{
    private readonly SortedDictionary<string, SortedDictionary<string, StoredObject>> _buckets = new(StringComparer.Ordinal);

    public SortedDictionary<string, StoredObject> this[string bucket]
    {
        get
        {
            if (!_buckets.TryGetValue(bucket, out var objects))
            {
                _buckets.Add(bucket, objects = new SortedDictionary<string, StoredObject>(StringComparer.Ordinal));
            }

            return objects;
        }
    }

    public IEnumerable<string> Names => _buckets.Keys;

    /// <summary>A copy to tamper with; the objects themselves are never changed.</summary>
    public Buckets Copy()
    {
        var copy = new Buckets();
        foreach (var (name, objects) in _buckets)
        {
            copy._buckets.Add(name, new SortedDictionary<string, StoredObject>(objects, StringComparer.Ordinal));
        }

        return copy;
    }
}
