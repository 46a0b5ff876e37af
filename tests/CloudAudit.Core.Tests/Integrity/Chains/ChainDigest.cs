using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CloudAudit.Integrity.Chains;

/// <summary>A log file in a digest.</summary>
public sealed record ChainLog(string Bucket, string Key, string Hash, DateTimeOffset Oldest, DateTimeOffset Newest);

/// <summary>
/// A digest as CloudTrail writes it, made from the documentation alone ("CloudTrail digest file structure") and not by
/// the code under test.
/// </summary>
public sealed record ChainDigest
{
    public required string AccountId { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; init; }

    public required string Bucket { get; init; }

    public required string Key { get; init; }

    public required string Fingerprint { get; init; }

    public IReadOnlyList<ChainLog> Logs { get; init; } = [];

    public string? PreviousBucket { get; init; }

    public string? PreviousKey { get; init; }

    public string? PreviousHash { get; init; }

    public string? PreviousSignature { get; init; }

    public DateTimeOffset? BackfillMade { get; init; }

    public string ToJson()
    {
        var text = new StringBuilder("{");
        Add("awsAccountId", AccountId);
        Add("digestStartTime", Time(Start));
        Add("digestEndTime", Time(End));
        Add("digestS3Bucket", Bucket);
        Add("digestS3Object", Key);
        Add("digestPublicKeyFingerprint", Fingerprint);
        Add("digestSignatureAlgorithm", "SHA256withRSA");
        Add("newestEventTime", Logs.Count == 0 ? null : Time(Logs.Max(l => l.Newest)));
        Add("oldestEventTime", Logs.Count == 0 ? null : Time(Logs.Min(l => l.Oldest)));
        Add("previousDigestS3Bucket", PreviousBucket);
        Add("previousDigestS3Object", PreviousKey);
        Add("previousDigestHashValue", PreviousHash);
        Add("previousDigestHashAlgorithm", PreviousHash is null ? null : "SHA-256");
        Add("previousDigestSignature", PreviousSignature);
        text.Append("\"logFiles\":[");
        text.AppendJoin(',', Logs.Select(l =>
            $$"""{"s3Bucket":"{{l.Bucket}}","s3Object":"{{l.Key}}","hashValue":"{{l.Hash}}","hashAlgorithm":"SHA-256","newestEventTime":"{{Time(l.Newest)}}","oldestEventTime":"{{Time(l.Oldest)}}"}"""));
        return text.Append("]}").ToString();

        void Add(string name, string? value) => text.Append('"').Append(name).Append("\":").Append(value is null ? "null" : JsonSerializer.Serialize(value)).Append(',');
    }

    /// <summary>What CloudTrail puts into the bucket for it, signed by a key.</summary>
    public StoredObject Store(SigningKey key) => Store(key, ToJson());

    public StoredObject Store(SigningKey key, string json)
    {
        var metadata = new Dictionary<string, string>
        {
            ["signature"] = key.Sign($"{Time(End)}\n{Bucket}/{Key}\n{StoredObject.Hash(json)}\n{PreviousSignature ?? "null"}"),
            ["signature-algorithm"] = "SHA256withRSA",
        };
        if (BackfillMade is { } made)
        {
            metadata["backfill-generation-timestamp"] = Time(made);
        }

        return new StoredObject(StoredObject.Gzip(Encoding.UTF8.GetBytes(json)), metadata, (BackfillMade ?? End) + TimeSpan.FromMinutes(9));
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
