using CloudAudit.Integrity;

namespace CloudAudit.Cli;

/// <summary>The public keys that a command trusts.</summary>
internal static class TrustedKeys
{
    /// <summary>Keys in files, and those that a source lists.</summary>
    /// <exception cref="UsageException">A file holds no public key, or cannot be read.</exception>
    public static TrailPublicKeys Of(IReadOnlyList<string> files, ITrailKeySource? source = null)
    {
        var keys = new List<TrailPublicKey>();
        foreach (string file in files)
        {
            try
            {
                keys.AddRange(TrailKeyText.ReadFile(Path.GetFullPath(file)));
            }
            catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
            {
                throw new UsageException($"'{file}' cannot be used as a public key: {e.Message}");
            }
        }

        return new TrailPublicKeys(keys, source);
    }

    /// <summary>Keys in files; where none is named, those that lie beside a copy, which is told.</summary>
    /// <exception cref="UsageException">A file holds no public key, or cannot be read.</exception>
    public static TrailPublicKeys Of(IReadOnlyList<string> files, IReadOnlyList<LocalTrailStore> stores, ErrorReport errors)
    {
        var beside = files.Count == 0 ? SavedKeys.Find(stores) : [];
        if (beside.Count > 0)
        {
            errors.Warn(SavedKeys.Warning(beside));
        }

        return Of([.. files, .. beside]);
    }
}
