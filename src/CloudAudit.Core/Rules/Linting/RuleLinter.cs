namespace CloudAudit.Rules.Linting;

/// <summary>
/// Looks over rules that can be used for what is probably not meant. Everything it says is a warning, with its place.
/// </summary>
public static class RuleLinter
{
    /// <summary>
    /// Fields and event names that are not known, conditions that can never hold, selections that no condition names, and
    /// missing tests.
    /// </summary>
    /// <param name="rule">A rule that can be compiled.</param>
    /// <param name="placeholders">What its placeholders stand for.</param>
    /// <param name="wantsTests">False for a rule that only correlations count, whose tests are theirs.</param>
    public static IReadOnlyList<RuleProblem> Run(SigmaRule rule, RulePlaceholders? placeholders = null, bool wantsTests = true)
    {
        var problems = new List<RuleProblem>();
        switch (rule)
        {
            case DetectionRule detection:
                problems.AddRange(Selections(rule, detection.Selections, detection.Conditions));
                problems.AddRange(new NeverTrueLint(detection, placeholders ?? RulePlaceholders.None).Run());
                break;
            case FilterRule filter:
                problems.AddRange(Selections(rule, filter.Selections, filter.Conditions));
                wantsTests = false;
                break;
            case CorrelationRule correlation:
                problems.AddRange(FieldLint.Run(correlation));
                break;
        }

        if (wantsTests)
        {
            problems.AddRange(Tests(rule));
        }

        return [.. problems.OrderBy(p => p.Line).ThenBy(p => p.Column)];
    }

    private static IEnumerable<RuleProblem> Selections(SigmaRule rule, IReadOnlyDictionary<string, Selection> selections, IReadOnlyList<Condition> conditions)
        => FieldLint.Run(rule, selections.Values.SelectMany(TestsOf))
            .Concat(EventNameLint.Run(rule, selections.Values))
            .Concat(selections.Where(s => !s.Key.StartsWith('_') && !conditions.Any(c => Names(c, s.Key))).Select(s => rule.Problem(
                RuleProblemKind.Unused,
                TestsOf(s.Value).First().Position,
                $"No condition names the selection '{s.Key}'.") with { IsWarning = true }));

    private static IEnumerable<FieldTest> TestsOf(Selection selection)
        => selection switch
        {
            SelectionMap map => map.Tests,
            SelectionList list => list.Items.SelectMany(TestsOf),
            _ => [],
        };

    private static bool Names(Condition condition, string selection)
        => condition switch
        {
            ConditionName name => name.Name == selection,
            ConditionNot not => Names(not.Operand, selection),
            ConditionAnd and => and.Operands.Any(o => Names(o, selection)),
            ConditionOr or => or.Operands.Any(o => Names(o, selection)),
            ConditionQuantifier quantifier => quantifier.Includes(selection),
            _ => true,
        };

    private static IEnumerable<RuleProblem> Tests(SigmaRule rule)
    {
        string? lacks = rule.Tests.Problem is not null ? null
            : rule.Tests.Count == 0 ? "The rule has no tests."
            : !rule.Tests.Any(t => t.Matches) ? "The rule has no test that it is to match."
            : !rule.Tests.Any(t => !t.Matches) ? "The rule has no test of something similar that it is not to match."
            : null;
        if (lacks is not null)
        {
            yield return rule.Problem(RuleProblemKind.Untested, default, lacks, "'tests' with an event that matches and one that nearly does") with { IsWarning = true };
        }
    }
}
