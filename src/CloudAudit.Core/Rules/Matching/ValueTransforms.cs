using System.Text;

namespace CloudAudit.Rules.Matching;

/// <summary>
/// Applies a test's text modifiers to a value, in their order. One value may become several, of which any may match.
/// </summary>
internal sealed class ValueTransforms(ModifierChain chain, RulePlaceholders placeholders)
{
    /// <summary>How many texts one value may become; encodings of many dashes and placeholders multiply.</summary>
    public const int MostVariants = 4096;

    private static readonly char[] Dashes = ['-', '/', '\u2013', '\u2014', '\u2015'];

    /// <exception cref="RuleCompileException">A placeholder is not given, or the value cannot be encoded.</exception>
    public IReadOnlyList<ValueText> Apply(RuleValue value)
    {
        List<ValueText> texts = [ValueText.Parse(value.Text, chain.Expands)];
        foreach (string transform in chain.Transforms)
        {
            texts = [.. texts.SelectMany(t => Apply(transform, t, value)).Take(MostVariants + 1)];
            if (texts.Count > MostVariants)
            {
                throw chain.Error($"'{value.Text}' becomes more than {MostVariants} texts by '{transform}'.", value);
            }
        }

        return texts;
    }

    private IEnumerable<ValueText> Apply(string transform, ValueText text, RuleValue value) => transform switch
    {
        "contains" => [new ValueText([Glyph.Star, .. text.Glyphs, Glyph.Star], text.IsBytes)],
        "startswith" => [new ValueText([.. text.Glyphs, Glyph.Star], text.IsBytes)],
        "endswith" => [new ValueText([Glyph.Star, .. text.Glyphs], text.IsBytes)],
        "windash" => [new ValueText([.. text.Glyphs.Select(g => g.Kind == GlyphKind.Literal && Dashes.Contains(g.Char) ? g with { Kind = GlyphKind.Dash } : g)])],
        "expand" => Expand(text, value),
        "base64" => Dashed(text, value).Select(t => ValueText.Plain(Convert.ToBase64String(Bytes(t, transform, value)))),
        "base64offset" => Dashed(text, value).SelectMany(t => AtOffsets(Bytes(t, transform, value), value)),
        "utf16le" or "wide" => Dashed(text, value).Select(t => Utf16(t, value)),
        "utf16be" => Dashed(text, value).Select(t => Utf16(t, value, bigEndian: true)),
        "utf16" => Dashed(text, value).Select(t => Utf16(t, value, byteOrderMark: true)),
        _ => throw chain.Error($"'{transform}' does not work on text."),
    };

    /// <summary>
    /// The text that the value's bytes have in Base64 wherever they stand in a longer text: at each of three offsets the
    /// characters that no neighbouring byte has a part in.
    /// </summary>
    private IEnumerable<ValueText> AtOffsets(byte[] bytes, RuleValue value)
    {
        if (bytes.Length < 2)
        {
            throw chain.Error($"'{value.Text}' is too short to be told in Base64: at one offset no character is its alone.", value);
        }

        for (int offset = 0; offset < 3; offset++)
        {
            string all = Convert.ToBase64String([.. new byte[offset], .. bytes]);
            int first = ((offset * 8) + 5) / 6;
            int end = (offset + bytes.Length) * 8 / 6;
            yield return ValueText.Plain(all[first..end]);
        }
    }

    private byte[] Bytes(ValueText text, string transform, RuleValue value) =>
        text.HasWildcards
            ? throw chain.Error($"'{transform}' cannot encode wildcards; 'contains' and its like go behind it, and a '*' of the value's own is written '\\*'.", value)
            : text.ToBytes();

    // Wildcards stay between the runs that are encoded. The bytes are compared as characters of the same number.
    private ValueText Utf16(ValueText text, RuleValue value, bool bigEndian = false, bool byteOrderMark = false)
    {
        if (text.IsBytes)
        {
            throw chain.Error($"'{value.Text}' has been turned into UTF-16 already.", value);
        }

        var glyphs = new List<Glyph>();
        if (byteOrderMark)
        {
            glyphs.AddRange(Encoding.Latin1.GetString(Encoding.Unicode.Preamble).Select(c => new Glyph(GlyphKind.Literal, c)));
        }

        foreach (var glyph in text.Glyphs)
        {
            if (glyph.IsWildcard)
            {
                glyphs.Add(glyph);
            }
            else
            {
                // UTF-16 has two bytes for each unit, whatever stands beside it.
                glyphs.Add(new Glyph(GlyphKind.Literal, (char)(bigEndian ? glyph.Char >> 8 : glyph.Char & 0xFF)));
                glyphs.Add(new Glyph(GlyphKind.Literal, (char)(bigEndian ? glyph.Char & 0xFF : glyph.Char >> 8)));
            }
        }

        return new ValueText(glyphs, isBytes: true);
    }

    // An encoding hides which character was a dash: each combination is encoded.
    private IEnumerable<ValueText> Dashed(ValueText text, RuleValue value)
    {
        int[] places = [.. Enumerable.Range(0, text.Glyphs.Count).Where(i => text.Glyphs[i].Kind == GlyphKind.Dash)];
        if (places.Length > 5)
        {
            throw chain.Error($"'{value.Text}' has {places.Length} dashes; not more than five can be encoded in every form.", value);
        }

        int combinations = (int)Math.Pow(Dashes.Length, places.Length);
        for (int combination = 0; combination < combinations; combination++)
        {
            Glyph[] glyphs = [.. text.Glyphs];
            int rest = combination;
            foreach (int place in places)
            {
                glyphs[place] = new Glyph(GlyphKind.Literal, Dashes[rest % Dashes.Length]);
                rest /= Dashes.Length;
            }

            yield return new ValueText(glyphs, text.IsBytes);
        }
    }

    /// <summary>The expressions of a value under <c>re</c>; what a placeholder stands for keeps its own wildcards and is literal else.</summary>
    /// <exception cref="RuleCompileException">A placeholder is not given.</exception>
    public IEnumerable<string> Expressions(RuleValue value)
    {
        if (!chain.Expands)
        {
            return [value.Text];
        }

        // The expression's own escapes stay as they are, but for that of the per cent sign.
        var glyphs = new List<Glyph>();
        for (int i = 0; i < value.Text.Length; i++)
        {
            char c = value.Text[i];
            char next = i + 1 < value.Text.Length ? value.Text[i + 1] : '\0';
            if (c == '\\' && i + 1 < value.Text.Length)
            {
                glyphs.AddRange(((IEnumerable<char>)(next == '%' ? [next] : [c, next])).Select(e => new Glyph(GlyphKind.Literal, e)));
                i++;
            }
            else
            {
                glyphs.Add(new Glyph(c == '%' ? GlyphKind.Percent : GlyphKind.Literal, c));
            }
        }

        return Expand(new ValueText(glyphs), value, v => ValueText.Plain(RegexCompiler.Quote(v))).Select(t => t.Literal);
    }

    private List<ValueText> Expand(ValueText text, RuleValue value, Func<ValueText, ValueText>? quote = null)
    {
        List<List<Glyph>> results = [[]];
        for (int i = 0; i < text.Glyphs.Count; i++)
        {
            var glyph = text.Glyphs[i];
            if (glyph.Kind != GlyphKind.Percent || PlaceholderName(text.Glyphs, i) is not { } name)
            {
                results.ForEach(r => r.Add(glyph.Kind == GlyphKind.Percent ? glyph with { Kind = GlyphKind.Literal } : glyph));
                continue;
            }

            var values = placeholders.Find(name) ?? throw Missing(name, value);
            if ((long)results.Count * values.Count > MostVariants)
            {
                throw chain.Error($"'{value.Text}' becomes more than {MostVariants} texts by its placeholders.", value);
            }

            ValueText[] inserted = [.. values.Select(v => ValueText.Parse(v)).Select(v => quote?.Invoke(v) ?? v)];
            results = [.. results.SelectMany(r => inserted.Select(v => (List<Glyph>)[.. r, .. v.Glyphs]))];
            i += name.Length + 1;
        }

        return results.ConvertAll(glyphs => new ValueText(glyphs));
    }

    private RuleCompileException Missing(string name, RuleValue value) => chain.Error(
        $"The placeholder '%{name}%' has no value: what it stands for is for the user to say.", value, RuleProblemKind.Unsupported);

    // Letters, digits, '_', '-' and '.' between two per cent signs; anything else is no name, and the sign stands for itself.
    private static string? PlaceholderName(IReadOnlyList<Glyph> glyphs, int start)
    {
        int end = start + 1;
        while (end < glyphs.Count && glyphs[end].Kind == GlyphKind.Literal && RulePlaceholders.IsNameCharacter(glyphs[end].Char))
        {
            end++;
        }

        return end < glyphs.Count && end > start + 1 && glyphs[end].Kind == GlyphKind.Percent
            ? string.Concat(glyphs.Skip(start + 1).Take(end - start - 1).Select(g => g.Char))
            : null;
    }
}
