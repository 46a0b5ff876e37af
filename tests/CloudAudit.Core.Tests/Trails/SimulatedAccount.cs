using CloudAudit.Trails;
using CloudAudit.Trails.Policies;

namespace CloudAudit.Core.Tests.Trails;

/// <summary>An account in memory: applies changes to a snapshot as AWS would, and refuses what AWS would refuse.</summary>
internal sealed class SimulatedAccount(TrailSnapshot start)
{
    public TrailSnapshot Snapshot { get; private set; } = start;

    public static TrailSnapshot Empty(string name = "audit", string bucket = "logs") => new()
    {
        Place = new AwsPlace("aws", "us-east-1", "111111111111"),
        Arn = new AwsPlace("aws", "us-east-1", "111111111111").Trail(name),
        Bucket = new BucketSnapshot { Name = bucket },
    };

    public void Apply(TrailChange change) => Snapshot = change switch
    {
        CreateBucket c => Bucket(b => b with { Exists = Inspected.Found(true), Lock = Inspected.Found(c.ObjectLock ? new ObjectLock(ObjectLockMode.Governance, 0) : null) }, needed: false),
        BlockPublicAccess => Bucket(b => b with { PublicAccess = Inspected.Found(new PublicAccessBlock(true, true, true, true)) }),
        EnforceBucketOwner => Bucket(b => b with { Ownership = Inspected.Found("BucketOwnerEnforced") }),
        EnableVersioning => Bucket(b => b with { IsVersioned = Inspected.Found(true) }),
        LockObjects c => Bucket(b => b.IsVersioned.Value ? b with { Lock = Inspected.Found(new ObjectLock(c.Mode, c.Days)) } : throw new InvalidOperationException("Object lock needs versions.")),
        ExpireObjects c => Bucket(b => b with { Expiry = Inspected.Found<IReadOnlyList<ExpiryRule>>([.. b.Expiry.Value!.Where(r => r.Id != c.RuleId), new ExpiryRule(c.RuleId, true, c.Prefix, c.Days, c.Days)]) }),
        PutBucketPolicy c => Bucket(b => b with { Policy = Merged(b.Policy.Value, c.Statements) }),
        CreateKey c => Snapshot with { Key = Inspected.Found(new KeySnapshot("arn:aws:kms:us-east-1:111111111111:key/1", "Enabled", false, Inspected.Found(c.Policy))) },
        CreateKeyAlias => Snapshot with { Key = Inspected.Found(Snapshot.Key.Value! with { HasAlias = true }) },
        PutKeyPolicy c => Snapshot with { Key = Inspected.Found(Snapshot.Key.Value! with { Policy = Merged(Snapshot.Key.Value.Policy.Value, c.Statements) }) },
        CreateLogGroup c => Snapshot with { LogGroup = Inspected.Found(new LogGroupSnapshot(c.LogGroup, null)) },
        SetLogGroupRetention c => Snapshot with { LogGroup = Inspected.Found(Snapshot.LogGroup.Value! with { RetentionDays = c.Days }) },
        CreateLogRole c => Snapshot with { LogRole = Inspected.Found(new RoleSnapshot(Snapshot.Place.Role(c.Role), c.Trust, Inspected.Found<string>(null))) },
        PutLogRolePolicy c => Snapshot with { LogRole = Inspected.Found(Snapshot.LogRole.Value! with { Policy = Merged(Snapshot.LogRole.Value.Policy.Value, c.Statements) }) },
        CreateTopic c => Snapshot with { Topic = Inspected.Found(new TopicSnapshot(Snapshot.Place.Topic(c.Topic), null)) },
        PutTopicPolicy c => Snapshot with { Topic = Inspected.Found(Snapshot.Topic.Value! with { Policy = Merged(Snapshot.Topic.Value.Policy, c.Statements).Value }) },
        CreateTrail c => WithTrail(Spec(new Trail { Name = c.Spec.Name, TrailArn = Snapshot.Arn.ToString(), HomeRegion = "us-east-1", Bucket = c.Spec.Bucket! }, c.Spec)) with { Tags = Inspected.Found(c.Tags), Status = Inspected.Found(new TrailStatus()) },
        UpdateTrail c => WithTrail(Spec(Snapshot.Trail!, c.Spec)),
        PutSelectors c => Snapshot with { Selection = Inspected.Found(new EventSelection([], c.Selectors)) },
        PutInsights c => Snapshot with { Insights = Inspected.Found(c.Insights) },
        TagTrail c => Snapshot with { Tags = Inspected.Found<IReadOnlyDictionary<string, string>>(Snapshot.Tags.Value!.Concat(c.Tags).GroupBy(t => t.Key).ToDictionary(g => g.Key, g => g.Last().Value)) },
        StartLogging => Snapshot with { Status = Inspected.Found(new TrailStatus { IsLogging = true }) },
        _ => throw new InvalidOperationException(change.ToString()),
    };

    // CreateTrail and UpdateTrail look whether CloudTrail can write, encrypt, take the role and publish.
    private TrailSnapshot WithTrail(Trail trail)
    {
        Require(PolicyDocument.Parse(Snapshot.Bucket.Policy.Value), TrailPolicies.Delivery(Snapshot.Arn, trail.Bucket, trail.Prefix, Snapshot.OrganizationId.Value), "bucket");
        if (trail.KmsKeyId is { Length: > 0 })
        {
            Require(PolicyDocument.Parse(Snapshot.Key.Value!.Policy.Value), TrailPolicies.KeyUse(Snapshot.Arn), "key");
        }

        if (trail.LogGroupArn is { Length: > 0 })
        {
            Assert.NotNull(Snapshot.LogGroup.Value);
            Assert.NotNull(Snapshot.LogRole.Value?.Policy.Value);
        }

        if (trail.SnsTopicArn is { Length: > 0 } topic)
        {
            Require(PolicyDocument.Parse(Snapshot.Topic.Value!.Policy), [TrailPolicies.Publish(Snapshot.Arn, topic)], "topic");
        }

        return Snapshot with { Trail = trail };
    }

    private static Inspected<string> Merged(string? policy, IReadOnlyList<PolicyStatement> statements) => Inspected.Found(PolicyDocument.Parse(policy).With(statements).ToString());

    private static void Require(PolicyDocument policy, IEnumerable<PolicyStatement> statements, string owner) =>
        Assert.True(policy.Missing(statements).Count == 0, $"The {owner}'s policy lacks something: {policy}");

    private Trail Spec(Trail trail, TrailSpec spec) => trail with
    {
        Bucket = spec.Bucket ?? trail.Bucket,
        Prefix = spec.Prefix ?? trail.Prefix,
        IsMultiRegion = spec.IsMultiRegion ?? trail.IsMultiRegion,
        IncludesGlobalEvents = spec.IncludesGlobalEvents ?? trail.IncludesGlobalEvents,
        LogFileValidation = spec.LogFileValidation ?? trail.LogFileValidation,
        IsOrganization = spec.IsOrganization ?? trail.IsOrganization,
        KmsKeyId = spec.KmsKeyId is { } key ? (key.StartsWith("alias/", StringComparison.Ordinal) ? Snapshot.Key.Value!.Arn : key) : trail.KmsKeyId,
        LogGroupArn = spec.LogGroupArn ?? trail.LogGroupArn,
        LogRoleArn = spec.LogRoleArn ?? trail.LogRoleArn,
        SnsTopicArn = spec.SnsTopic ?? trail.SnsTopicArn,
    };

    private TrailSnapshot Bucket(Func<BucketSnapshot, BucketSnapshot> change, bool needed = true)
    {
        Assert.Equal(needed, Snapshot.Bucket.Exists.Value);
        return Snapshot with { Bucket = change(Snapshot.Bucket) };
    }
}
