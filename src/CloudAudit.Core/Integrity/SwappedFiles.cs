namespace CloudAudit.Integrity;

/// <summary>Tells whose content a changed log file has, where it is that of another file of its digest.</summary>
internal sealed class SwappedFiles(DigestFile digest)
{
    private readonly Lock _lock = new();
    private Dictionary<string, string>? _byHash;

    /// <summary>The key of the file that should have this hash; null where none of the digest should.</summary>
    public string? Find(string hash)
    {
        lock (_lock)
        {
            if (_byHash is null)
            {
                _byHash = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var entry in digest.LogFiles)
                {
                    _byHash.TryAdd(entry.HashValue, entry.Key);
                }
            }

            return _byHash.GetValueOrDefault(hash);
        }
    }
}
