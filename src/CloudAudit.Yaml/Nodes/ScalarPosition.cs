using CloudAudit.Rules;

namespace CloudAudit.Yaml.Nodes;

/// <summary>Finds the place in the file of a character of a scalar's value.</summary>
internal static class ScalarPosition
{
    /// <summary>
    /// Walks value and raw text side by side, whatever line folding and indentation did to white space.
    /// Where escapes make that impossible, the scalar's own place is given.
    /// </summary>
    /// <param name="text">The file's text.</param>
    /// <param name="scalar">The scalar.</param>
    /// <param name="offset">A character of the scalar's value, from 0; its length for the place after the end.</param>
    /// <param name="length">How many characters are meant.</param>
    public static SourcePosition Find(string text, YamlScalar scalar, int offset, int length)
    {
        ReadOnlySpan<char> raw = text.AsSpan(0, scalar.RawEnd);
        int at = scalar.RawStart;
        char style = at < raw.Length ? raw[at] : ' ';
        if (style is '|' or '>')
        {
            int lineEnd = raw[at..].IndexOf('\n');
            at = lineEnd < 0 ? raw.Length : at + lineEnd + 1;
        }
        else if (style is '\'' or '"')
        {
            at++;
        }

        ReadOnlySpan<char> value = scalar.Text;
        for (int i = 0; i < offset; i++)
        {
            if (char.IsWhiteSpace(value[i]))
            {
                continue;
            }

            at = SkipSpace(raw, at);
            if (at >= raw.Length || raw[at] != value[i])
            {
                return scalar.Position;
            }

            at++;
            if (style == '\'' && value[i] == '\'')
            {
                at++;
            }
        }

        if (offset < value.Length && !char.IsWhiteSpace(value[offset]))
        {
            at = SkipSpace(raw, at);
        }

        return At(raw, scalar, Math.Min(at, raw.Length), length);
    }

    private static int SkipSpace(ReadOnlySpan<char> raw, int at)
    {
        while (at < raw.Length && char.IsWhiteSpace(raw[at]))
        {
            at++;
        }

        return at;
    }

    private static SourcePosition At(ReadOnlySpan<char> raw, YamlScalar scalar, int at, int length)
    {
        ReadOnlySpan<char> before = raw[scalar.RawStart..at];
        int lines = before.Count('\n');
        return lines == 0
            ? new SourcePosition(scalar.Position.Line, scalar.Position.Column + before.Length, length)
            : new SourcePosition(scalar.Position.Line + lines, before.Length - before.LastIndexOf('\n'), length);
    }
}
