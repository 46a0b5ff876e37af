using System.Globalization;

namespace CloudAudit.Rules.Matching;

/// <summary>Numbers as JSON writes them, leading zeros allowed; in an event also inside a string.</summary>
internal static class NumberText
{
    private const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Compares the number that a text says with a bound; false where the text is no number.</summary>
    public static bool TryCompare(ReadOnlySpan<char> text, decimal bound, out int order)
    {
        order = 0;
        if (!IsNumber(text))
        {
            return false;
        }

        if (decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out decimal value))
        {
            order = value.CompareTo(bound);
            return true;
        }

        // Beyond a decimal's range, thus beyond any bound: the sign decides.
        order = text[0] == '-' ? -1 : 1;
        return true;
    }

    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        text = text.StartsWith('-') ? text[1..] : text;
        return SkipDigits(ref text)
            && (!text.StartsWith('.') || SkipDigits(ref text, 1))
            && (text.IsEmpty || (text[0] is 'e' or 'E' && SkipDigits(ref text, text.Length > 1 && text[1] is '+' or '-' ? 2 : 1)))
            && text.IsEmpty;
    }

    private static bool SkipDigits(ref ReadOnlySpan<char> text, int from = 0)
    {
        text = text[from..];
        int digits = text.IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? text.Length : digits;
        text = text[digits..];
        return digits > 0;
    }
}
