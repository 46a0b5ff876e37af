namespace CloudAudit.Rules;

/// <summary>A rule in the form of the Sigma specification 2.1.0: what to look for in one event, and what it means.</summary>
public sealed record DetectionRule : SigmaRule
{
    /// <summary>Which log the rule is made for.</summary>
    public required LogSource LogSource { get; init; }

    /// <summary>The search identifiers, enumerated in the rule's order. Names are case-sensitive.</summary>
    public required IReadOnlyDictionary<string, Selection> Selections { get; init; }

    /// <summary>At least one; the rule matches when any of them holds. Every name in them is a selection.</summary>
    public required IReadOnlyList<Condition> Conditions { get; init; }
}
