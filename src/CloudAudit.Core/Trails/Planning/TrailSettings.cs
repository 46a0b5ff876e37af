namespace CloudAudit.Trails;

/// <summary>
/// What a trail is to be like. Null leaves a setting as it is; an empty text takes a key, a log group, a topic or a
/// prefix away from a trail that has one.
/// </summary>
public sealed record TrailSettings
{
    public required string Name { get; init; }

    public string? Bucket { get; init; }

    public string? Prefix { get; init; }

    public bool? IsMultiRegion { get; init; }

    public bool? IncludesGlobalEvents { get; init; }

    public bool? LogFileValidation { get; init; }

    /// <summary>A key's id, ARN or alias.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Make a key for the trail, or use the one that was made for it.</summary>
    public bool CreateKmsKey { get; init; }

    /// <summary>A log group's name.</summary>
    public string? LogGroup { get; init; }

    /// <summary>An existing role's ARN, to use instead of one of the trail's own.</summary>
    public string? LogRoleArn { get; init; }

    /// <summary>A topic's name or ARN.</summary>
    public string? SnsTopic { get; init; }

    public bool? IsOrganization { get; init; }

    /// <summary>Days that logs are kept; for ever where null.</summary>
    public int? RetentionDays { get; init; }

    /// <summary>Days that no log can be deleted or changed.</summary>
    public int? ObjectLockDays { get; init; }

    public ObjectLockMode ObjectLockMode { get; init; }

    /// <summary>Data events to log, as <see cref="DataEvents.Parse"/> reads them.</summary>
    public IReadOnlyList<string> DataEvents { get; init; } = [];

    public IReadOnlyList<AdvancedEventSelector> AdvancedEventSelectors { get; init; } = [];

    /// <summary>ApiCallRateInsight, ApiErrorRateInsight; null leaves them.</summary>
    public IReadOnlyList<string>? Insights { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>What a new trail is like unless told otherwise: every region, global events, signed digests.</summary>
    /// <param name="name">The trail's name.</param>
    /// <param name="bucket">The bucket's name.</param>
    public static TrailSettings Secure(string name, string bucket) => new()
    {
        Name = name,
        Bucket = bucket,
        IsMultiRegion = true,
        IncludesGlobalEvents = true,
        LogFileValidation = true,
    };
}
