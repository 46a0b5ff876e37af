using System.Text;

namespace CloudAudit.Rules.Matching;

/// <summary>What one character of a rule's value stands for.</summary>
internal enum GlyphKind : byte
{
    /// <summary>Itself.</summary>
    Literal,

    /// <summary><c>?</c>: any one character. As in .NET, one beyond U+FFFF counts as two.</summary>
    AnyOne,

    /// <summary><c>*</c>: any number of characters, none included.</summary>
    AnyMany,

    /// <summary>Any of the five dashes of <c>windash</c>.</summary>
    Dash,

    /// <summary><c>%</c>, where <c>expand</c> is yet to look for placeholders.</summary>
    Percent,
}

/// <summary>One character of a rule's value, its escapes taken for what they mean. No struct: lists of structs are compiled when a program starts.</summary>
internal sealed record Glyph(GlyphKind Kind, char Char = '\0')
{
    public static Glyph Star { get; } = new(GlyphKind.AnyMany, '*');

    public bool IsWildcard => Kind is GlyphKind.AnyOne or GlyphKind.AnyMany;
}

/// <summary>A rule's value on its way through the modifiers: characters and wildcards, or the bytes of an encoding.</summary>
internal sealed class ValueText(IReadOnlyList<Glyph> glyphs, bool isBytes = false)
{
    public IReadOnlyList<Glyph> Glyphs => glyphs;

    /// <summary>Each character is a byte of an encoding, U+0000 to U+00FF.</summary>
    public bool IsBytes => isBytes;

    public bool HasWildcards => glyphs.Any(g => g.IsWildcard);

    /// <summary>The characters; to be asked for only where there is no wildcard.</summary>
    public string Literal => string.Concat(glyphs.Select(g => g.Char));

    /// <summary>
    /// Sigma's notation (specification 2.1.0, "Escape Character"): <c>*</c> and <c>?</c> are wildcards; a backslash before
    /// one of them or before another backslash makes that stand for itself; a backslash before anything else is itself.
    /// </summary>
    /// <param name="text">The value as the rule gives it.</param>
    /// <param name="placeholders">Per cent signs may begin a placeholder, and are escaped as wildcards are.</param>
    public static ValueText Parse(string text, bool placeholders = false)
    {
        var glyphs = new List<Glyph>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\' && i + 1 < text.Length && (text[i + 1] is '*' or '?' or '\\' || (placeholders && text[i + 1] == '%')))
            {
                glyphs.Add(new Glyph(GlyphKind.Literal, text[++i]));
                continue;
            }

            glyphs.Add(new Glyph(
                c switch
                {
                    '*' => GlyphKind.AnyMany,
                    '?' => GlyphKind.AnyOne,
                    '%' when placeholders => GlyphKind.Percent,
                    _ => GlyphKind.Literal,
                },
                c));
        }

        return new ValueText(glyphs);
    }

    public static ValueText Plain(string text, bool isBytes = false) =>
        new([.. text.Select(c => new Glyph(GlyphKind.Literal, c))], isBytes);

    /// <summary>The bytes that an encoding works on: those it has, else UTF-8.</summary>
    public byte[] ToBytes() => (isBytes ? Encoding.Latin1 : Encoding.UTF8).GetBytes(Literal);
}
