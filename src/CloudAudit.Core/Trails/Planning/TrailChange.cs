using CloudAudit.Trails.Policies;

namespace CloudAudit.Trails;

/// <summary>One change that a plan makes.</summary>
/// <param name="Target">What is changed, such as <c>bucket audit-logs</c>.</param>
/// <param name="Action">What is done to it, in words.</param>
public abstract record TrailChange(string Target, string Action)
{
    /// <inheritdoc/>
    public sealed override string ToString() => $"{Target}: {Action}";

    /// <summary>Statements by their names.</summary>
    /// <param name="statements">The statements.</param>
    internal static string Names(IEnumerable<PolicyStatement> statements) => string.Join(", ", statements.Select(statement => statement.Sid));
}

public sealed record CreateBucket(string Bucket, bool ObjectLock)
    : TrailChange($"bucket {Bucket}", ObjectLock ? "Create it, with S3 Object Lock" : "Create it");

public sealed record BlockPublicAccess(string Bucket) : TrailChange($"bucket {Bucket}", "Block all public access");

public sealed record EnforceBucketOwner(string Bucket) : TrailChange($"bucket {Bucket}", "Make the bucket's owner own every object, without ACLs");

public sealed record EnableVersioning(string Bucket) : TrailChange($"bucket {Bucket}", "Keep every version of an object");

public sealed record LockObjects(string Bucket, ObjectLockMode Mode, int Days)
    : TrailChange($"bucket {Bucket}", $"Lock new objects for {Days} days ({Mode})");

/// <param name="Bucket">The bucket.</param>
/// <param name="Prefix">The keys.</param>
/// <param name="Days">Days from an object's making.</param>
/// <param name="RuleId">The lifecycle rule that says so: a new one, or one that said less.</param>
public sealed record ExpireObjects(string Bucket, string Prefix, int Days, string RuleId)
    : TrailChange($"bucket {Bucket}", $"Delete logs after {Days} days");

/// <param name="Bucket">The bucket.</param>
/// <param name="Statements">What is added to the policy that it has by then.</param>
public sealed record PutBucketPolicy(string Bucket, IReadOnlyList<PolicyStatement> Statements)
    : TrailChange($"bucket {Bucket}", $"Add to its policy: {Names(Statements)}");

/// <param name="Alias">The alias that it will have.</param>
/// <param name="Policy">Its policy.</param>
/// <param name="Trail">The trail that it is for: the key is marked with it.</param>
public sealed record CreateKey(string Alias, string Policy, TrailArn Trail) : TrailChange($"KMS key {Alias}", $"Create it, for trail {Trail.Name} alone");

public sealed record CreateKeyAlias(string Alias, string? KeyArn) : TrailChange($"KMS key {Alias}", "Give the key its alias");

public sealed record PutKeyPolicy(string KeyArn, IReadOnlyList<PolicyStatement> Statements)
    : TrailChange($"KMS key {KeyArn}", $"Add to its policy: {Names(Statements)}");

public sealed record CreateLogGroup(string LogGroup) : TrailChange($"log group {LogGroup}", "Create it");

public sealed record SetLogGroupRetention(string LogGroup, int Days) : TrailChange($"log group {LogGroup}", $"Keep events {Days} days");

public sealed record CreateLogRole(string Role, string Trust) : TrailChange($"role {Role}", "Create it, for CloudTrail to take");

public sealed record PutLogRolePolicy(string Role, IReadOnlyList<PolicyStatement> Statements) : TrailChange($"role {Role}", "Let it write the trail's streams in the log group");

public sealed record CreateTopic(string Topic) : TrailChange($"topic {Topic}", "Create it");

public sealed record PutTopicPolicy(string TopicArn, IReadOnlyList<PolicyStatement> Statements)
    : TrailChange($"topic {TopicArn}", $"Add to its policy: {Names(Statements)}");

/// <summary>A trail's settings in one call; null leaves a setting as it is.</summary>
public sealed record TrailSpec
{
    public required string Name { get; init; }

    public string? Bucket { get; init; }

    public string? Prefix { get; init; }

    public bool? IsMultiRegion { get; init; }

    public bool? IncludesGlobalEvents { get; init; }

    public bool? LogFileValidation { get; init; }

    public bool? IsOrganization { get; init; }

    public string? KmsKeyId { get; init; }

    public string? LogGroupArn { get; init; }

    public string? LogRoleArn { get; init; }

    public string? SnsTopic { get; init; }
}

public sealed record CreateTrail(TrailSpec Spec, IReadOnlyDictionary<string, string> Tags, string Says) : TrailChange($"trail {Spec.Name}", $"Create it: {Says}");

public sealed record UpdateTrail(TrailSpec Spec, string Says) : TrailChange($"trail {Spec.Name}", $"Set {Says}");

public sealed record PutSelectors(string Trail, IReadOnlyList<AdvancedEventSelector> Selectors)
    : TrailChange($"trail {Trail}", $"Log {string.Join("; ", Selectors.Select(selector => selector.Name ?? selector.ToString()))}");

public sealed record PutInsights(string Trail, IReadOnlyList<string> Insights)
    : TrailChange($"trail {Trail}", Insights.Count == 0 ? "Log no insights" : $"Log insights: {string.Join(", ", Insights)}");

public sealed record TagTrail(string TrailArn, IReadOnlyDictionary<string, string> Tags)
    : TrailChange($"trail {TrailArn}", $"Tag it: {string.Join(", ", Tags.Select(tag => $"{tag.Key}={tag.Value}"))}");

public sealed record StartLogging(string Trail) : TrailChange($"trail {Trail}", "Start logging");
