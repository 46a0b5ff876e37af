namespace CloudAudit.Integrity;

/// <summary>Where public keys come from when a digest names one that is not known yet: CloudTrail's ListPublicKeys.</summary>
public interface ITrailKeySource
{
    /// <summary>The keys that a region signed digests with at some time of a span.</summary>
    /// <exception cref="IOException">They cannot be had; the message says why.</exception>
    IReadOnlyList<TrailPublicKey> Load(string region, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation);
}
