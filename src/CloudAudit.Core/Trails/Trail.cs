using CloudAudit.Trails;

namespace CloudAudit;

/// <summary>A trail: its description, its status, and what it logs, in one object.</summary>
public sealed record Trail
{
    public required string Name { get; init; }

    public required string TrailArn { get; init; }

    public required string HomeRegion { get; init; }

    /// <summary>The account that the trail is of: an organization's management account, for its trails.</summary>
    public string AccountId => CloudAudit.Trails.TrailArn.TryParse(TrailArn, out var arn) ? arn.Home.AccountId : string.Empty;

    public required string Bucket { get; init; }

    /// <summary>What comes before AWSLogs in the bucket; null for nothing.</summary>
    public string? Prefix { get; init; }

    public bool IsMultiRegion { get; init; }

    public bool IsOrganization { get; init; }

    public bool IncludesGlobalEvents { get; init; }

    public bool LogFileValidation { get; init; }

    public string? KmsKeyId { get; init; }

    public string? LogGroupArn { get; init; }

    public string? LogRoleArn { get; init; }

    /// <summary>The log group's name.</summary>
    public string? LogGroup => LogGroupArn?.Split(':') is [_, _, _, _, _, _, var name, ..] ? name : null;

    public string? SnsTopicArn { get; init; }

    /// <summary>Null where the status may not be read.</summary>
    public TrailStatus? Status { get; init; }

    public bool? IsLogging => Status?.IsLogging;

    public DateTimeOffset? LatestDelivery => Status?.LatestDelivery;

    public DateTimeOffset? LatestDigestDelivery => Status?.LatestDigestDelivery;

    /// <summary>The latest error of any delivery: of logs, digests, notifications or to CloudWatch Logs.</summary>
    public string? DeliveryError => Status is { } status
        ? ((string?[])[status.DeliveryError, status.DigestDeliveryError, status.LogGroupDeliveryError, status.NotificationError]).FirstOrDefault(error => !string.IsNullOrEmpty(error))
        : null;

    public AuditList<EventSelector> EventSelectors { get; init; } = new([]);

    public AuditList<AdvancedEventSelector> AdvancedEventSelectors { get; init; } = new([]);

    /// <summary>ApiCallRateInsight, ApiErrorRateInsight.</summary>
    public AuditList<string> Insights { get; init; } = new([]);

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The trail with what belongs to it; null for what could not be read.</summary>
    public Trail With(TrailStatus? status, EventSelection? selection, IReadOnlyList<string>? insights, IReadOnlyDictionary<string, string>? tags) => this with
    {
        Status = status,
        EventSelectors = new([.. selection?.Basic ?? []]),
        AdvancedEventSelectors = new([.. selection?.Advanced ?? []]),
        Insights = new([.. insights ?? []]),
        Tags = tags ?? new Dictionary<string, string>(),
    };

    /// <summary>The ARN, which names the trail in every region.</summary>
    public override string ToString() => TrailArn;
}
