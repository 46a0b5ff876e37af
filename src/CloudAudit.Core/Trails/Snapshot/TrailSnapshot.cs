namespace CloudAudit.Trails;

/// <summary>All that a trail stands on, as it was found at one time.</summary>
public sealed record TrailSnapshot
{
    /// <summary>Where the calls went: the trail's home region, where it is known.</summary>
    public required AwsPlace Place { get; init; }

    /// <summary>The trail as it is or as it will be named.</summary>
    public required TrailArn Arn { get; init; }

    /// <summary>The trail; null where there is none yet. Its status, selectors and tags stand beside it.</summary>
    public Trail? Trail { get; init; }

    public Inspected<TrailStatus> Status { get; init; } = Inspected.Found<TrailStatus>(null);

    public Inspected<EventSelection> Selection { get; init; } = Inspected.Found(EventSelection.Default);

    public Inspected<IReadOnlyList<string>> Insights { get; init; } = Inspected.Found<IReadOnlyList<string>>([]);

    public Inspected<IReadOnlyDictionary<string, string>> Tags { get; init; } = Inspected.Found<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());

    /// <summary>The organization's id, looked for where the trail is for one.</summary>
    public Inspected<string> OrganizationId { get; init; } = Inspected.Found<string>(null);

    public BucketSnapshot Bucket { get; init; } = new() { Name = string.Empty };

    /// <summary>The key that the trail encrypts with, or will; null where there is none.</summary>
    public Inspected<KeySnapshot> Key { get; init; } = Inspected.Found<KeySnapshot>(null);

    public Inspected<LogGroupSnapshot> LogGroup { get; init; } = Inspected.Found<LogGroupSnapshot>(null);

    public Inspected<RoleSnapshot> LogRole { get; init; } = Inspected.Found<RoleSnapshot>(null);

    public Inspected<TopicSnapshot> Topic { get; init; } = Inspected.Found<TopicSnapshot>(null);
}

/// <summary>A bucket and what protects it.</summary>
public sealed record BucketSnapshot
{
    public required string Name { get; init; }

    /// <summary>False where no account has a bucket of this name.</summary>
    public Inspected<bool> Exists { get; init; } = Inspected.Found(false);

    /// <summary>Where it is; null where it does not exist or may not be asked.</summary>
    public string? Region { get; init; }

    public Inspected<PublicAccessBlock> PublicAccess { get; init; } = Inspected.Found<PublicAccessBlock>(null);

    /// <summary>Whether its access control list lets everyone in.</summary>
    public Inspected<bool> HasPublicAcl { get; init; } = Inspected.Found(false);

    /// <summary>BucketOwnerEnforced, BucketOwnerPreferred or ObjectWriter; null where it is not set.</summary>
    public Inspected<string> Ownership { get; init; } = Inspected.Found<string>(null);

    /// <summary>The policy's JSON; null where it has none.</summary>
    public Inspected<string> Policy { get; init; } = Inspected.Found<string>(null);

    public Inspected<bool> IsVersioned { get; init; } = Inspected.Found(false);

    /// <summary>The default retention of new objects; null without object lock, zero days without a default.</summary>
    public Inspected<ObjectLock> Lock { get; init; } = Inspected.Found<ObjectLock>(null);

    public Inspected<IReadOnlyList<ExpiryRule>> Expiry { get; init; } = Inspected.Found<IReadOnlyList<ExpiryRule>>([]);

    /// <summary>Whether it encrypts with an S3 bucket key by default.</summary>
    public Inspected<bool> HasBucketKey { get; init; } = Inspected.Found(false);
}

/// <summary>S3 Block Public Access of a bucket.</summary>
public sealed record PublicAccessBlock(bool BlockPublicAcls, bool IgnorePublicAcls, bool BlockPublicPolicy, bool RestrictPublicBuckets)
{
    public bool IsComplete => BlockPublicAcls && IgnorePublicAcls && BlockPublicPolicy && RestrictPublicBuckets;
}

/// <summary>How S3 Object Lock may be lifted before its time.</summary>
public enum ObjectLockMode
{
    /// <summary>By whoever has s3:BypassGovernanceRetention.</summary>
    Governance,

    /// <summary>By nobody, the account's root included.</summary>
    Compliance,
}

/// <summary>The default retention of a bucket with object lock.</summary>
/// <param name="Mode">How it may be lifted.</param>
/// <param name="Days">Days from an object's making; 0 for no default.</param>
public sealed record ObjectLock(ObjectLockMode Mode, int Days);

/// <summary>A lifecycle rule that deletes.</summary>
/// <param name="Id">The rule's id.</param>
/// <param name="IsEnabled">Whether it works now.</param>
/// <param name="Prefix">The keys it is for; empty for all.</param>
/// <param name="Days">Days from an object's making to its end; null where current objects stay.</param>
/// <param name="NoncurrentDays">Days that versions stay after they were replaced; null for ever.</param>
public sealed record ExpiryRule(string Id, bool IsEnabled, string Prefix, int? Days, int? NoncurrentDays);

/// <summary>A KMS key.</summary>
/// <param name="Arn">The key's ARN, whatever alias or id it was asked by.</param>
/// <param name="State">Enabled, Disabled, PendingDeletion …</param>
/// <param name="HasAlias">Whether the alias that the trail's key gets points to it.</param>
/// <param name="Policy">Its policy's JSON.</param>
public sealed record KeySnapshot(string Arn, string State, bool HasAlias, Inspected<string> Policy)
{
    public bool IsEnabled => State == "Enabled";
}

/// <summary>A log group of CloudWatch Logs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="RetentionDays">How long it keeps events; null for ever.</param>
public sealed record LogGroupSnapshot(string Name, int? RetentionDays);

/// <summary>The role through which a trail writes to a log group.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="Trust">Who may take it: the policy's JSON.</param>
/// <param name="Policy">What it may do, by the policy that New-Trail gives it; null where it has none of that name.</param>
public sealed record RoleSnapshot(string Arn, string Trust, Inspected<string> Policy);

/// <summary>An SNS topic.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="Policy">Its policy's JSON.</param>
public sealed record TopicSnapshot(string Arn, string? Policy);
