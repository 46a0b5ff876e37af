using System.Globalization;
using CloudAudit.Rules;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CloudAudit.Yaml.Nodes;

/// <summary>
/// Reads the documents of a file from the parser's events, one at a time and without recursion.
/// YamlDotNet's object and stream layers recurse and die of a few thousand brackets; its parser
/// streams, so that a document past a limit is refused after the first few events.
/// </summary>
internal sealed class YamlDocumentReader
{
    /// <summary>How deep lists and maps may nest; a Sigma rule needs five levels.</summary>
    public const int DeepestNesting = 32;

    /// <summary>How many nodes a file may have, with each alias counted as all that it stands for.</summary>
    public const int MostNodes = 100_000;

    /// <summary>How many aliases a file may have.</summary>
    public const int MostAliases = 1_000;

    /// <summary>How many documents a file may have.</summary>
    public const int MostDocuments = 5_000;

    private readonly RuleSource _source;
    private readonly Parser _parser;
    private readonly Stack<Frame> _open = new();
    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
    private YamlNode? _root;
    private RuleProblem? _problem;
    private int _nodes;
    private int _aliases;
    private int _documents;
    private bool _ended;

    /// <param name="source">The file.</param>
    /// <param name="text">The beginning of its text, where it is not to be read whole.</param>
    public YamlDocumentReader(RuleSource source, string? text = null)
    {
        _source = source;
        _parser = new Parser(new Scanner(new StringReader(text ?? source.Text), skipComments: true));
    }

    private sealed class Frame(YamlNode container, AnchorName anchor)
    {
        public YamlNode Container { get; } = container;

        public AnchorName Anchor { get; } = anchor;

        /// <summary>The key whose value comes next.</summary>
        public YamlScalar? Key { get; set; }

        /// <summary>Whether the next value belongs to a key that was refused.</summary>
        public bool SkipsValue { get; set; }
    }

    /// <summary>All documents that are left.</summary>
    public List<YamlDocument> ReadAll()
    {
        var documents = new List<YamlDocument>();
        while (Read() is { } document)
        {
            documents.Add(document);
        }

        return documents;
    }

    /// <summary>
    /// The next document; null at the end of the file. What is wrong with one document leaves the
    /// next ones readable, unless the text stops being YAML or a limit is passed.
    /// </summary>
    public YamlDocument? Read()
    {
        _root = null;
        _problem = null;
        _anchors.Clear();
        _open.Clear();
        while (!_ended && Next() is { } parsed)
        {
            switch (parsed)
            {
                case DocumentStart start:
                    if (++_documents > MostDocuments)
                    {
                        TooLarge(start, "documents", MostDocuments);
                    }

                    break;
                case DocumentEnd:
                    return new YamlDocument(_problem is null ? _root : null, _problem);
                case StreamEnd:
                    _ended = true;
                    break;
                default:
                    Take(parsed);
                    break;
            }
        }

        _ended = true;
        return _problem is null ? null : new YamlDocument(null, _problem);
    }

    private ParsingEvent? Next()
    {
        try
        {
            return _parser.MoveNext() ? _parser.Current : null;
        }
        catch (YamlException error)
        {
            Fail(new SourcePosition((int)error.Start.Line, (int)error.Start.Column), error.Message);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            // The parser's own state checks escape on some malformed streams, with words that help nobody.
            Fail(Place(_parser.Current), "its structure breaks off after this.");
        }

        return null;
    }

    private void Fail(SourcePosition position, string message)
    {
        _problem = _source.Problem(RuleProblemKind.Syntax, position, "This is not valid YAML: " + message);
        _ended = true;
    }

    private void Take(ParsingEvent parsed)
    {
        switch (parsed)
        {
            case YamlDotNet.Core.Events.Scalar scalar:
                Attach(Convert(scalar), scalar.Anchor, scalar);
                break;
            case AnchorAlias alias:
                TakeAlias(alias);
                break;
            case SequenceStart start:
                Open(new YamlSequence { Position = Place(start) }, start);
                break;
            case MappingStart start:
                Open(new YamlMapping { Position = Place(start), IsFlow = start.Style == MappingStyle.Flow }, start);
                break;
            case SequenceEnd or MappingEnd:
                Frame closed = _open.Pop();
                Attach(closed.Container, closed.Anchor, parsed);
                break;
        }
    }

    private void Open(YamlNode container, NodeEvent start)
    {
        if (_open.Count == DeepestNesting)
        {
            TooDeep(start);
            return;
        }

        _open.Push(new Frame(container, start.Anchor));
    }

    private void TakeAlias(AnchorAlias alias)
    {
        if (++_aliases > MostAliases)
        {
            TooLarge(alias, "aliases", MostAliases);
        }
        else if (!_anchors.TryGetValue(alias.Value.Value, out YamlNode? target))
        {
            Wrong(Place(alias), $"There is no anchor '&{alias.Value.Value}' before this alias.");
            Attach(new YamlSequence { Position = Place(alias) }, AnchorName.Empty, alias);
        }
        else if (_open.Count + target.Height >= DeepestNesting)
        {
            TooDeep(alias);
        }
        else
        {
            Attach(target, AnchorName.Empty, alias);
        }
    }

    /// <summary>Puts a complete node where it belongs: the root, a list's item, a map's key or value.</summary>
    private void Attach(YamlNode node, AnchorName anchor, ParsingEvent parsed)
    {
        // A container's children were counted as they came; an alias brings all of its target anew.
        _nodes += parsed is AnchorAlias ? node.Weight : 1;
        if (_nodes > MostNodes)
        {
            TooLarge(parsed, "nodes", MostNodes);
            return;
        }

        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = node;
        }

        if (!_open.TryPeek(out Frame? frame))
        {
            _root = node;
            return;
        }

        switch (frame.Container)
        {
            case YamlSequence sequence:
                sequence.Add(node);
                break;
            case YamlMapping mapping when frame.Key is { } key:
                frame.Key = null;
                if (!mapping.TryAdd(key, node))
                {
                    Wrong(key.Position, $"The key '{key.Text}' is there twice in one map.");
                }

                break;
            case YamlMapping when frame.SkipsValue:
                frame.SkipsValue = false;
                break;
            case YamlMapping:
                TakeKey(frame, node);
                break;
        }
    }

    private void TakeKey(Frame frame, YamlNode node)
    {
        if (node is not YamlScalar key)
        {
            Wrong(node.Position, $"A key must be a text, not {node.Description}.");
            frame.SkipsValue = true;
        }
        else if (key.Text == "<<")
        {
            Wrong(key.Position, "Merge keys ('<<') are not part of YAML 1.2 and are not supported.");
            frame.SkipsValue = true;
        }
        else
        {
            frame.Key = key;
        }
    }

    private YamlScalar Convert(YamlDotNet.Core.Events.Scalar scalar)
    {
        // An explicit tag that is not one of the core schema means a type of somebody's program.
        ScalarType type = ScalarType.Text;
        switch (scalar.Tag.IsEmpty ? null : scalar.Tag.Value)
        {
            case null:
                type = scalar.Style == ScalarStyle.Plain ? CoreSchema.TypeOf(scalar.Value) : ScalarType.Text;
                break;
            case "!" or "tag:yaml.org,2002:str":
                break;
            case "tag:yaml.org,2002:int" or "tag:yaml.org,2002:float" or "tag:yaml.org,2002:bool" or "tag:yaml.org,2002:null":
                type = CoreSchema.TypeOf(scalar.Value);
                break;
            default:
                Wrong(Place(scalar), $"The tag '{scalar.Tag.Value}' is not supported.");
                break;
        }

        return new YamlScalar
        {
            Position = Place(scalar),
            Text = scalar.Value,
            Type = type,
            RawStart = (int)scalar.Start.Index,
            RawEnd = (int)scalar.End.Index,
        };
    }

    private void TooDeep(ParsingEvent parsed) => Stop(
        parsed,
        string.Create(CultureInfo.InvariantCulture, $"Lists and maps nest deeper than {DeepestNesting} levels."));

    private void TooLarge(ParsingEvent parsed, string what, int most) => Stop(
        parsed,
        string.Create(CultureInfo.InvariantCulture, $"The file has more than {most:N0} {what}."));

    private void Stop(ParsingEvent parsed, string message)
    {
        _problem = _source.Problem(RuleProblemKind.TooLarge, Place(parsed), message);
        _ended = true;
    }

    /// <summary>Notes the first thing that is wrong with this document.</summary>
    private void Wrong(SourcePosition position, string message)
        => _problem ??= _source.Problem(RuleProblemKind.Syntax, position, message);

    private static SourcePosition Place(ParsingEvent? parsed)
    {
        if (parsed is null)
        {
            return new SourcePosition(1, 1);
        }

        long length = parsed.End.Line == parsed.Start.Line ? parsed.End.Column - parsed.Start.Column : 1;
        return new SourcePosition((int)parsed.Start.Line, (int)parsed.Start.Column, (int)Math.Max(1, length));
    }
}
