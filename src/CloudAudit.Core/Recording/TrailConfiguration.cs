using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudAudit.Recording;

/// <summary>How a local trail's log files and journal are encrypted.</summary>
public enum TrailEncryption
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By an AES key of 256 bits.</summary>
    Aes,

    /// <summary>By data keys that AWS KMS makes.</summary>
    Kms,
}

/// <summary>
/// What a local trail is, as <c>trail.json</c> in its folder says. It holds no secret: of keys only where they are and how
/// to know them.
/// </summary>
public sealed record TrailConfiguration
{
    /// <summary>The version of the trail's own files.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>3 to 128 letters, digits, '.', '_' and '-'.</summary>
    public required string Name { get; init; }

    /// <summary>Tells the trail from another of its name.</summary>
    public required string Id { get; init; }

    /// <summary>The account that its keys name: twelve digits.</summary>
    public required string AccountId { get; init; }

    /// <summary>The region that its keys name.</summary>
    public required string Region { get; init; }

    /// <summary>The bucket that its digests name: where it may be copied to, with its keys.</summary>
    public required string Bucket { get; init; }

    /// <summary>When it was made, to the second; its first digest begins then.</summary>
    public required DateTimeOffset CreatedTime { get; init; }

    public TrailEncryption Encryption { get; init; }

    /// <summary>The file of the AES key; null where the key is given with each use.</summary>
    public string? KeyFile { get; init; }

    /// <summary>What the right AES key gives, and no other; nothing follows from it about the key.</summary>
    public string? KeyCheck { get; init; }

    /// <summary>The KMS key: its id, ARN or alias.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The region of the KMS key, where it is given as an ARN.</summary>
    [JsonIgnore]
    public string? KmsRegion => RegionOf(KmsKeyId);

    /// <summary>The file of the private key that signs digests.</summary>
    public required string SigningKeyFile { get; init; }

    /// <summary>What digests name its public key by: the MD5 of its PKCS #1 form, as CloudTrail has it.</summary>
    public required string PublicKeyFingerprint { get; init; }

    /// <summary>Seconds that an event waits in the journal for others, before they become a log file. CloudTrail takes some five minutes.</summary>
    public int SealSeconds { get; init; } = 300;

    /// <summary>Bytes of the journal that become a log file at once.</summary>
    public int SealBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Seconds between digests; CloudTrail's are hourly.</summary>
    public int DigestSeconds { get; init; } = 3600;

    /// <summary>Reads the trail of a folder.</summary>
    /// <exception cref="TrailException">There is none, or its file is damaged.</exception>
    public static TrailConfiguration Load(string folder)
    {
        string path = Path.Join(folder, TrailLayout.ConfigurationFile);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TrailException(TrailErrorKind.NotFound, $"'{folder}' holds no local trail. New-Trail -Path makes one.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new TrailException(TrailErrorKind.AccessDenied, e.Message, e);
        }

        try
        {
            var trail = JsonSerializer.Deserialize(bytes, RecordingJson.Default.TrailConfiguration)!;
            string? wrong = trail.Version > CurrentVersion ? $"it is of version {trail.Version}, which this version of CloudAudit does not know" : trail.Wrong();
            return wrong is null ? trail : throw new TrailException(TrailErrorKind.Damaged, $"'{path}' cannot be used: {wrong}.");
        }
        catch (JsonException e)
        {
            throw new TrailException(TrailErrorKind.Damaged, $"'{path}' is not the description of a trail.", e);
        }
    }

    /// <summary>What is wrong with it, in words that follow a colon; null where it is right.</summary>
    public string? Wrong() =>
        !IsName(Name) ? $"a trail's name has 3 to 128 letters, digits, '.', '_' and '-', begins and ends with a letter or digit, and has no two others together; '{Name}' is none"
        : AccountId.Length != 12 || AccountId.AsSpan().ContainsAnyExceptInRange('0', '9') ? $"an account has twelve digits; '{AccountId}' is none"
        : !IsRegion(Region) ? $"a region is written like 'eu-west-1' or 'local-host-1'; '{Region}' is none"
        : !IsBucket(Bucket) ? $"a bucket's name has 3 to 63 lower-case letters, digits, '.' and '-'; '{Bucket}' is none"
        : SealSeconds < 1 || SealBytes < 4096 || SealBytes > 256 * 1024 * 1024 || DigestSeconds < 1 ? "its limits are out of range"
        : null;

    /// <summary>The region that an ARN names; null of what is none.</summary>
    public static string? RegionOf(string? arn) => arn?.Split(':') is ["arn", _, _, { Length: > 0 } region, _, ..] ? region : null;

    /// <summary>Where the KMS key is of a local trail among some folders; null where none of them is one that says so.</summary>
    public static string? KmsRegionOf(IEnumerable<string> folders)
    {
        foreach (string folder in folders.Where(f => File.Exists(Path.Join(f, TrailLayout.ConfigurationFile))))
        {
            try
            {
                if (Load(folder).KmsRegion is { } region)
                {
                    return region;
                }
            }
            catch (TrailException)
            {
                // What is no trail's says nothing of a key; what is encrypted there says so itself.
            }
        }

        return null;
    }

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, RecordingJson.Default.TrailConfiguration);

    // API reference, CreateTrail, Name.
    private static bool IsName(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(name[i]) && (name[i] is not ('.' or '_' or '-') || i == 0 || i == name.Length - 1 || !char.IsAsciiLetterOrDigit(name[i - 1])))
            {
                return false;
            }
        }

        return name.Length is >= 3 and <= 128;
    }

    // Keys are cut at '_' and '/', so a region has neither.
    private static bool IsRegion(string region) =>
        region.Split('-') is { Length: >= 3 and <= 6 } words && Array.TrueForAll(words, w => w.Length is > 0 and <= 20 && w.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)));

    private static bool IsBucket(string bucket) =>
        bucket.Length is >= 3 and <= 63 && bucket.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-')
        && char.IsAsciiLetterOrDigit(bucket[0]) && char.IsAsciiLetterOrDigit(bucket[^1]);
}

/// <summary>The trail's own JSON, without reflection.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TrailConfiguration))]
[JsonSerializable(typeof(TrailState))]
internal sealed partial class RecordingJson : JsonSerializerContext;
