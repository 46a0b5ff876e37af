namespace CloudAudit.Rules;

/// <summary>Rules that were loaded together, and what was wrong with those that are not among them.</summary>
/// <param name="Rules">The detections, in the order they were read.</param>
/// <param name="Problems">In the order they were found.</param>
public sealed record RuleSet(IReadOnlyList<DetectionRule> Rules, IReadOnlyList<RuleProblem> Problems)
{
    /// <summary>The correlations, in the order they were read.</summary>
    public IReadOnlyList<CorrelationRule> Correlations { get; init; } = [];

    /// <summary>The filters, in the order they were read.</summary>
    public IReadOnlyList<FilterRule> Filters { get; init; } = [];

    /// <summary>What correlations and filters name; empty until <see cref="RuleLinks.Link"/> has looked.</summary>
    public RuleLinks Links { get; init; } = RuleLinks.None;

    /// <summary>Whatever can have a match: detections, then correlations.</summary>
    public IEnumerable<SigmaRule> All => Rules.Concat<SigmaRule>(Correlations);
}

/// <summary>A pack and the rules that its controls name.</summary>
/// <param name="Pack">The pack.</param>
/// <param name="Rules">By the key that the controls use; a rule that was not found is not there, and among the problems.</param>
/// <param name="Problems">What is wrong with the pack's rules.</param>
public sealed record LoadedPack(
    RulePack Pack,
    IReadOnlyDictionary<string, SigmaRule> Rules,
    IReadOnlyList<RuleProblem> Problems)
{
    /// <summary>What the correlations among the rules name, and the filters upon them.</summary>
    public RuleLinks Links { get; init; } = RuleLinks.None;

    /// <summary>
    /// For each control that lacks some, by its id, the rules that it names or would have selected and that could not be
    /// loaded: by the key it names, else by title or file.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Lost { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>The rules of a control that were found.</summary>
    public IEnumerable<SigmaRule> RulesOf(PackControl control)
    {
        foreach (RuleReference reference in control.Rules)
        {
            if (Rules.TryGetValue(reference.Key, out SigmaRule? rule))
            {
                yield return rule;
            }
        }
    }
}
