using CloudAudit.Rules;
using CloudAudit.Yaml.Nodes;

namespace CloudAudit.Yaml;

/// <summary>Makes a selection of a search identifier's map or list.</summary>
internal static class SelectionBuilder
{
    public static Selection Build(NodeReader nodes, YamlScalar name, YamlNode node)
        => node switch
        {
            YamlMapping map => Map(nodes, map),
            YamlSequence list => List(nodes, name, list),
            YamlScalar { Type: ScalarType.Null } => throw nodes.Invalid(name, $"'{name.Text}' is empty."),
            YamlScalar keyword => Keywords([Value(keyword)], keyword.Position),
            _ => throw nodes.Invalid(node, $"'{name.Text}' must be a map or a list."),
        };

    private static Selection List(NodeReader nodes, YamlScalar name, YamlSequence list)
    {
        var items = new List<Selection>();
        var keywords = new List<RuleValue>();
        foreach (YamlNode item in list.Items)
        {
            switch (item)
            {
                case YamlScalar { Type: ScalarType.Null }:
                    throw nodes.Invalid(item, "A keyword cannot be empty.");
                case YamlScalar keyword:
                    keywords.Add(Value(keyword));
                    break;
                case YamlMapping map:
                    items.Add(Map(nodes, map));
                    break;
                default:
                    throw nodes.Invalid(item, $"'{name.Text}' holds {item.Description} in a list.", "a map or a text");
            }
        }

        // Items are linked by OR, and so are the values of a test: all keywords are one test.
        if (keywords.Count > 0)
        {
            items.Add(Keywords(keywords, list.Position));
        }

        return items.Count switch
        {
            0 => throw nodes.Invalid(name, $"'{name.Text}' is empty."),
            1 => items[0],
            _ => new SelectionList(items),
        };
    }

    private static SelectionMap Keywords(IReadOnlyList<RuleValue> values, SourcePosition position)
        => new([new FieldTest(string.Empty, [], values, position)]);

    private static SelectionMap Map(NodeReader nodes, YamlMapping map)
    {
        if (map.Entries.Count == 0)
        {
            throw nodes.Invalid(map, "A selection cannot be empty.");
        }

        return new SelectionMap([.. map.Entries.Select(entry => Test(nodes, entry.Key, entry.Value))]);
    }

    private static FieldTest Test(NodeReader nodes, YamlScalar key, YamlNode value)
    {
        string[] parts = key.Text.Split('|');
        if (parts is [""])
        {
            throw nodes.Invalid(key, "A field must have a name.");
        }

        int offset = parts[0].Length + 1;
        foreach (string modifier in parts.AsSpan(1))
        {
            if (!RuleModifiers.All.Contains(modifier))
            {
                throw nodes.Error(
                    RuleProblemKind.Unsupported,
                    nodes.Within(key, Math.Min(offset, key.Text.Length), Math.Max(1, modifier.Length)),
                    $"'{modifier}' is no modifier of the Sigma specification.",
                    "one of " + string.Join(", ", RuleModifiers.All.Order(StringComparer.Ordinal)));
            }

            offset += modifier.Length + 1;
        }

        return new FieldTest(parts[0], parts[1..], Values(nodes, key, value), key.Position);
    }

    private static IReadOnlyList<RuleValue> Values(NodeReader nodes, YamlScalar key, YamlNode node)
    {
        switch (node)
        {
            case YamlScalar one:
                return [Value(one)];
            case YamlSequence { Items.Count: 0 }:
                throw nodes.Invalid(node, $"The list of '{key.Text}' is empty and could never match.");
            case YamlSequence list:
                return [.. list.Items.Select(item => ListValue(nodes, key, item))];
            default:
                throw nodes.Invalid(
                    node,
                    $"'{key.Text}' holds a map; a field inside another is written with a dot.",
                    $"'{key.Text}.{FirstKey(node)}: …'");
        }
    }

    private static RuleValue ListValue(NodeReader nodes, YamlScalar key, YamlNode item)
        => item switch
        {
            YamlScalar { Type: ScalarType.Null } => throw nodes.Invalid(
                item,
                $"The list of '{key.Text}' holds null, which Sigma allows only alone.",
                "a selection of its own for null, joined in the condition"),
            YamlScalar scalar => Value(scalar),
            _ => throw nodes.Invalid(item, $"The list of '{key.Text}' holds {item.Description}.", "texts, numbers, true or false"),
        };

    private static string FirstKey(YamlNode node)
        => node is YamlMapping { Entries: [var first, ..] } ? first.Key.Text : "name";

    private static RuleValue Value(YamlScalar scalar)
        => scalar.Type switch
        {
            ScalarType.Null => RuleValue.Null(scalar.Position),
            ScalarType.Boolean => RuleValue.Of(CoreSchema.IsTrue(scalar.Text), scalar.Position),
            ScalarType.Number when CoreSchema.TryNumber(scalar.Text, out decimal number) => RuleValue.Of(number, scalar.Text, scalar.Position),
            _ => RuleValue.Of(scalar.Text, scalar.Position),
        };
}
