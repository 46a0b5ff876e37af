using CloudAudit.Rules;

namespace CloudAudit.Yaml.Nodes;

/// <summary>Takes typed fields from the nodes of one file, and refuses with the place what has another type.</summary>
internal sealed class NodeReader(RuleSource source)
{
    public RuleSource Source { get; } = source;

    public RuleParseException Error(RuleProblemKind kind, SourcePosition position, string message, string? expected = null)
        => new(Source.Problem(kind, position, message, expected));

    public RuleParseException Invalid(YamlNode node, string message, string? expected = null)
        => Error(RuleProblemKind.Invalid, node.Position, message, expected);

    /// <summary>The place of some characters of a scalar's value.</summary>
    public SourcePosition Within(YamlScalar scalar, int offset, int length)
        => ScalarPosition.Find(Source.Text, scalar, offset, length);

    public YamlMapping Mapping(YamlNode node, string what)
        => node as YamlMapping ?? throw Invalid(node, $"{what} must be a map, not {node.Description}.");

    /// <summary>A text; null when the key is absent or its value is empty. Numbers and booleans are taken as they are written.</summary>
    public string? Text(YamlMapping map, string key)
        => map.Find(key) switch
        {
            null or YamlScalar { Type: ScalarType.Null } => null,
            YamlScalar scalar => scalar.Text.TrimEnd('\n'),
            { } other => throw Invalid(other, $"'{key}' must be a text, not {other.Description}."),
        };

    public string RequiredText(YamlMapping map, string key, string of)
        => Text(map, key) is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw Invalid(map.Find(key) ?? map, $"{of} must have a '{key}'.");

    /// <summary>Texts; a single text is taken as a list of one.</summary>
    public IReadOnlyList<string> Texts(YamlMapping map, string key) => [.. Scalars(map, key).Select(scalar => scalar.Text)];

    /// <summary>
    /// What is for people to read. A colon in an unquoted line makes a map of it, which is taken for the line that it was
    /// meant to be; empty items are passed by. That a rule finds what it should does not hang on such things.
    /// </summary>
    public IReadOnlyList<string> Prose(YamlMapping map, string key)
        => map.Find(key) is YamlSequence list
            ? [.. list.Items.Where(item => item is not YamlScalar { Type: ScalarType.Null }).Select(item => Line(item, key))]
            : map.Find(key) is YamlMapping line ? [Line(line, key)] : Texts(map, key);

    private string Line(YamlNode node, string key)
        => node switch
        {
            YamlScalar scalar => scalar.Text,
            YamlMapping { Entries: [(var name, YamlScalar text)] } => $"{name.Text}: {text.Text}",
            _ => throw Invalid(node, $"'{key}' must be a list of texts; there is {node.Description} in it."),
        };

    public IReadOnlyList<YamlScalar> Scalars(YamlMapping map, string key)
    {
        switch (map.Find(key))
        {
            case null or YamlScalar { Type: ScalarType.Null }:
                return [];
            case YamlScalar one:
                return [one];
            case YamlSequence list:
                return
                [
                    .. list.Items.Select(item => item as YamlScalar ?? throw Invalid(item, $"'{key}' must be a list of texts; there is {item.Description} in it.")),
                ];
            case { } other:
                throw Invalid(other, $"'{key}' must be a list of texts, not {other.Description}.");
        }
    }

    public RuleLevel? Level(YamlMapping map, string key = "level")
        => Text(map, key)?.ToLowerInvariant() switch
        {
            null => null,
            "informational" => RuleLevel.Informational,
            "low" => RuleLevel.Low,
            "medium" => RuleLevel.Medium,
            "high" => RuleLevel.High,
            "critical" => RuleLevel.Critical,
            var other => throw Invalid(map.Find(key)!, $"'{other}' is no level.", "informational, low, medium, high or critical"),
        };
}
