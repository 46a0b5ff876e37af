using System.Globalization;
using System.Text;

namespace CloudAudit.Integrity.Chains;

/// <summary>What a generated trail is like.</summary>
public sealed record TrailShape
{
    public string Bucket { get; init; } = "trail-bucket";

    public string Prefix { get; init; } = "";

    public string? Organization { get; init; }

    public string Trail { get; init; } = "main_trail";

    public string Home { get; init; } = "us-east-1";

    public IReadOnlyList<string> Accounts { get; init; } = ["111122223333", "444455556666"];

    public IReadOnlyList<string> Regions { get; init; } = ["us-east-1", "eu-west-1"];

    public DateTimeOffset Start { get; init; } = new(2025, 3, 10, 0, 1, 31, TimeSpan.Zero);

    public int Hours { get; init; } = 72;

    public int FilesAnHour { get; init; } = 2;

    /// <summary>Bytes of JSON in a log file.</summary>
    public int FileBytes { get; init; } = 600;
}

/// <summary>
/// Signed chains of digests and their log files, in the layout of a trail's bucket: what CloudTrail would have delivered.
/// </summary>
public sealed class SignedTrail : IDisposable
{
    private readonly Dictionary<string, List<SigningKey>> _keys = new(StringComparer.Ordinal);

    public SignedTrail(TrailShape shape)
    {
        Shape = shape;
        foreach (string region in shape.Regions)
        {
            // Two keys whose times overlap: the second takes over in the middle.
            var middle = shape.Start + TimeSpan.FromHours(shape.Hours / 2);
            _keys[region] =
            [
                new SigningKey(region, shape.Start - TimeSpan.FromDays(20), middle + TimeSpan.FromHours(3)),
                new SigningKey(region, middle - TimeSpan.FromHours(3), shape.Start + TimeSpan.FromHours(shape.Hours) + TimeSpan.FromDays(20)),
            ];
        }

        foreach (string account in shape.Accounts)
        {
            foreach (string region in shape.Regions)
            {
                Append(account, region, 0, shape.Hours, null);
            }
        }
    }

    public TrailShape Shape { get; }

    public Buckets Buckets { get; } = new();

    public DateTimeOffset End => Shape.Start + TimeSpan.FromHours(Shape.Hours);

    public IEnumerable<SigningKey> Keys => _keys.Values.SelectMany(k => k);

    public IReadOnlyList<SigningKey> KeysOf(string region) => _keys[region];

    public string Base(string account) => $"{Shape.Prefix}AWSLogs/{(Shape.Organization is null ? "" : Shape.Organization + "/")}{account}/";

    public string DigestKey(string account, string region, DateTimeOffset end, bool backfill = false) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Base(account)}CloudTrail-Digest/{region}/{end.UtcDateTime:yyyy'/'MM'/'dd}/{account}_CloudTrail-Digest_{region}_{Shape.Trail}_{Shape.Home}_{end.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}{(backfill ? "_backfill" : "")}.json.gz");

    /// <summary>The digest's key of an hour, counted from 0.</summary>
    public string DigestKey(string account, string region, int hour) => DigestKey(account, region, Shape.Start + TimeSpan.FromHours(hour + 1));

    public string LogKey(string account, string region, int hour, int file, string folder = "CloudTrail")
    {
        var time = Shape.Start + TimeSpan.FromHours(hour) + TimeSpan.FromMinutes(9 + (40.0 * file / Math.Max(1, Shape.FilesAnHour)));
        string unique = StoredObject.Hash($"{account} {region} {hour} {file}")[..16];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Base(account)}{folder}/{region}/{time.UtcDateTime:yyyy'/'MM'/'dd}/{account}_{folder}_{region}_{time.UtcDateTime:yyyyMMdd'T'HHmm'Z'}_{unique}.json.gz");
    }

    public SigningKey KeyAt(string region, DateTimeOffset end) => _keys[region][end <= Shape.Start + TimeSpan.FromHours(Shape.Hours / 2) ? 0 : 1];

    /// <summary>Writes the digests of some hours and their log files; a chain begins where nothing comes before.</summary>
    public ChainDigest? Append(string account, string region, int from, int until, ChainDigest? previous, SigningKey? key = null)
    {
        for (int hour = from; hour < until; hour++)
        {
            var end = Shape.Start + TimeSpan.FromHours(hour + 1);
            var signer = key ?? KeyAt(region, end);
            var logs = Enumerable.Range(0, Shape.FilesAnHour).Select(f => StoreLog(account, region, hour, f)).ToList();
            previous = Put(Next(previous, account, DigestKey(account, region, end), end - TimeSpan.FromHours(1), end, signer, logs), signer);
        }

        return previous;
    }

    /// <summary>The digest that follows another.</summary>
    public ChainDigest Next(
        ChainDigest? previous, string account, string digestKey, DateTimeOffset start, DateTimeOffset end, SigningKey signer, IReadOnlyList<ChainLog> logs, string? bucket = null)
    {
        var before = previous is null ? null : Buckets[previous.Bucket][previous.Key];
        return new ChainDigest
        {
            AccountId = account,
            Start = start,
            End = end,
            Bucket = bucket ?? Shape.Bucket,
            Key = digestKey,
            Fingerprint = signer.Fingerprint,
            Logs = logs,
            PreviousBucket = previous?.Bucket,
            PreviousKey = previous?.Key,
            PreviousHash = before is null ? null : StoredObject.Hash(before.Content()),
            PreviousSignature = before?.Metadata["signature"],
        };
    }

    public ChainDigest Put(ChainDigest digest, SigningKey signer)
    {
        Buckets[digest.Bucket][digest.Key] = digest.Store(signer);
        return digest;
    }

    /// <summary>The digest that is stored under a key.</summary>
    public ChainDigest Read(string account, string region, int hour)
    {
        var stored = Buckets[Shape.Bucket][DigestKey(account, region, hour)];
        using var json = System.Text.Json.JsonDocument.Parse(stored.Content());
        var root = json.RootElement;
        return new ChainDigest
        {
            AccountId = account,
            Start = Shape.Start + TimeSpan.FromHours(hour),
            End = Shape.Start + TimeSpan.FromHours(hour + 1),
            Bucket = Shape.Bucket,
            Key = DigestKey(account, region, hour),
            Fingerprint = root.GetProperty("digestPublicKeyFingerprint").GetString()!,
            PreviousBucket = root.GetProperty("previousDigestS3Bucket").GetString(),
            PreviousKey = root.GetProperty("previousDigestS3Object").GetString(),
            PreviousHash = root.GetProperty("previousDigestHashValue").GetString(),
            PreviousSignature = root.GetProperty("previousDigestSignature").GetString(),
            Logs = [.. root.GetProperty("logFiles").EnumerateArray().Select(l => new ChainLog(
                l.GetProperty("s3Bucket").GetString()!, l.GetProperty("s3Object").GetString()!, l.GetProperty("hashValue").GetString()!,
                l.GetProperty("oldestEventTime").GetDateTimeOffset(), l.GetProperty("newestEventTime").GetDateTimeOffset()))],
        };
    }

    /// <summary>Stores a log file and says what a digest says of it.</summary>
    public ChainLog StoreLog(string account, string region, int hour, int file, string folder = "CloudTrail", string? bucket = null)
    {
        string key = LogKey(account, region, hour, file, folder);
        var time = Shape.Start + TimeSpan.FromHours(hour) + TimeSpan.FromMinutes(5);
        byte[] content = Encoding.UTF8.GetBytes(LogText(account, region, hour, file, time));
        Buckets[bucket ?? Shape.Bucket][key] = new StoredObject(StoredObject.Gzip(content), StoredObject.NoMetadata, time + TimeSpan.FromMinutes(6));
        return new ChainLog(bucket ?? Shape.Bucket, key, StoredObject.Hash(content), time, time + TimeSpan.FromMinutes(4));
    }

    public void Dispose()
    {
        foreach (var key in Keys)
        {
            key.Dispose();
        }
    }

    private string LogText(string account, string region, int hour, int file, DateTimeOffset time)
    {
        var text = new StringBuilder("{\"Records\":[");
        for (int i = 0; text.Length < Shape.FileBytes; i++)
        {
            string id = StoredObject.Hash($"{account}{region}{hour}.{file}.{i}");
            text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $$"""
                {"eventVersion":"1.11","eventTime":"{{ChainDigest.Time(time)}}","eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","awsRegion":"{{region}}","sourceIPAddress":"203.0.113.{{i % 250}}","userAgent":"aws-cli/2.15","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::{{account}}:user/alice","accountId":"{{account}}","userName":"alice"},"requestParameters":{"filter":"{{id}}"},"responseElements":null,"requestID":"{{id[..32]}}","eventID":"{{id[..8]}}-{{id[8..12]}}-{{id[12..16]}}-{{id[16..20]}}-{{id[20..32]}}","readOnly":true,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"{{account}}","eventCategory":"Management"}
                """);
        }

        return text.Append("]}").ToString();
    }
}
