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
        .. stores.Select(s => s.Root).Distinct(StringComparer.Ordinal)
            .SelectMany(root => (string[])[Path.Join(root, LocalTrailFile), Path.Join(root, SavedFile)])
            .Where(File.Exists),
    ];

    /// <summary>What has to be said where such keys are used.</summary>
    public static string Warning(IReadOnlyList<string> files) =>
        $"The public keys are those in '{string.Join("', '", files)}': whoever could change the trail there could change them, too. Keep a copy elsewhere, and give it as the public key.";
}
