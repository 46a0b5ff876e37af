using CloudAudit.Decoding;
using CloudAudit.Encryption;

namespace CloudAudit.Integrity;

/// <summary>A digest as it was found at a place, whatever state it is in.</summary>
internal sealed record LoadedDigest
{
    /// <summary>Bytes that a digest may have: of some hundred thousand log files.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>The bucket it was found in.</summary>
    public required string Bucket { get; init; }

    /// <summary>The key it was found under.</summary>
    public required string Key { get; init; }

    /// <summary>What that key says.</summary>
    public required DigestName Name { get; init; }

    /// <summary>When it was written there; null where that is not known.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>There is no such object.</summary>
    public bool IsMissing { get; init; }

    /// <summary>Why it could not be read; it is not known to be changed.</summary>
    public string? Unreadable { get; init; }

    /// <summary>Why it is no digest as CloudTrail writes them.</summary>
    public string? Damage { get; init; }

    /// <summary>The SHA-256 of its uncompressed bytes; null where they end in damage.</summary>
    public string? Hash { get; init; }

    /// <summary>Its content; null where it is none.</summary>
    public DigestFile? File { get; init; }

    /// <summary>Its metadata; null where none came with it.</summary>
    public ObjectMetadata? Metadata { get; init; }

    /// <summary>Reads a digest. What is wrong with it is told by the result.</summary>
    public static LoadedDigest Load(ITrailStore store, string bucket, TrailEntry entry, DigestName name, ContentReader reader, CancellationToken cancellation)
    {
        var digest = new LoadedDigest { Bucket = bucket, Key = entry.Key, Name = name, LastModified = entry.LastModified };
        try
        {
            using var found = store.Open(bucket, entry.Key, cancellation);
            return found is null ? digest with { IsMissing = true } : Read(digest with { Metadata = found.Metadata }, found.Content, reader, cancellation);
        }
        catch (DecryptionException e) when (ReadFailures.MeansTampering(e))
        {
            return digest with { Damage = e.Message };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return digest with { Unreadable = e.Message };
        }
    }

    private static LoadedDigest Read(LoadedDigest digest, Stream stream, ContentReader reader, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        var result = reader.Read(stream, MaxBytes, content, cancellation);
        if (result.TooLarge)
        {
            return digest with { Unreadable = result.Damage };
        }

        digest = digest with { Hash = result.Hash, Damage = result.Damage };
        if (digest.Damage is not null)
        {
            return digest;
        }

        try
        {
            return digest with { File = DigestFile.Parse(content.GetBuffer().AsSpan(0, (int)content.Length)) };
        }
        catch (FormatException e)
        {
            return digest with { Damage = e.Message };
        }
    }
}

/// <summary>What a failure to read says.</summary>
internal static class ReadFailures
{
    /// <summary>Whether the object itself was changed, rather than that it may not or cannot be read.</summary>
    public static bool MeansTampering(DecryptionException failure) => failure.Kind == LogErrorKind.NotAuthentic;
}
