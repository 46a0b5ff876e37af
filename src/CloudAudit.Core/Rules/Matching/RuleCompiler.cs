namespace CloudAudit.Rules.Matching;

/// <summary>Turns rules into matchers. Those of one compiler share what they find in a record.</summary>
/// <param name="placeholders">What the placeholders of <c>expand</c> stand for.</param>
internal sealed class RuleCompiler(RulePlaceholders? placeholders = null)
{
    private readonly SelectionCompiler _selections = new(placeholders: placeholders, shares: true);

    /// <exception cref="RuleCompileException">The rule asks for something that cannot be evaluated.</exception>
    public CompiledRule Compile(DetectionRule rule)
    {
        // In the rule's order, which is that of its explanations.
        var selections = new OrderedDictionary<string, Matcher>(StringComparer.Ordinal);
        foreach (var selection in rule.Selections)
        {
            selections.Add(selection.Key, _selections.Compile(selection.Value));
        }

        return new CompiledRule(rule, AnyOf.Of([.. rule.Conditions.Select(c => Compile(c, selections, rule))]), selections);
    }

    private static Matcher Compile(Condition condition, OrderedDictionary<string, Matcher> selections, DetectionRule rule) => condition switch
    {
        ConditionName name => selections[name.Name],
        ConditionAnd and => AllOf.Of([.. and.Operands.Select(o => Compile(o, selections, rule))]),
        ConditionOr or => AnyOf.Of([.. or.Operands.Select(o => Compile(o, selections, rule))]),
        ConditionNot not => new Not(Compile(not.Operand, selections, rule)),
        ConditionQuantifier quantifier => Compile(quantifier, selections, rule),
        _ => throw new RuleCompileException(rule.Position, "The condition is of an unknown kind."),
    };

    private static Matcher Compile(ConditionQuantifier quantifier, OrderedDictionary<string, Matcher> selections, DetectionRule rule)
    {
        var included = selections.Where(s => quantifier.Includes(s.Key)).Select(s => s.Value).ToList();
        if (included.Count == 0)
        {
            throw new RuleCompileException(rule.Position, $"'{quantifier}' names no selection.");
        }

        return quantifier.All ? AllOf.Of(included) : AnyOf.Of(included);
    }
}
