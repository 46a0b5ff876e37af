using Amazon.S3;
using Amazon.S3.Model;
using CloudAudit.Trails;

namespace CloudAudit.Aws.Trails;

/// <summary>Lifecycle rules of a trail's bucket. S3 takes all rules at once, so those of others are written back as they were.</summary>
internal static class TrailLifecycle
{
    /// <summary>The rules that delete objects by their age or name alone.</summary>
    public static IReadOnlyList<ExpiryRule> Read(GetLifecycleConfigurationResponse answer) =>
        [.. (answer.Configuration?.Rules ?? []).Select(Read).OfType<ExpiryRule>()];

    /// <summary>Adds a rule, or replaces the one of its id.</summary>
    public static async Task PutAsync(IAmazonS3 s3, ExpireObjects expire, CancellationToken cancellation)
    {
        List<LifecycleRule> rules = [];
        TransitionDefaultMinimumObjectSize? size = null;
        try
        {
            var there = await s3.GetLifecycleConfigurationAsync(new GetLifecycleConfigurationRequest { BucketName = expire.Bucket }, cancellation);
            rules.AddRange(there.Configuration?.Rules ?? []);
            size = there.TransitionDefaultMinimumObjectSize;
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchLifecycleConfiguration")
        {
            // There are none.
        }

        rules.RemoveAll(rule => rule.Id == expire.RuleId);
        rules.Add(new LifecycleRule
        {
            Id = expire.RuleId,
            Status = LifecycleRuleStatus.Enabled,
            Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = expire.Prefix } },
            Expiration = new LifecycleRuleExpiration { Days = expire.Days },

            // What somebody deletes or overwrites stays as long as it would have.
            NoncurrentVersionExpiration = new LifecycleRuleNoncurrentVersionExpiration { NoncurrentDays = expire.Days },
        });
        await s3.PutLifecycleConfigurationAsync(
            new PutLifecycleConfigurationRequest
            {
                BucketName = expire.Bucket,
                Configuration = new LifecycleConfiguration { Rules = rules },
                TransitionDefaultMinimumObjectSize = size,
            },
            cancellation);
    }

    private static ExpiryRule? Read(LifecycleRule rule)
    {
        string? prefix = Prefix(rule.Filter?.LifecycleFilterPredicate) ?? (rule.Filter is null ? string.Empty : null);
        int? days = rule.Expiration?.Days is > 0 and var age ? age : rule.Expiration?.Date is not null ? 0 : null;
        return prefix is null || (days is null && rule.NoncurrentVersionExpiration is null)
            ? null
            : new ExpiryRule(rule.Id ?? string.Empty, rule.Status == LifecycleRuleStatus.Enabled, prefix, days, rule.NoncurrentVersionExpiration?.NoncurrentDays);
    }

    // Rules for tagged objects are not for CloudTrail's: it tags none.
    private static string? Prefix(LifecycleFilterPredicate? predicate) => predicate switch
    {
        null => string.Empty,
        LifecyclePrefixPredicate prefix => prefix.Prefix ?? string.Empty,
        LifecycleAndOperator both when !both.Operands.Exists(operand => operand is LifecycleTagPredicate) =>
            both.Operands.OfType<LifecyclePrefixPredicate>().FirstOrDefault()?.Prefix ?? string.Empty,
        LifecycleTagPredicate or LifecycleAndOperator => null,
        _ => string.Empty,
    };
}
