using CloudAudit.Rules;
using CloudAudit.Yaml.Nodes;

namespace CloudAudit.Yaml;

/// <summary>Reads what must hold of a correlation's number: a map of comparisons, and the field that some types look at.</summary>
/// <param name="nodes">Reads the nodes.</param>
/// <param name="correlation">The map that has the <c>condition</c>.</param>
/// <param name="type">The correlation's type.</param>
/// <param name="rules">How many rules it names.</param>
internal sealed class CorrelationConditionBuilder(NodeReader nodes, YamlMapping correlation, CorrelationType type, int rules)
{
    private bool IsTemporal => type is CorrelationType.Temporal or CorrelationType.TemporalOrdered;

    private bool HasField => type is not CorrelationType.EventCount && !IsTemporal;

    private bool IsCount => type is CorrelationType.EventCount or CorrelationType.ValueCount || IsTemporal;

    public CorrelationCondition Build()
    {
        switch (correlation.Find("condition"))
        {
            case null or YamlScalar { Type: ScalarType.Null } when IsTemporal:
                return new CorrelationCondition([new CorrelationComparison(ComparisonOperator.GreaterOrEqual, rules)]);
            case null:
                throw nodes.Invalid(correlation, "A correlation of this type must have a 'condition'.", "a comparison, such as gte: 10");
            case YamlScalar { Type: ScalarType.Text } text:
                throw nodes.Error(
                    RuleProblemKind.Unsupported,
                    text.Position,
                    "A condition over rules as text is an extension of other tools, not of the Sigma specification, and is unsupported.",
                    "a map of comparisons, such as gte: 2");
            case { } node:
                return Build(nodes.Mapping(node, "'condition'"));
        }
    }

    private CorrelationCondition Build(YamlMapping map)
    {
        var comparisons = new List<CorrelationComparison>();
        foreach ((YamlScalar key, YamlNode value) in map.Entries)
        {
            if (key.Text is not ("field" or "percentile"))
            {
                comparisons.Add(Comparison(key, value));
            }
        }

        if (comparisons.Count == 0)
        {
            throw nodes.Invalid(map, "The condition compares nothing.", "gt, gte, lt, lte, eq or neq");
        }

        var condition = new CorrelationCondition(comparisons) { Fields = Fields(map), Percentile = Percentile(map) };

        // What is asked of a chain that lacks some of its rules, the specification leaves open.
        if (type == CorrelationType.TemporalOrdered && (!condition.Holds(rules) || Enumerable.Range(0, rules).Any(r => condition.Holds(r))))
        {
            throw nodes.Error(
                RuleProblemKind.Unsupported, map.Position, "The order of some of the rules is not defined: all of them must follow each other.", $"gte: {rules}, or no condition");
        }

        return condition;
    }

    private CorrelationComparison Comparison(YamlScalar key, YamlNode value)
    {
        ComparisonOperator comparison = key.Text switch
        {
            "gt" => ComparisonOperator.Greater,
            "gte" => ComparisonOperator.GreaterOrEqual,
            "lt" => ComparisonOperator.Less,
            "lte" => ComparisonOperator.LessOrEqual,
            "eq" => ComparisonOperator.Equal,
            "neq" => ComparisonOperator.NotEqual,
            var other => throw nodes.Invalid(key, $"'{other}' is no comparison.", HasField ? "gt, gte, lt, lte, eq, neq or field" : "gt, gte, lt, lte, eq or neq"),
        };
        if (value is not YamlScalar { Type: ScalarType.Number } scalar || !CoreSchema.TryNumber(scalar.Text, out decimal number))
        {
            throw nodes.Invalid(value, $"'{key.Text}' must be a number, not {value.Description}.");
        }

        // A window is there because of an event: what never happened has none.
        bool absence = comparison switch
        {
            ComparisonOperator.Less => number <= 1,
            ComparisonOperator.LessOrEqual or ComparisonOperator.Equal => number < 1,
            _ => false,
        };
        return IsCount && absence
            ? throw nodes.Error(RuleProblemKind.Unsupported, value.Position, "The absence of events is unsupported: a window holds at least one.")
            : new CorrelationComparison(comparison, number);
    }

    private IReadOnlyList<string> Fields(YamlMapping map)
    {
        IReadOnlyList<string> fields = nodes.Texts(map, "field");
        if (!HasField)
        {
            return fields.Count == 0 ? fields : throw nodes.Invalid(map.Find("field")!, "A correlation of this type looks at no 'field'.");
        }

        if (fields.Count == 0 || fields.Any(string.IsNullOrWhiteSpace))
        {
            throw nodes.Invalid(map.Find("field") ?? map, "The condition must have the 'field' whose values are looked at.");
        }

        return fields.Count == 1 || type == CorrelationType.ValueCount
            ? fields
            : throw nodes.Error(RuleProblemKind.Unsupported, map.Find("field")!.Position, "Only a value_count can look at several fields together.", "one field");
    }

    private decimal? Percentile(YamlMapping map)
        => map.Find("percentile") switch
        {
            null => null,
            { } node when type != CorrelationType.ValuePercentile => throw nodes.Invalid(node, "A correlation of this type has no 'percentile'."),
            YamlScalar { Type: ScalarType.Number } scalar when CoreSchema.TryNumber(scalar.Text, out decimal number) && number is >= 0 and <= 100 => number,
            { } node => throw nodes.Invalid(node, "'percentile' must be a number from 0 to 100."),
        };
}
