namespace CloudAudit.Trails.Policies;

/// <summary>What a policy means for a trail, beyond the statements that it has to have.</summary>
internal static class PolicyFacts
{
    private static readonly string[] SourceKeys = ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID"];

    /// <summary>A statement that denies CloudTrail one of the actions whatever the circumstances: its Sid, or what it is.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="actions">The actions.</param>
    public static string? Blocking(PolicyDocument policy, IReadOnlyList<string> actions)
    {
        var blocking = policy.Statements.FirstOrDefault(statement => !statement.Allows
            && !statement.IsInverted
            && statement.Conditions.Count == 0
            && statement.HasPrincipal("Service:" + TrailPolicies.Service)
            && statement.Actions.Any(denied => actions.Any(action => PolicyPattern.Contains(denied, action, ignoreCase: true))));
        return blocking is null ? null : blocking.Sid is { Length: > 0 } sid ? $"statement {sid}" : "a statement without a Sid";
    }

    /// <summary>
    /// Whether all that covers a statement lets CloudTrail in for whichever trail: anyone's trail could be pointed here
    /// ("Cross-service confused deputy prevention").
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="wanted">The statement.</param>
    public static bool OpenToOtherTrails(PolicyDocument policy, PolicyStatement wanted) =>
        policy.Statements.Any(statement => statement.Covers(wanted)
            && !statement.Conditions.Any(condition => SourceKeys.Contains(condition.Key, StringComparer.OrdinalIgnoreCase)));

    /// <summary>A statement that lets anyone in: its Sid, or what it is; null where none does.</summary>
    /// <param name="policy">The policy.</param>
    public static string? Public(PolicyDocument policy)
    {
        var open = policy.Statements.FirstOrDefault(statement => statement.Allows
            && (statement.Principals.Contains("*") || (statement.IsInverted && statement.Principals.Count == 0))
            && !statement.Conditions.Any(Narrows));
        return open is null ? null : open.Sid is { Length: > 0 } sid ? $"statement {sid}" : "a statement without a Sid";
    }

    // What S3 takes for a policy that is not public: a fixed value of one of these ("The meaning of public").
    private static bool Narrows(PolicyCondition condition) =>
        (condition.Operator.StartsWith("String", StringComparison.Ordinal) || condition.Operator.StartsWith("Arn", StringComparison.Ordinal) || condition.Operator is "IpAddress")
        && !condition.Operator.Contains("Not", StringComparison.Ordinal)
        && !condition.Operator.EndsWith("IfExists", StringComparison.Ordinal)
        && (condition.Key.StartsWith("aws:Source", StringComparison.OrdinalIgnoreCase) || condition.Key.StartsWith("aws:Principal", StringComparison.OrdinalIgnoreCase)
            || condition.Key.Equals("aws:userid", StringComparison.OrdinalIgnoreCase) || condition.Key.StartsWith("s3:DataAccessPoint", StringComparison.OrdinalIgnoreCase))
        && condition.Values.Count > 0
        && condition.Values.All(value => value.TrimEnd('*') is not ("" or "0.0.0.0/0" or "::/0"));
}
