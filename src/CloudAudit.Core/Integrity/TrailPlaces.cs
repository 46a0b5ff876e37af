namespace CloudAudit.Integrity;

/// <summary>The stores that an account and region is in, by bucket.</summary>
internal sealed class TrailPlaces(TrailGroup group)
{
    // Of a year's hours that a trail was in another bucket, every one.
    private const int MaxSteps = 24 * 366;

    /// <summary>The store that has a bucket's objects; the first where none is known to.</summary>
    public ITrailStore Of(string bucket) =>
        group.Places.FirstOrDefault(p => p.Store.Bucket == bucket)?.Store ?? group.Places[0].Store;

    /// <summary>
    /// Follows a chain back through a bucket that is not listed, as a trail leaves it when its bucket changes.
    /// </summary>
    /// <param name="previous">The newest digest of it.</param>
    /// <param name="until">The time of the digest at which it ends.</param>
    /// <returns>The digests, the oldest first; those that are not there end the walk.</returns>
    public IEnumerable<LoadedDigest> Follow(PreviousDigest previous, DateTimeOffset until, CancellationToken cancellation)
    {
        using var reader = new ContentReader();
        var steps = new Stack<(string Bucket, TrailEntry Entry, DigestName Name)>();
        PreviousDigest? next = previous;
        var time = DateTimeOffset.MaxValue;
        while (next is not null && steps.Count < MaxSteps
            && DigestName.TryParse(next.Key, out var name) && name.Time < time && name.Time > until)
        {
            var digest = Load(next.Bucket, new TrailEntry(next.Key, null), name);
            if (digest.IsMissing)
            {
                break;
            }

            steps.Push((next.Bucket, new TrailEntry(next.Key, null), name));
            time = name.Time;
            next = digest.File?.Previous;
        }

        // Read again rather than kept: a digest may list many files, and the walk may be long.
        while (steps.TryPop(out var step))
        {
            yield return Load(step.Bucket, step.Entry, step.Name);
        }

        LoadedDigest Load(string bucket, TrailEntry entry, DigestName name) =>
            LoadedDigest.Load(Of(bucket), bucket, entry, name, reader, cancellation);
    }
}
