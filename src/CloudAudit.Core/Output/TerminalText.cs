using System.Buffers;
using System.Globalization;
using System.Text;

namespace CloudAudit.Output;

/// <summary>
/// Text from a log made safe for a terminal: an attacker chooses user agents, names and error messages, and an escape
/// sequence or a change of writing direction in one of them must not act on who reads it.
/// </summary>
public static class TerminalText
{
    private static readonly SearchValues<char> PlainAscii = SearchValues.Create(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>What a value is written as, made safe the same way; views show values of every type.</summary>
    public static string Clean(object? value) => Clean(Convert.ToString(value, CultureInfo.InvariantCulture));

    /// <summary>
    /// The text with control characters as their pictures (U+2400 …) and C1 controls, format characters, line separators
    /// and lone surrogates as U+FFFD.
    /// </summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.AsSpan().IndexOfAnyExcept(PlainAscii) < 0)
        {
            return text ?? string.Empty;
        }

        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control when rune.Value < 0x20:
                    clean.Append((char)(0x2400 + rune.Value));
                    break;
                case UnicodeCategory.Control when rune.Value == 0x7F:
                    clean.Append('\u2421');
                    break;
                case UnicodeCategory.Control:
                case UnicodeCategory.Format:
                case UnicodeCategory.LineSeparator:
                case UnicodeCategory.ParagraphSeparator:
                case UnicodeCategory.Surrogate:
                case UnicodeCategory.PrivateUse:
                    clean.Append('\uFFFD');
                    break;
                default:
                    clean.Append(rune.ToString());
                    break;
            }
        }

        return clean.ToString();
    }
}
