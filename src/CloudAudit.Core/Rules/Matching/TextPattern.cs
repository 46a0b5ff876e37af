using System.Text;

namespace CloudAudit.Rules.Matching;

/// <summary>
/// A text with wildcards, taken apart once: literal parts between stars. Matching takes linear time in the text for each
/// part and never backtracks over more than one star.
/// </summary>
internal sealed class TextPattern
{
    private const string Dashes = "-/\u2013\u2014\u2015";
    private readonly Part[] _parts;

    private TextPattern(IEnumerable<Part> parts) => _parts = [.. parts];

    /// <summary>The text itself where there is no wildcard, else null.</summary>
    public string? Literal => _parts is [{ Kinds: null } only] ? only.Text : null;

    /// <summary>Nothing but stars.</summary>
    public bool IsAnything => _parts.Length > 1 && Array.TrueForAll(_parts, p => p.Text.Length == 0);

    /// <summary>How many characters a matching text has at the least.</summary>
    public int MinLength => _parts.Sum(p => p.Text.Length);

    /// <summary>Stars stand at both ends: whether a text matches does not depend on what is around the part that does.</summary>
    public bool IsSearch => _parts.Length > 1 && _parts[0].Text.Length == 0 && _parts[^1].Text.Length == 0;

    /// <summary>Whether the pattern is nothing but <c>*text*</c>, with that text.</summary>
    public bool IsContains(out string text)
    {
        text = _parts.Length == 3 ? _parts[1].Text : string.Empty;
        return _parts.Length == 3 && IsSearch && _parts[1].Kinds is null;
    }

    /// <summary>The text of a pattern that is nothing but <c>text*</c>, else null.</summary>
    public string? Prefix => _parts is [{ Kinds: null, Text.Length: > 0 } text, { Text.Length: 0 }] ? text.Text : null;

    /// <summary>The text of a pattern that is nothing but <c>*text</c>, else null.</summary>
    public string? Suffix => _parts is [{ Text.Length: 0 }, { Kinds: null, Text.Length: > 0 } text] ? text.Text : null;

    /// <summary>Sigma's notation; see <see cref="ValueText.Parse"/>.</summary>
    public static TextPattern Sigma(ValueText value)
    {
        var parts = new PartList();
        foreach (var glyph in value.Glyphs)
        {
            parts.Append(glyph);
        }

        return parts.ToPattern();
    }

    /// <summary>PowerShell's notation: <c>*</c> and <c>?</c>, escaped by a backtick.</summary>
    public static TextPattern PowerShell(string text)
    {
        var parts = new PartList();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '`' && i + 1 < text.Length)
            {
                parts.Append(new Glyph(GlyphKind.Literal, text[++i]));
            }
            else
            {
                parts.Append(new Glyph(c switch { '*' => GlyphKind.AnyMany, '?' => GlyphKind.AnyOne, _ => GlyphKind.Literal }, c));
            }
        }

        return parts.ToPattern();
    }

    /// <summary>Whether the whole text matches.</summary>
    public bool IsMatch(ReadOnlySpan<char> text, StringComparison comparison)
    {
        var first = _parts[0];
        if (_parts.Length == 1)
        {
            return text.Length == first.Text.Length && first.Matches(text, comparison);
        }

        var last = _parts[^1];
        if (text.Length < first.Text.Length + last.Text.Length
            || !first.Matches(text[..first.Text.Length], comparison)
            || !last.Matches(text[^last.Text.Length..], comparison))
        {
            return false;
        }

        // Each middle part at its first place: a later one could only leave less for those behind it.
        text = text[first.Text.Length..^last.Text.Length];
        for (int i = 1; i < _parts.Length - 1; i++)
        {
            int at = _parts[i].Find(text, comparison);
            if (at < 0)
            {
                return false;
            }

            text = text[(at + _parts[i].Text.Length)..];
        }

        return true;
    }

    /// <summary>A run without a star.</summary>
    /// <param name="Text">Its characters; any at a place that is not literal.</param>
    /// <param name="Kinds">What each place stands for; null where all are literal.</param>
    private sealed record Part(string Text, GlyphKind[]? Kinds)
    {
        public int Find(ReadOnlySpan<char> text, StringComparison comparison)
        {
            if (Kinds is null)
            {
                return text.IndexOf(Text, comparison);
            }

            for (int at = 0; at + Text.Length <= text.Length; at++)
            {
                if (Matches(text.Slice(at, Text.Length), comparison))
                {
                    return at;
                }
            }

            return -1;
        }

        public bool Matches(ReadOnlySpan<char> text, StringComparison comparison)
        {
            if (Kinds is null)
            {
                return text.Equals(Text, comparison);
            }

            for (int i = 0; i < Kinds.Length; i++)
            {
                bool fits = Kinds[i] switch
                {
                    GlyphKind.AnyOne => true,
                    GlyphKind.Dash => Dashes.Contains(text[i], StringComparison.Ordinal),
                    _ => text.Slice(i, 1).Equals(Text.AsSpan(i, 1), comparison),
                };
                if (!fits)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Takes glyphs apart at stars.</summary>
    private sealed class PartList
    {
        private readonly List<Part> _parts = [];
        private readonly StringBuilder _text = new();
        private readonly StringBuilder _kinds = new();
        private bool _literal = true;

        public void Append(Glyph glyph)
        {
            if (glyph.Kind == GlyphKind.AnyMany)
            {
                // Stars in a row are one.
                if (_text.Length > 0 || _parts.Count == 0)
                {
                    Close();
                }

                return;
            }

            _text.Append(glyph.Char);
            _kinds.Append((char)glyph.Kind);
            _literal &= glyph.Kind is GlyphKind.Literal or GlyphKind.Percent;
        }

        public TextPattern ToPattern()
        {
            Close();
            return new TextPattern(_parts);
        }

        private void Close()
        {
            _parts.Add(new Part(_text.ToString(), _literal ? null : Kinds()));
            _text.Clear();
            _kinds.Clear();
            _literal = true;
        }

        private GlyphKind[] Kinds()
        {
            var kinds = new GlyphKind[_kinds.Length];
            for (int i = 0; i < kinds.Length; i++)
            {
                kinds[i] = (GlyphKind)_kinds[i];
            }

            return kinds;
        }
    }
}
