using System.Collections.ObjectModel;
using System.Globalization;

namespace CloudAudit.Rules;

/// <summary>
/// A filter of the Sigma filters specification 2.1.0: what the rules that it names are to leave out. An event that a rule
/// matches is left out when any of the filter's conditions holds. It has no level of its own.
/// </summary>
public sealed record FilterRule : SigmaRule
{
    /// <summary>The word that stands for every rule.</summary>
    internal const string Any = "any";

    /// <summary>Whether it applies to every rule that it is loaded with: <c>rules: any</c>.</summary>
    public bool AppliesToAll => Rules is [{ Key: var key }] && key.Equals(Any, StringComparison.OrdinalIgnoreCase);

    /// <summary>Which log the filter is made for.</summary>
    public required LogSource LogSource { get; init; }

    /// <summary>The rules that it applies to.</summary>
    public required IReadOnlyList<RuleReference> Rules { get; init; }

    /// <summary>The search identifiers.</summary>
    public required IReadOnlyDictionary<string, Selection> Selections { get; init; }

    /// <summary>What is left out. Every name in them is a selection.</summary>
    public required IReadOnlyList<Condition> Conditions { get; init; }

    /// <summary>A rule that matches the events which the filter leaves out.</summary>
    public DetectionRule LeftOut() => new()
    {
        Id = Id,
        Name = Name,
        Title = Title,
        LogSource = LogSource,
        Selections = Selections,
        Conditions = Conditions,
        Source = Source,
        Position = Position,
    };

    /// <summary>
    /// The rule with filters built in: its conditions and not those of the filters. Selections of the filters get names
    /// that no pattern of the rule can mean.
    /// </summary>
    public static DetectionRule Apply(DetectionRule rule, IReadOnlyList<FilterRule> filters)
    {
        if (filters.Count == 0)
        {
            return rule;
        }

        var selections = new OrderedDictionary<string, Selection>(StringComparer.Ordinal);
        foreach (var (name, selection) in rule.Selections)
        {
            selections.Add(name, selection);
        }

        var leftOut = new List<Condition>();
        for (int i = 0; i < filters.Count; i++)
        {
            // No search identifier holds a space, as conditions are split at them.
            string prefix = string.Create(CultureInfo.InvariantCulture, $"filter {i} ");
            foreach (var (name, selection) in filters[i].Selections)
            {
                selections.Add(prefix + name, selection);
            }

            leftOut.AddRange(filters[i].Conditions.Select(c => Spelled(c, filters[i].Selections, prefix)));
        }

        var kept = new ConditionNot(leftOut.Count == 1 ? leftOut[0] : new ConditionOr(leftOut));
        return rule with
        {
            Selections = new ReadOnlyDictionary<string, Selection>(selections),
            Conditions = [.. rule.Conditions.Select(c => new ConditionAnd([Spelled(c, rule.Selections, string.Empty), kept]))],
        };
    }

    // Patterns are spelled out, so that they go on meaning the selections of their own document alone.
    private static Condition Spelled(Condition condition, IReadOnlyDictionary<string, Selection> selections, string prefix)
    {
        switch (condition)
        {
            case ConditionName name:
                return name with { Name = prefix + name.Name };
            case ConditionNot not:
                return new ConditionNot(Spelled(not.Operand, selections, prefix));
            case ConditionAnd and:
                return new ConditionAnd([.. and.Operands.Select(o => Spelled(o, selections, prefix))]);
            case ConditionOr or:
                return new ConditionOr([.. or.Operands.Select(o => Spelled(o, selections, prefix))]);
            case ConditionQuantifier quantifier:
                Condition[] names = [.. selections.Keys.Where(quantifier.Includes).Select(n => new ConditionName(prefix + n, quantifier.Offset))];
                return names.Length == 1 ? names[0] : quantifier.All ? new ConditionAnd(names) : new ConditionOr(names);
            default:
                throw new InvalidOperationException($"'{condition}' is a condition of an unknown kind.");
        }
    }
}
