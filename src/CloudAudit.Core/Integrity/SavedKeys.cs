namespace CloudAudit.Integrity;

/// <summary>Public keys that lie in the folder of a trail, beside AWSLogs: a local trail's own, or saved from CloudTrail.</summary>
public static class SavedKeys
{
    /// <summary>A local trail's public key.</summary>
    public const string LocalTrailFile = "public-key.pem";

    /// <summary>Keys of CloudTrail, as ListPublicKeys gave them for the digests of a copy.</summary>
    public const string SavedFile = "public-keys.json";

    /// <summary>The key files there are in the folders of some copies.</summary>
    public static IReadOnlyList<string> Find(IEnumerable<LocalTrailStore> stores) =>
    [
        .. stores.SelectMany(Folders).Distinct(StringComparer.Ordinal)
            .SelectMany(folder => (string[])[Path.Join(folder, LocalTrailFile), Path.Join(folder, SavedFile)])
            .Where(File.Exists),
    ];

    /// <summary>What has to be said where such keys are used.</summary>
    public static string Warning(IReadOnlyList<string> files) =>
        $"The public keys are those in '{string.Join("', '", files)}': whoever could change the trail there could change them, too. Keep a copy elsewhere, and give it as the public key.";

    // Beside AWSLogs, and, of a copy that has the trail's prefix, beside that: metadata is saved under whole keys.
    private static IEnumerable<string> Folders(LocalTrailStore store)
    {
        yield return store.Root;
        string below = Path.DirectorySeparatorChar + store.KeyPrefix.TrimEnd('/').Replace('/', Path.DirectorySeparatorChar);
        if (below.Length > 1 && store.Root.Length > below.Length && store.Root.EndsWith(below, StringComparison.Ordinal))
        {
            yield return store.Root[..^below.Length];
        }
    }
}
