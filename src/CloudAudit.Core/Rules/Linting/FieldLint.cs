namespace CloudAudit.Rules.Linting;

/// <summary>Fields that no record has: a test of one never matches, or, turned round, always.</summary>
internal static class FieldLint
{
    public static IEnumerable<RuleProblem> Run(SigmaRule rule, IEnumerable<FieldTest> tests)
    {
        foreach (var test in tests.Where(t => !t.IsKeywords))
        {
            if (Problem(rule, test.Field, test.Position) is { } problem)
            {
                yield return problem;
            }

            if (test.Modifiers.Contains("fieldref"))
            {
                foreach (var value in test.Values)
                {
                    if (Problem(rule, value.Text, value.Position) is { } other)
                    {
                        yield return other;
                    }
                }
            }
        }
    }

    /// <summary>Of a correlation: the fields that it groups by and looks at, aliases resolved.</summary>
    public static IEnumerable<RuleProblem> Run(CorrelationRule rule)
    {
        var fields = rule.GroupBy.Concat(rule.Condition.Fields).Where(f => !rule.Aliases.ContainsKey(f))
            .Concat(rule.Aliases.Values.SelectMany(a => a.Values));
        return fields.Distinct(StringComparer.Ordinal).Select(field => Problem(rule, field, default)).OfType<RuleProblem>();
    }

    private static RuleProblem? Problem(SigmaRule rule, string field, SourcePosition position)
        => KnownFields.UnknownPart(field, out string? suggestion) is { } unknown
            ? rule.Problem(
                RuleProblemKind.UnknownField,
                position,
                $"CloudTrail records have no field '{unknown}'; names are spelt as the record spells them.",
                suggestion) with { IsWarning = true }
            : null;
}
