using CloudAudit.Encryption;

namespace CloudAudit.Integrity;

/// <summary>
/// The objects of one trail bucket as verification needs them: the bucket itself, or a local copy of it. Calls come from
/// several threads at once and wait for their answer.
/// </summary>
public interface ITrailStore
{
    /// <summary>The bucket, as digests name it; of a local copy what its digests say, empty where it holds none.</summary>
    string Bucket { get; }

    /// <summary>
    /// Whether an object always has the metadata it was written with, as in S3. A plain copy on disk has none, and a
    /// digest without a signature is then no sign of anything.
    /// </summary>
    bool KeepsMetadata { get; }

    /// <summary>How many threads that wait for objects are worth having.</summary>
    int Readers { get; }

    /// <summary>What of the bucket is meant: <c>[prefix/]AWSLogs/</c>, or the key prefix of one of its folders.</summary>
    string Scope { get; }

    /// <summary>The names of the folders right under a prefix, without separators, in ordinal order.</summary>
    /// <param name="prefix">Empty, or a key prefix that ends in '/'.</param>
    /// <exception cref="IOException">It cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be listed.</exception>
    IReadOnlyList<string> Folders(string prefix, CancellationToken cancellation);

    /// <summary>The objects under a prefix whose keys come after <paramref name="after"/>, in the ordinal order of their keys.</summary>
    /// <exception cref="IOException">It cannot be listed; thrown while listing.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be listed.</exception>
    IEnumerable<TrailEntry> List(string prefix, string after, CancellationToken cancellation);

    /// <summary>Opens an object, of this bucket or of another that a digest names.</summary>
    /// <returns>Null where there is no such object.</returns>
    /// <exception cref="DecryptionException">It is encrypted and cannot be opened.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    TrailObject? Open(string bucket, string key, CancellationToken cancellation);

    /// <summary>Where the object is, as people and events name it: a path or an S3 URI.</summary>
    string Origin(string bucket, string key);
}

/// <summary>An object as a listing shows it.</summary>
/// <param name="Key">Its whole key.</param>
/// <param name="LastModified">When it was written to its place, UTC; null where the place does not keep that.</param>
public sealed record TrailEntry(string Key, DateTimeOffset? LastModified);

/// <summary>An object that was opened: its bytes as they were delivered, decrypted where the place encrypts.</summary>
public sealed class TrailObject(Stream content, ObjectMetadata? metadata) : IDisposable
{
    public Stream Content { get; } = content;

    /// <summary>Its user metadata; null where none came with it.</summary>
    public ObjectMetadata? Metadata { get; } = metadata;

    /// <inheritdoc/>
    public void Dispose() => Content.Dispose();
}
