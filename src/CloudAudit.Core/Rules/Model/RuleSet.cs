namespace CloudAudit.Rules;

/// <summary>Rules that were loaded together, and what was wrong with those that are not among them.</summary>
/// <param name="Rules">In the order they were read.</param>
/// <param name="Problems">In the order they were found.</param>
public sealed record RuleSet(IReadOnlyList<DetectionRule> Rules, IReadOnlyList<RuleProblem> Problems);

/// <summary>A pack and the rules that its controls name.</summary>
/// <param name="Pack">The pack.</param>
/// <param name="Rules">By the key that the controls use; a rule that was not found is not there, and among the problems.</param>
/// <param name="Problems">What is wrong with the pack's rules.</param>
public sealed record LoadedPack(
    RulePack Pack,
    IReadOnlyDictionary<string, DetectionRule> Rules,
    IReadOnlyList<RuleProblem> Problems)
{
    /// <summary>The rules of a control that were found.</summary>
    public IEnumerable<DetectionRule> RulesOf(PackControl control)
    {
        foreach (RuleReference reference in control.Rules)
        {
            if (Rules.TryGetValue(reference.Key, out DetectionRule? rule))
            {
                yield return rule;
            }
        }
    }
}
