using CloudAudit.Rules;
using CloudAudit.Yaml.Nodes;

namespace CloudAudit.Yaml;

/// <summary>
/// Leaves the tests at the end of a rule's file for later: they are more than half of the text, and only whoever runs them
/// needs them.
/// </summary>
/// <remarks>
/// A line that begins with <c>tests:</c> may also stand inside a text. So the file is cut there only where all lines behind
/// it are indented, list items, comments or blank, which is to say that nothing else of the rule follows; and the cut only
/// stands if what is before it turns out to be a whole block map that begins at the first column: then that line is a key
/// of that map. In any other case the file is read as a whole.
/// </remarks>
internal static class DeferredTests
{
    private const string Key = "\ntests:";

    /// <summary>The text of a file up to its tests, if it may be cut there; else null.</summary>
    public static string? TextBefore(string text)
    {
        int at = text.LastIndexOf(Key, StringComparison.Ordinal) + 1;
        if (at == 0)
        {
            return null;
        }

        ReadOnlySpan<char> behind = text.AsSpan(at + Key.Length - 1);
        return IsKeyEnd(behind) && HoldsNoKey(behind) && text.AsSpan(0, at).IndexOf("\n...", StringComparison.Ordinal) < 0 ? text[..at] : null;
    }

    /// <summary>The documents of a file whose text was cut; null where it must be read as a whole. The last has its tests behind the cut.</summary>
    public static List<YamlDocument>? Documents(RuleSource source)
    {
        if (TextBefore(source.Text) is not { } text)
        {
            return null;
        }

        List<YamlDocument> documents = new YamlDocumentReader(source, text).ReadAll();
        if (documents is not [.., { Problem: null, Root: YamlMapping { IsFlow: false, Position.Column: 1 } last }] || last.Find("tests") is not null)
        {
            return null;
        }

        last.TestsFollow = true;
        return documents;
    }

    /// <summary>Reads the tests that were left for later, with the whole file, as anchors may stand anywhere in it.</summary>
    /// <exception cref="RuleParseException">The file or its tests are not what they should be.</exception>
    public static IReadOnlyList<RuleTest> Read(NodeReader nodes)
    {
        List<YamlDocument> documents = new YamlDocumentReader(nodes.Source).ReadAll();
        YamlDocument last = documents[^1];
        return last.Problem is { } problem ? throw new RuleParseException(problem)
            : last.Root is YamlMapping rule ? new RuleTestBuilder(nodes).Build(rule)
            : [];
    }

    private static bool IsKeyEnd(ReadOnlySpan<char> behind) => behind.IsEmpty || behind[0] is ' ' or '\n' || behind.StartsWith("\r\n", StringComparison.Ordinal);

    // The lines behind the first. YAML has more line ends than one; where there are others than usual nothing is cut.
    private static bool HoldsNoKey(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny('\u0085', '\u2028', '\u2029') >= 0)
        {
            return false;
        }

        for (int end = text.IndexOf('\n'); end >= 0; end = text.IndexOf('\n'))
        {
            if (text[..end].TrimEnd('\r').Contains('\r'))
            {
                return false;
            }

            text = text[(end + 1)..];
            bool belongs = text.IsEmpty || text[0] is ' ' or '#' or '\n'
                || text.StartsWith("\r\n", StringComparison.Ordinal)
                || text.StartsWith("- ", StringComparison.Ordinal)
                || text.StartsWith("-\n", StringComparison.Ordinal);
            if (!belongs)
            {
                return false;
            }
        }

        return !text.Contains('\r');
    }
}
