using System.Collections.ObjectModel;
using CloudAudit.Rules;
using CloudAudit.Yaml.Nodes;

namespace CloudAudit.Yaml;

/// <summary>Reads a rule's <c>detection</c>, or a filter: its search identifiers, then the conditions over them.</summary>
/// <param name="nodes">Reads the nodes.</param>
/// <param name="detection">The map.</param>
/// <param name="what">What the map is, for messages.</param>
/// <param name="otherFields">Fields of the map that are no search identifiers.</param>
internal sealed class DetectionBuilder(NodeReader nodes, YamlMapping detection, string what = "detection", params string[] otherFields)
{
    private readonly OrderedDictionary<string, Selection> _selections = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Selection> ReadSelections()
    {
        foreach ((YamlScalar key, YamlNode value) in detection.Entries)
        {
            switch (key.Text)
            {
                case "condition":
                case var other when otherFields.Contains(other, StringComparer.Ordinal):
                    break;
                case "timeframe":
                    throw nodes.Error(
                        RuleProblemKind.Unsupported,
                        key.Position,
                        "'timeframe' belongs to the obsolete aggregations and is unsupported; write a correlation rule in its place.");
                default:
                    _selections.Add(key.Text, SelectionBuilder.Build(nodes, key, value));
                    break;
            }
        }

        return new ReadOnlyDictionary<string, Selection>(_selections);
    }

    /// <summary>To be called after <see cref="ReadSelections"/>, as every name in a condition must be one of those.</summary>
    public IReadOnlyList<Condition> ReadConditions()
    {
        IReadOnlyList<YamlScalar> texts = nodes.Scalars(detection, "condition");
        if (texts.Count == 0)
        {
            throw nodes.Invalid(detection.Find("condition") ?? detection, $"A {what} must have a 'condition'.");
        }

        return [.. texts.Select(ReadCondition)];
    }

    private Condition ReadCondition(YamlScalar text)
    {
        Condition condition;
        try
        {
            condition = ConditionParser.Parse(text.Text);
        }
        catch (ConditionSyntaxException error)
        {
            RuleProblemKind kind = error.IsUnsupported ? RuleProblemKind.Unsupported : RuleProblemKind.Syntax;
            throw nodes.Error(kind, nodes.Within(text, error.Offset, error.Length), error.Problem, error.Expected);
        }

        Check(condition, text);
        return condition;
    }

    /// <summary>Recursion is as deep as the parser lets conditions nest.</summary>
    private void Check(Condition condition, YamlScalar text)
    {
        switch (condition)
        {
            case ConditionName name when !_selections.ContainsKey(name.Name):
                throw nodes.Error(
                    RuleProblemKind.Invalid,
                    nodes.Within(text, name.Offset, name.Name.Length),
                    $"The {what} has no '{name.Name}'.",
                    KnownNames());
            case ConditionQuantifier quantifier when !_selections.Keys.Any(quantifier.Includes):
                throw nodes.Error(
                    RuleProblemKind.Invalid,
                    nodes.Within(text, quantifier.Offset, quantifier.Length),
                    $"'{quantifier}' means none of the {what}'s selections.",
                    KnownNames());
            case ConditionNot not:
                Check(not.Operand, text);
                break;
            case ConditionAnd and:
                foreach (Condition operand in and.Operands)
                {
                    Check(operand, text);
                }

                break;
            case ConditionOr or:
                foreach (Condition operand in or.Operands)
                {
                    Check(operand, text);
                }

                break;
        }
    }

    private string? KnownNames()
        => _selections.Count switch
        {
            0 => null,
            <= 8 => string.Join(", ", _selections.Keys),
            _ => string.Join(", ", _selections.Keys.Take(8)) + ", …",
        };
}
