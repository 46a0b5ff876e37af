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
    // Of so many keys they are looked through one by one.
    private const int Few = 24;

    private readonly List<YamlEntry> _entries = [];
    private Dictionary<string, YamlNode>? _byKey;

    public IReadOnlyList<YamlEntry> Entries => _entries;

    /// <summary>It is written in braces.</summary>
    public bool IsFlow { get; init; }

    /// <summary>The map is a rule whose tests stand behind the text that was read.</summary>
    public bool TestsFollow { get; set; }

    public override string Description => "a map";

    public YamlNode? Find(string key)
    {
        if (_byKey is not null)
        {
            return _byKey.GetValueOrDefault(key);
        }

        foreach (YamlEntry entry in _entries)
        {
            if (entry.Key.Text == key)
            {
                return entry.Value;
            }
        }

        return null;
    }

    public bool TryAdd(YamlScalar key, YamlNode value)
    {
        if (_entries.Count == Few)
        {
            _byKey = _entries.ToDictionary(entry => entry.Key.Text, entry => entry.Value, StringComparer.Ordinal);
        }

        if (Find(key.Text) is not null)
        {
            return false;
        }

        _byKey?.Add(key.Text, value);
        _entries.Add(new YamlEntry(key, value));
        Grow(key);
        Grow(value);
        return true;
    }
}

/// <summary>A key of a map and its value. No struct: lists of structs are compiled when a program starts.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
