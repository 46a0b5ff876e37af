using System.Text;

namespace CloudAudit.Rules.Matching;

/// <summary>
/// A text with wildcards, taken apart once: literal parts between stars. Matching takes linear time in the text for each
/// part and never backtracks over more than one star.
/// </summary>
internal sealed class TextPattern
{
    // Any one character, where '?' stands in a part; a private-use character that no escape can produce from a rule's text.
    private const char AnyOne = '\uF8FF';
    private readonly string[] _parts;
    private readonly bool[] _hasAnyOne;

    private TextPattern(string[] parts)
    {
        _parts = parts;
        _hasAnyOne = Array.ConvertAll(parts, p => p.Contains(AnyOne, StringComparison.Ordinal));
    }

    /// <summary>The text itself where there is no wildcard, else null.</summary>
    public string? Literal => _parts.Length == 1 && !_hasAnyOne[0] ? _parts[0] : null;

    /// <summary>The longest run of text that every match contains; empty where there is none.</summary>
    public string LongestPart => _parts.SelectMany(p => p.Split(AnyOne)).MaxBy(p => p.Length) ?? string.Empty;

    /// <summary>Whether the pattern is nothing but <c>*text*</c>, with that text.</summary>
    public bool IsContains(out string text)
    {
        text = _parts.Length == 3 ? _parts[1] : string.Empty;
        return _parts.Length == 3 && _parts[0].Length == 0 && _parts[2].Length == 0 && !_hasAnyOne[1];
    }

    /// <summary>Sigma's notation: <c>*</c> and <c>?</c>, escaped by a backslash, which before anything else stands for itself.</summary>
    public static TextPattern Sigma(string text, bool openStart = false, bool openEnd = false)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        if (openStart)
        {
            parts.Add(string.Empty);
        }

        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\' && i + 1 < text.Length && text[i + 1] is '*' or '?' or '\\')
            {
                part.Append(text[++i]);
            }
            else
            {
                Append(parts, part, c);
            }
        }

        return Close(parts, part, openEnd);
    }

    /// <summary>PowerShell's notation: <c>*</c> and <c>?</c>, escaped by a backtick.</summary>
    public static TextPattern PowerShell(string text)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '`' && i + 1 < text.Length)
            {
                part.Append(text[++i]);
            }
            else
            {
                Append(parts, part, c);
            }
        }

        return Close(parts, part, openEnd: false);
    }

    /// <summary>Whether the whole text matches.</summary>
    public bool IsMatch(ReadOnlySpan<char> text, StringComparison comparison)
    {
        string first = _parts[0];
        if (_parts.Length == 1)
        {
            return text.Length == first.Length && PartMatches(0, text, comparison);
        }

        string last = _parts[^1];
        if (text.Length < first.Length + last.Length
            || !PartMatches(0, text[..first.Length], comparison)
            || !PartMatches(_parts.Length - 1, text[^last.Length..], comparison))
        {
            return false;
        }

        // Each middle part at its first place: a later one could only leave less for those behind it.
        text = text[first.Length..^last.Length];
        for (int i = 1; i < _parts.Length - 1; i++)
        {
            int at = Find(i, text, comparison);
            if (at < 0)
            {
                return false;
            }

            text = text[(at + _parts[i].Length)..];
        }

        return true;
    }

    private int Find(int part, ReadOnlySpan<char> text, StringComparison comparison)
    {
        if (!_hasAnyOne[part])
        {
            return text.IndexOf(_parts[part], comparison);
        }

        int length = _parts[part].Length;
        for (int at = 0; at + length <= text.Length; at++)
        {
            if (PartMatches(part, text.Slice(at, length), comparison))
            {
                return at;
            }
        }

        return -1;
    }

    private bool PartMatches(int part, ReadOnlySpan<char> text, StringComparison comparison)
    {
        string expected = _parts[part];
        if (!_hasAnyOne[part])
        {
            return text.Equals(expected, comparison);
        }

        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i] != AnyOne && !text.Slice(i, 1).Equals(expected.AsSpan(i, 1), comparison))
            {
                return false;
            }
        }

        return true;
    }

    private static void Append(List<string> parts, StringBuilder part, char c)
    {
        switch (c)
        {
            case '*':
                if (part.Length > 0 || parts.Count == 0)
                {
                    parts.Add(part.ToString());
                    part.Clear();
                }

                break;
            case '?':
                part.Append(AnyOne);
                break;
            default:
                part.Append(c);
                break;
        }
    }

    private static TextPattern Close(List<string> parts, StringBuilder part, bool openEnd)
    {
        parts.Add(part.ToString());
        if (openEnd && part.Length > 0)
        {
            parts.Add(string.Empty);
        }
        else if (openEnd && parts.Count == 1)
        {
            parts.Add(string.Empty);
        }

        return new TextPattern([.. parts]);
    }
}
