using CloudAudit.Trails.Policies;

namespace CloudAudit.Trails;

/// <summary>What a bucket needs to hold a trail's logs. Every change makes it stricter, but for what CloudTrail itself may do.</summary>
internal static class BucketPlan
{
    private const string RetentionRule = "cloudtrail-retention";

    public static void Add(
        TrailSnapshot found, string name, string? prefix, string? organizationId, TrailSettings wanted, List<TrailChange> changes, List<string> warnings)
    {
        var bucket = found.Bucket;
        if (!TrailPlanner.Known(bucket.Exists, $"bucket {name}"))
        {
            changes.Add(new CreateBucket(name, wanted.ObjectLockDays is not null));

            // S3 gives a new bucket some of this by itself; another default must not matter.
            bucket = new BucketSnapshot { Name = name };
        }

        if (!(TrailPlanner.Known(bucket.PublicAccess, $"bucket {name}")?.IsComplete ?? false))
        {
            changes.Add(new BlockPublicAccess(name));
        }

        if (TrailPlanner.Known(bucket.Ownership, $"bucket {name}") != "BucketOwnerEnforced")
        {
            changes.Add(new EnforceBucketOwner(name));
        }

        if (!TrailPlanner.Known(bucket.IsVersioned, $"bucket {name}"))
        {
            changes.Add(new EnableVersioning(name));
        }

        AddLock(bucket, wanted, changes, warnings);
        AddRetention(bucket, prefix, wanted, changes, warnings);

        var policy = TrailPlanner.Parse(TrailPlanner.Known(bucket.Policy, $"bucket {name}"), $"bucket {name}");
        var missing = policy.Missing([.. TrailPolicies.Delivery(found.Arn, name, prefix, organizationId), TrailPolicies.TlsOnly(found.Place, name)]);
        if (missing.Count > 0)
        {
            changes.Add(new PutBucketPolicy(name, missing));
        }
    }

    private static void AddLock(BucketSnapshot bucket, TrailSettings wanted, List<TrailChange> changes, List<string> warnings)
    {
        if (wanted.ObjectLockDays is not { } days)
        {
            return;
        }

        var there = TrailPlanner.Known(bucket.Lock, $"bucket {bucket.Name}");
        var mode = there is { Days: > 0 } ? (ObjectLockMode)Math.Max((int)there.Mode, (int)wanted.ObjectLockMode) : wanted.ObjectLockMode;
        var asked = new ObjectLock(mode, Math.Max(there?.Days ?? 0, days));
        if (there is { Days: > 0 } && (there.Days > days || there.Mode > wanted.ObjectLockMode))
        {
            warnings.Add($"Bucket {bucket.Name} locks objects for {there.Days} days ({there.Mode}) already; a lock is never shortened or weakened.");
        }

        if (asked != there)
        {
            changes.Add(new LockObjects(bucket.Name, asked.Mode, asked.Days));
        }
    }

    private static void AddRetention(BucketSnapshot bucket, string? prefix, TrailSettings wanted, List<TrailChange> changes, List<string> warnings)
    {
        if (wanted.RetentionDays is not { } days)
        {
            return;
        }

        if (wanted.ObjectLockDays > days)
        {
            throw new TrailPlanException("RetentionShorterThanLock", $"Logs cannot be deleted after {days} days where they are locked for {wanted.ObjectLockDays}. Give -RetentionDays no less than -ObjectLockDays.");
        }

        string logs = LogPrefix(prefix);
        var rules = TrailPlanner.Known(bucket.Expiry, $"bucket {bucket.Name}") ?? [];
        var there = rules.Where(rule => rule.IsEnabled && rule.Days is not null && logs.StartsWith(rule.Prefix, StringComparison.Ordinal)).ToList();
        if (there.Count == 0)
        {
            changes.Add(new ExpireObjects(bucket.Name, logs, days, RetentionRule));
        }
        else if (there is [var own] && own.Prefix == logs && own.Days < days)
        {
            changes.Add(new ExpireObjects(bucket.Name, logs, days, own.Id));
        }
        else if (there.Min(rule => rule.Days) is { } shortest && shortest != days)
        {
            warnings.Add($"Bucket {bucket.Name} deletes logs after {shortest} days already (rule '{there.MinBy(rule => rule.Days)!.Id}'), not after {days}. Its lifecycle rules are left as they are.");
        }
    }

    /// <summary>The keys of all that CloudTrail writes.</summary>
    internal static string LogPrefix(string? prefix) => string.IsNullOrEmpty(prefix) ? "AWSLogs/" : $"{prefix}/AWSLogs/";
}
