using CloudAudit.Decoding;

namespace CloudAudit.Integrity;

/// <summary>What is verified.</summary>
public sealed record VerifyOptions
{
    /// <summary>From this time on; null from the oldest digest on.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Before this time; null until the newest there should be.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Only these accounts; '*' and '?' are wildcards. All where empty.</summary>
    public IReadOnlyList<string> AccountId { get; init; } = [];

    /// <summary>Only these regions; '*' and '?' are wildcards. All where empty.</summary>
    public IReadOnlyList<string> Region { get; init; } = [];

    /// <summary>Only the digests of this trail, and what they list; null for those of all trails.</summary>
    public string? TrailName { get; init; }

    /// <summary>What CloudTrail says about its deliveries; null where it is not asked.</summary>
    public ITrailStatusSource? TrailStatus { get; init; }

    /// <summary>Now, against which digests of a bucket are late.</summary>
    public DateTimeOffset Now { get; init; } = TimeProvider.System.GetUtcNow();

    /// <summary>Threads that hash; as many as the store is worth where it is 0.</summary>
    public int Threads { get; init; }

    /// <summary>What a log file may ask for.</summary>
    public DecodeLimits Limits { get; init; } = DecodeLimits.Default;
}

/// <summary>What CloudTrail's GetTrailStatus says about a trail in a region.</summary>
/// <param name="LatestDigest">LatestDigestDeliveryTime; null where none was delivered.</param>
/// <param name="LatestDigestError">LatestDigestDeliveryError; null where there is none.</param>
/// <param name="Started">StartLoggingTime.</param>
/// <param name="Stopped">StopLoggingTime.</param>
public sealed record TrailDeliveries(DateTimeOffset? LatestDigest, string? LatestDigestError, DateTimeOffset? Started, DateTimeOffset? Stopped);

/// <summary>Where a trail's deliveries are asked for.</summary>
public interface ITrailStatusSource
{
    /// <summary>What CloudTrail says for a region; null where it says nothing.</summary>
    /// <exception cref="IOException">It cannot be asked.</exception>
    TrailDeliveries? Get(string region, CancellationToken cancellation);
}
