using CloudAudit.Encryption;

namespace CloudAudit.Aws.S3;

/// <summary>Which logs of a bucket are read, and how.</summary>
public sealed record S3LogOptions
{
    /// <summary>The bucket's name, or the ARN or alias of an access point to it.</summary>
    public required string Bucket { get; init; }

    /// <summary>What stands before <c>AWSLogs/</c> in the keys, or a folder at any depth below it; empty for none.</summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>Where the bucket is looked for first; null for the caller's region. It is found wherever it is in the partition.</summary>
    public string? Region { get; init; }

    /// <summary>
    /// The account whose own folder is read, beside those of the organisation; null for every account that is there.
    /// </summary>
    public string? AccountId { get; init; }

    /// <summary>Whether the folders of organisations are read.</summary>
    public bool Organization { get; init; } = true;

    /// <summary>Requests for objects at the same time.</summary>
    public int ThrottleLimit { get; init; } = 16;

    /// <summary>The 256-bit key of objects that S3 encrypts with the customer's key (SSE-C); null for none.</summary>
    public CustomerKey? CustomerKey { get; init; }

    /// <summary>What opens objects that are encrypted on the client's side; stays the caller's.</summary>
    public EnvelopeKeys Keys { get; init; } = EnvelopeKeys.None;

    /// <summary>Bytes of objects that are held ahead of their readers.</summary>
    internal long ReadAheadBytes { get; init; } = 4 * 1024 * 1024;
}

/// <summary>A key for SSE-C. Its text never shows it.</summary>
public sealed class CustomerKey
{
    /// <param name="key">32 bytes.</param>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public CustomerKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != 32)
        {
            throw new ArgumentException("A key for SSE-C has 32 bytes.", nameof(key));
        }

        Base64 = Convert.ToBase64String(key);
        Md5 = Hash(key);
    }

    /// <summary>The key as S3 takes it.</summary>
    internal string Base64 { get; }

    /// <summary>S3's check that the key came over whole (Amazon S3 User Guide, "SSE-C").</summary>
    internal string Md5 { get; }

    /// <summary>Not the key.</summary>
    public override string ToString() => "SSE-C key";

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "S3 asks for this digest; nothing rests on it.")]
    private static string Hash(ReadOnlySpan<byte> key) => Convert.ToBase64String(System.Security.Cryptography.MD5.HashData(key));
}
