using System.Globalization;
using System.Security;
using System.Text;

namespace CloudAudit.Integrity.Chains;

/// <summary>Buckets as S3 serves them, by path: <c>/bucket/key</c>.</summary>
internal sealed class FakeS3(Buckets buckets)
{
    private const int PageKeys = 1000;
    private readonly string[] _names = [.. buckets.Names];

    public FakeAnswer Answer(string target)
    {
        int question = target.IndexOf('?', StringComparison.Ordinal);
        string path = Uri.UnescapeDataString(question < 0 ? target : target[..question]).TrimStart('/');
        var query = Query(question < 0 ? string.Empty : target[(question + 1)..]);
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        string bucket = slash < 0 ? path : path[..slash];
        string key = slash < 0 ? string.Empty : path[(slash + 1)..];
        return !_names.Contains(bucket) ? Error("NoSuchBucket", bucket)
            : key.Length > 0 ? Object(bucket, key)
            : query.ContainsKey("location") ? Xml("<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>")
            : List(bucket, query);
    }

    private static Dictionary<string, string> Query(string text) => text.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Split('=', 2))
        .ToDictionary(p => p[0], p => p.Length > 1 ? Uri.UnescapeDataString(p[1].Replace('+', ' ')) : string.Empty, StringComparer.Ordinal);

    private FakeAnswer Object(string bucket, string key) => buckets[bucket].TryGetValue(key, out var stored)
        ? new FakeAnswer(200, stored.Bytes)
        {
            ContentType = "application/json",
            Headers =
            [
                ("ETag", "\"00000000000000000000000000000000\""),
                ("Last-Modified", stored.LastModified.UtcDateTime.ToString("r", CultureInfo.InvariantCulture)),
                .. stored.Metadata.Select(m => ("x-amz-meta-" + m.Key, m.Value)),
            ],
        }
        : Error("NoSuchKey", key);

    // ListObjects and ListObjectsV2: the one goes on behind a marker, the other behind a token.
    private FakeAnswer List(string bucket, Dictionary<string, string> query)
    {
        string prefix = query.GetValueOrDefault("prefix", string.Empty);
        string? delimiter = query.GetValueOrDefault("delimiter");
        string after = query.GetValueOrDefault("continuation-token") ?? query.GetValueOrDefault("start-after") ?? query.GetValueOrDefault("marker") ?? string.Empty;
        var text = new StringBuilder();
        string last = string.Empty;
        string folder = string.Empty;
        int count = 0;
        bool truncated = false;
        foreach (var (key, stored) in buckets[bucket])
        {
            if (!key.StartsWith(prefix, StringComparison.Ordinal) || string.CompareOrdinal(key, after) <= 0 || (delimiter is not null && after.EndsWith(delimiter, StringComparison.Ordinal) && key.StartsWith(after, StringComparison.Ordinal)))
            {
                continue;
            }

            int cut = string.IsNullOrEmpty(delimiter) ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            if (cut >= 0 && key[..(cut + 1)] == folder)
            {
                continue;
            }

            if (count == PageKeys)
            {
                truncated = true;
                break;
            }

            count++;
            if (cut >= 0)
            {
                folder = key[..(cut + 1)];
                last = folder;
                text.Append("<CommonPrefixes><Prefix>").Append(SecurityElement.Escape(folder)).Append("</Prefix></CommonPrefixes>");
            }
            else
            {
                last = key;
                text.Append(CultureInfo.InvariantCulture, $"<Contents><Key>{SecurityElement.Escape(key)}</Key><LastModified>{stored.LastModified.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'.000Z'}</LastModified><ETag>&quot;00000000000000000000000000000000&quot;</ETag><Size>{stored.Bytes.Length}</Size><StorageClass>STANDARD</StorageClass></Contents>");
            }
        }

        string next = truncated ? $"<NextMarker>{SecurityElement.Escape(last)}</NextMarker><NextContinuationToken>{SecurityElement.Escape(last)}</NextContinuationToken>" : string.Empty;
        return Xml($"<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>{bucket}</Name><Prefix>{SecurityElement.Escape(prefix)}</Prefix><KeyCount>{count}</KeyCount><MaxKeys>{PageKeys}</MaxKeys><IsTruncated>{(truncated ? "true" : "false")}</IsTruncated>{next}{text}</ListBucketResult>");
    }

    private static FakeAnswer Xml(string text) => new(200, Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text));

    private static FakeAnswer Error(string code, string what) =>
        Xml($"<Error><Code>{code}</Code><Message>{code}: {SecurityElement.Escape(what)}</Message></Error>") with { Status = 404 };
}
