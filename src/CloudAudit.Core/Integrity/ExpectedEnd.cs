namespace CloudAudit.Integrity;

/// <summary>Until when a chain should have digests.</summary>
internal static class ExpectedEnd
{
    // An hour's digest comes within the next.
    private static readonly TimeSpan DeliveredWithin = TimeSpan.FromHours(2);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>How much older than a log file the newest digest may be: the next one's hour, and its delivery.</summary>
    public static readonly TimeSpan NextWithin = Hour + DeliveredWithin;

    // CloudTrail says when it delivered, S3 when it received: the same moment by two clocks.
    private static readonly TimeSpan Clocks = TimeSpan.FromMinutes(30);

    /// <summary>What is expected of a chain, why, and what could not be asked.</summary>
    /// <param name="newest">Of a copy on disk, the newest digest of any account and region.</param>
    public static (DateTimeOffset? End, string Why, string? Error) Of(
        DigestChain chain, VerifyOptions options, DateTimeOffset? newest, TrailGroup group, CancellationToken cancellation)
    {
        if (chain.Last is not { } last)
        {
            return (null, string.Empty, null);
        }

        string? error = null;
        if (options.TrailStatus is { } source && (options.TrailName is null || options.TrailName == chain.Name.TrailName))
        {
            try
            {
                if (source.Get(group.Region, cancellation) is { } status)
                {
                    error = status.LatestDigestError is { Length: > 0 } failed ? $"CloudTrail says that its last delivery of a digest failed: {failed}" : null;
                    return (Least(OfStatus(status, last), options.EndTime), "CloudTrail delivered later digests than the newest that is there", error);
                }
            }
            catch (IOException e)
            {
                error = $"the trail's status is not known: {e.Message}";
            }
        }

        bool copy = !group.Places[0].Store.KeepsMetadata;
        if (copy)
        {
            return options.EndTime is { } asked
                ? (asked, "no digest covers this hour of the time that was asked for", error)
                : (newest - Hour + TimeSpan.FromSeconds(1), "digests of another account or region reach further", error);
        }

        var due = options.Now - DeliveredWithin;
        return options.EndTime < due
            ? (options.EndTime, "no digest covers this hour of the time that was asked for", error)
            : (due, "no digest covers this hour, and it is past the time for its delivery", error);
    }

    private static DateTimeOffset? OfStatus(TrailDeliveries status, ChainLink last)
    {
        if (status.LatestDigest is not { } delivered)
        {
            return null;
        }

        if (last.Digest.LastModified is { } received)
        {
            return delivered - received > Clocks ? last.End + (Hour * Math.Max(1, Math.Round((delivered - received) / Hour))) : last.End;
        }

        return delivered - DeliveredWithin;
    }

    private static DateTimeOffset? Least(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;
}
