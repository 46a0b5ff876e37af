namespace CloudAudit.Trails;

/// <summary>What a trail does now (CloudTrail API, GetTrailStatus). Times are UTC; an error is null where there is none.</summary>
public sealed record TrailStatus
{
    public bool IsLogging { get; init; }

    public DateTimeOffset? StartedLogging { get; init; }

    public DateTimeOffset? StoppedLogging { get; init; }

    public DateTimeOffset? LatestDelivery { get; init; }

    public string? DeliveryError { get; init; }

    public DateTimeOffset? LatestDigestDelivery { get; init; }

    public string? DigestDeliveryError { get; init; }

    public DateTimeOffset? LatestLogGroupDelivery { get; init; }

    public string? LogGroupDeliveryError { get; init; }

    public string? NotificationError { get; init; }
}
