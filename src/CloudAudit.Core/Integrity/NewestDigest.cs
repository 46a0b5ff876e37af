namespace CloudAudit.Integrity;

/// <summary>
/// How far copies on disk reach: when they were made nothing says, but the regions of a trail have digests at about the
/// same hours, so that one which ends before the others lacks some.
/// </summary>
internal static class NewestDigest
{
    /// <summary>The time of the newest digest that any copy holds; null where nothing depends on it.</summary>
    public static DateTimeOffset? Of(IReadOnlyList<TrailGroup> groups, VerifyOptions options, CancellationToken cancellation)
    {
        if (options.EndTime is not null)
        {
            return null;
        }

        DateTimeOffset? newest = null;
        foreach (var group in groups)
        {
            foreach (var place in group.Places.Where(p => !p.Store.KeepsMetadata))
            {
                var time = Newest(place.Store, group.DigestFolder(place), cancellation);
                newest = newest is null || time > newest ? time ?? newest : newest;
            }
        }

        return newest;
    }

    // Down the newest year, month and day.
    private static DateTimeOffset? Newest(ITrailStore store, string folder, CancellationToken cancellation)
    {
        for (int level = 0; level < 3; level++)
        {
            string? last = store.Folders(folder, cancellation).LastOrDefault(f => !f.AsSpan().ContainsAnyExceptInRange('0', '9'));
            if (last is null)
            {
                return null;
            }

            folder = $"{folder}{last}/";
        }

        DateTimeOffset? newest = null;
        foreach (var entry in store.List(folder, folder, cancellation))
        {
            if (DigestName.TryParse(entry.Key, out var name) && !name.IsBackfill && (newest is null || name.Time > newest))
            {
                newest = name.Time;
            }
        }

        return newest;
    }
}
