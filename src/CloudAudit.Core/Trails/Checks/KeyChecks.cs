using CloudAudit.Trails.Policies;

namespace CloudAudit.Trails;

/// <summary>Encryption with a KMS key: whether there is one, and whether CloudTrail can use it.</summary>
internal static class KeyChecks
{
    private const string Name = "Encryption";

    public static void Run(CheckList list)
    {
        if (string.IsNullOrEmpty(list.Trail.KmsKeyId))
        {
            list.Warn(Name, "Logs are encrypted by S3, not with a KMS key: whoever reads the bucket reads them.", $"Set-Trail {list.Argument} -CreateKmsKey");
            return;
        }

        if (!list.Look(list.Found.Key, Name, out var key))
        {
            return;
        }

        if (key is null)
        {
            list.Fail(Name, $"KMS key {list.Trail.KmsKeyId} does not exist: nothing can be delivered, and no log can be read.", null);
        }
        else if (!key.IsEnabled)
        {
            list.Fail(Name, $"KMS key {key.Arn} is {key.State}: nothing can be delivered, and no log can be read.", null);
        }
        else if (list.Look(key.Policy, Name, out string? json))
        {
            CheckPolicy(list, key, json);
        }
    }

    private static void CheckPolicy(CheckList list, KeySnapshot key, string? json)
    {
        string remedy = $"Set-Trail {list.Argument} -KmsKeyId {key.Arn}";
        PolicyDocument policy;
        try
        {
            policy = PolicyDocument.Parse(json);
        }
        catch (System.Text.Json.JsonException e)
        {
            list.Fail(Name, $"The policy of KMS key {key.Arn} cannot be read: {e.Message}", null);
            return;
        }

        // Of all regions' use only what CloudTrail does with this trail matters; whoever may do more may do this.
        var encrypt = TrailPolicies.KeyUse(list.Found.Arn)[0];
        if (PolicyFacts.Blocking(policy, ["kms:GenerateDataKey", "kms:GenerateDataKey*"]) is { } deny)
        {
            list.Fail(Name, $"The policy of KMS key {key.Arn} denies CloudTrail the use of the key ({deny}).", null);
        }
        else if (!policy.Covers(encrypt))
        {
            list.Fail(Name, $"The policy of KMS key {key.Arn} does not let CloudTrail encrypt for this trail.", remedy);
        }
        else if (PolicyFacts.OpenToOtherTrails(policy, encrypt))
        {
            list.Warn(Name, $"The policy of KMS key {key.Arn} lets CloudTrail encrypt for other trails, too: it names no aws:SourceArn.", null);
        }
        else
        {
            list.Pass(Name, $"Logs are encrypted with KMS key {key.Arn}.");
        }
    }
}
