using CloudAudit.Trails.Policies;

namespace CloudAudit.Trails;

/// <summary>The bucket: who gets in, what can be deleted, how long logs are kept.</summary>
internal static class BucketChecks
{
    public static void Run(CheckList list, int retentionDays)
    {
        var bucket = list.Found.Bucket;
        if (!list.Look(bucket.Exists, "Bucket", out bool exists))
        {
            return;
        }

        if (!exists)
        {
            list.Fail("Bucket", $"Bucket {bucket.Name} does not exist: logs go nowhere.", list.Complete());
            return;
        }

        var policy = Policy(list, bucket);
        CheckPublic(list, bucket, policy);
        if (policy is not null)
        {
            CheckPolicy(list, bucket, policy);
        }

        if (list.Look(bucket.Ownership, "BucketOwnership", out string? ownership))
        {
            list.Expect(ownership == "BucketOwnerEnforced", "BucketOwnership", "The bucket's owner owns every object.", "Objects may have other owners, and ACLs that let others in.", list.Complete());
        }

        if (list.Look(bucket.IsVersioned, "Versioning", out bool versioned))
        {
            list.Expect(versioned, "Versioning", "Versions of objects are kept.", "Versions are not kept: a log that is deleted or overwritten is gone.", list.Complete());
        }

        CheckLock(list, bucket);
        CheckRetention(list, bucket, retentionDays);
    }

    private static PolicyDocument? Policy(CheckList list, BucketSnapshot bucket)
    {
        if (!list.Look(bucket.Policy, "BucketPolicy", out string? json))
        {
            return null;
        }

        try
        {
            return PolicyDocument.Parse(json);
        }
        catch (System.Text.Json.JsonException e)
        {
            list.Fail("BucketPolicy", $"The policy of bucket {bucket.Name} cannot be read: {e.Message}", null);
            return null;
        }
    }

    private static void CheckPublic(CheckList list, BucketSnapshot bucket, PolicyDocument? policy)
    {
        if (!list.Look(bucket.PublicAccess, "PublicAccess", out var block))
        {
            return;
        }

        if (block is { IsComplete: true })
        {
            list.Pass("PublicAccess", "Public access is blocked.");
        }
        else if (policy is not null && block is not { RestrictPublicBuckets: true } && PolicyFacts.Public(policy) is { } statement)
        {
            list.Fail("PublicAccess", $"The bucket is public: its policy lets anyone in ({statement}).", list.Complete());
        }
        else if (bucket.HasPublicAcl.Value && block is not { IgnorePublicAcls: true })
        {
            list.Fail("PublicAccess", "The bucket is public: its access control list lets anyone in.", list.Complete());
        }
        else
        {
            list.Fail("PublicAccess", "Public access is not blocked: one wrong policy or ACL makes the logs public.", list.Complete());
        }
    }

    private static void CheckPolicy(CheckList list, BucketSnapshot bucket, PolicyDocument policy)
    {
        // Logs of an organization's members need its id, which not everyone may read.
        string? organization = null;
        if (list.Trail.IsOrganization && (!list.Look(list.Found.OrganizationId, "BucketPolicy", out organization) || organization is null))
        {
            return;
        }

        var wanted = TrailPolicies.Delivery(list.Found.Arn, bucket.Name, list.Trail.Prefix, organization);
        var missing = policy.Missing(wanted);
        if (PolicyFacts.Blocking(policy, ["s3:PutObject", "s3:GetBucketAcl"]) is { } deny)
        {
            list.Fail("BucketPolicy", $"The policy denies CloudTrail to write ({deny}).", null);
        }
        else if (missing.Count > 0)
        {
            list.Fail("BucketPolicy", $"The policy does not let this trail write: it lacks {TrailChange.Names(missing)}.", list.Complete());
        }
        else if (wanted.FirstOrDefault(statement => PolicyFacts.OpenToOtherTrails(policy, statement)) is not null)
        {
            list.Warn("BucketPolicy", "The policy lets CloudTrail write for anyone's trail: it names no aws:SourceArn.", null);
        }
        else
        {
            list.Pass("BucketPolicy", "This trail may write, and no other.");
        }

        list.Expect(
            policy.Covers(TrailPolicies.TlsOnly(list.Found.Place, bucket.Name)), "TlsOnly", "The bucket is reached with TLS alone.", "The bucket can be reached without TLS.", list.Complete());
    }

    private static void CheckLock(CheckList list, BucketSnapshot bucket)
    {
        if (!list.Look(bucket.Lock, "ObjectLock", out var held))
        {
            return;
        }

        if (held is { Days: > 0 })
        {
            string by = held.Mode == ObjectLockMode.Compliance ? "nobody can lift that" : "s3:BypassGovernanceRetention lifts that";
            list.Pass("ObjectLock", $"Logs are locked for {held.Days} days; {by}.");
        }
        else
        {
            list.Warn("ObjectLock", "Logs are not locked: whoever may delete versions deletes evidence.", list.Complete(" -ObjectLockDays 365"));
        }
    }

    private static void CheckRetention(CheckList list, BucketSnapshot bucket, int days)
    {
        if (!list.Look(bucket.Expiry, "Retention", out var rules))
        {
            return;
        }

        string logs = BucketPlan.LogPrefix(list.Trail.Prefix);
        var shortest = rules!
            .Where(rule => rule.IsEnabled && rule.Days is not null
                && (logs.StartsWith(rule.Prefix, StringComparison.Ordinal) || rule.Prefix.StartsWith(logs, StringComparison.Ordinal)))
            .MinBy(rule => rule.Days);
        list.Expect(
            shortest is null || shortest.Days >= days,
            "Retention",
            shortest is null ? "Logs are kept for ever." : $"Logs are kept for {shortest.Days} days.",
            $"Logs are deleted after {shortest?.Days} days (lifecycle rule '{shortest?.Id}'); {days} are asked for.",
            shortest?.Prefix == logs ? $"Set-Trail {list.Argument} -RetentionDays {days}" : null);
    }
}
