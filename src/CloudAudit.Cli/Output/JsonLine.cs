using System.Buffers;
using System.Globalization;
using System.Text;

namespace CloudAudit.Cli.Output;

/// <summary>
/// JSON text as one line that is safe for a terminal. A record's text stays as it is, but for the layout of one that runs
/// over lines, and for characters that act on a terminal without looking like it, which JSON can write as escapes.
/// </summary>
internal static class JsonLine
{
    private static readonly SearchValues<char> LineBreaks = SearchValues.Create("\r\n");
    private static readonly SearchValues<char> Printable = SearchValues.Create(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\t");

    /// <param name="json">One JSON value.</param>
    public static string Of(string json)
    {
        if (!json.AsSpan().ContainsAnyExcept(Printable))
        {
            return json;
        }

        bool laidOut = json.AsSpan().ContainsAny(LineBreaks);
        var line = new StringBuilder(json.Length);
        bool inString = false;
        bool escaped = false;
        foreach (Rune rune in json.EnumerateRunes())
        {
            if (!inString && laidOut && (rune.Value is ' ' or '\t' or '\r' or '\n'))
            {
                continue;
            }

            (inString, escaped) = inString
                ? (escaped || rune.Value != '"', !escaped && rune.Value == '\\')
                : (rune.Value == '"', false);
            Append(line, rune);
        }

        return line.ToString();
    }

    private static void Append(StringBuilder line, Rune rune)
    {
        Span<char> units = stackalloc char[2];
        units = units[..rune.EncodeToUtf16(units)];
        bool acts = rune.Value != '\t' && (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
        foreach (char unit in units)
        {
            if (acts)
            {
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            }
            else
            {
                line.Append(unit);
            }
        }
    }
}
