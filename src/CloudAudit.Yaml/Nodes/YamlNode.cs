using CloudAudit.Rules;

namespace CloudAudit.Yaml.Nodes;

/// <summary>
/// A node of a small YAML tree with its place. Aliases share their target's node, so a tree can be
/// a graph; <see cref="Weight"/> is its size as a tree, which the reader caps.
/// </summary>
internal abstract class YamlNode
{
    public required SourcePosition Position { get; init; }

    /// <summary>This node and all below it, shared nodes counted each time. At most the reader's cap.</summary>
    public int Weight { get; private set; } = 1;

    /// <summary>Levels below this node.</summary>
    public int Height { get; private set; }

    /// <summary>What the node is, for messages.</summary>
    public abstract string Description { get; }

    protected void Grow(YamlNode child)
    {
        Weight += child.Weight;
        Height = Math.Max(Height, child.Height + 1);
    }
}

/// <summary>A text, a number, a boolean or null, as it is written.</summary>
internal sealed class YamlScalar : YamlNode
{
    public required string Text { get; init; }

    public required ScalarType Type { get; init; }

    /// <summary>Where the raw text starts in the file's text, quotes and block header included.</summary>
    public required int RawStart { get; init; }

    /// <summary>Where the raw text ends in the file's text.</summary>
    public required int RawEnd { get; init; }

    public override string Description => Type switch
    {
        ScalarType.Null => "nothing",
        ScalarType.Boolean or ScalarType.Number => Text,
        _ => "a text",
    };
}

/// <summary>A list.</summary>
internal sealed class YamlSequence : YamlNode
{
    private readonly List<YamlNode> _items = [];

    public IReadOnlyList<YamlNode> Items => _items;

    public override string Description => "a list";

    public void Add(YamlNode item)
    {
        _items.Add(item);
        Grow(item);
    }
}

/// <summary>A map whose keys are scalars, each there once, in the file's order.</summary>
internal sealed class YamlMapping : YamlNode
{
    private readonly OrderedDictionary<string, KeyValuePair<YamlScalar, YamlNode>> _entries = new(StringComparer.Ordinal);

    public IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> Entries => _entries.Values;

    public override string Description => "a map";

    public YamlNode? Find(string key) => _entries.TryGetValue(key, out KeyValuePair<YamlScalar, YamlNode> entry) ? entry.Value : null;

    public bool TryAdd(YamlScalar key, YamlNode value)
    {
        if (!_entries.TryAdd(key.Text, new(key, value)))
        {
            return false;
        }

        Grow(key);
        Grow(value);
        return true;
    }
}
