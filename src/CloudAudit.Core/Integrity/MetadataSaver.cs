using CloudAudit.Encryption;

namespace CloudAudit.Integrity;

/// <summary>
/// A bucket whose digests' metadata is saved on the way, as sidecars in a local copy: their signatures, without which a
/// copy's newest digests prove nothing. Log files have no metadata that matters.
/// </summary>
/// <param name="inner">The bucket.</param>
/// <param name="folder">The copy: what holds, or will hold, the prefix and AWSLogs.</param>
public sealed class MetadataSaver(ITrailStore inner, string folder) : ITrailStore
{
    private int _saved;

    /// <inheritdoc/>
    public string Bucket => inner.Bucket;

    /// <inheritdoc/>
    public bool KeepsMetadata => inner.KeepsMetadata;

    /// <inheritdoc/>
    public int Readers => inner.Readers;

    /// <inheritdoc/>
    public string Scope => inner.Scope;

    /// <summary>Sidecars written so far.</summary>
    public int Saved => Volatile.Read(ref _saved);

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders(string prefix, CancellationToken cancellation) => inner.Folders(prefix, cancellation);

    /// <inheritdoc/>
    public IEnumerable<TrailEntry> List(string prefix, string after, CancellationToken cancellation) => inner.List(prefix, after, cancellation);

    /// <inheritdoc/>
    public TrailObject? Open(string bucket, string key, CancellationToken cancellation)
    {
        var found = inner.Open(bucket, key, cancellation);
        if (found?.Metadata is { Count: > 0 } metadata && bucket == Bucket && DigestName.TryParse(key, out _) && LocalTrailStore.IsPlain(key))
        {
            try
            {
                Save(Path.Join(folder, key.Replace('/', Path.DirectorySeparatorChar)) + ObjectMetadata.SidecarSuffix, metadata.ToJson());
            }
            catch
            {
                found.Dispose();
                throw;
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public string Origin(string bucket, string key) => inner.Origin(bucket, key);

    // Written beside and renamed: a sidecar that was cut off would look like tampering.
    private void Save(string path, byte[] json)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string scratch = $"{path}.{Environment.ProcessId:x}";
        File.WriteAllBytes(scratch, json);
        File.Move(scratch, path, overwrite: true);
        Interlocked.Increment(ref _saved);
    }
}
