namespace CloudAudit.Rules.Matching;

/// <summary>Turns a rule's selections and conditions into one matcher.</summary>
internal static class RuleCompiler
{
    /// <exception cref="RuleCompileException">The rule asks for something that cannot be evaluated.</exception>
    public static Matcher Compile(DetectionRule rule)
    {
        var compiler = new SelectionCompiler();
        var selections = rule.Selections.ToDictionary(s => s.Key, s => compiler.Compile(s.Value), StringComparer.Ordinal);
        return AnyOf.Of([.. rule.Conditions.Select(c => Compile(c, selections, rule))]);
    }

    private static Matcher Compile(Condition condition, Dictionary<string, Matcher> selections, DetectionRule rule) => condition switch
    {
        ConditionName name => selections[name.Name],
        ConditionAnd and => AllOf.Of([.. and.Operands.Select(o => Compile(o, selections, rule))]),
        ConditionOr or => AnyOf.Of([.. or.Operands.Select(o => Compile(o, selections, rule))]),
        ConditionNot not => new Not(Compile(not.Operand, selections, rule)),
        ConditionQuantifier quantifier => Compile(quantifier, selections, rule),
        _ => throw new RuleCompileException(rule.Position, "The condition is of an unknown kind."),
    };

    private static Matcher Compile(ConditionQuantifier quantifier, Dictionary<string, Matcher> selections, DetectionRule rule)
    {
        var included = selections.Where(s => quantifier.Includes(s.Key)).Select(s => s.Value).ToList();
        if (included.Count == 0)
        {
            throw new RuleCompileException(rule.Position, $"'{quantifier}' names no selection.");
        }

        return quantifier.All ? AllOf.Of(included) : AnyOf.Of(included);
    }
}
