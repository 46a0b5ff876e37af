using System.Globalization;

namespace CloudAudit.Yaml.Nodes;

/// <summary>The type of a scalar by the YAML 1.2 core schema.</summary>
internal enum ScalarType
{
    Text,
    Number,
    Boolean,
    Null,
}

/// <summary>
/// The YAML 1.2 core schema (yaml.org/spec/1.2.2, 10.3.2): only <c>true</c> and <c>false</c> are
/// booleans, so that <c>yes</c>, <c>no</c>, <c>on</c> and dates stay text. Infinity and not-a-number,
/// and numbers too large for a decimal, are taken as text, for no event holds them as numbers.
/// </summary>
internal static class CoreSchema
{
    public static ScalarType TypeOf(ReadOnlySpan<char> plain)
    {
        if (plain is "" or "~" or "null" or "Null" or "NULL")
        {
            return ScalarType.Null;
        }

        if (plain is "true" or "True" or "TRUE" or "false" or "False" or "FALSE")
        {
            return ScalarType.Boolean;
        }

        return TryNumber(plain, out _) ? ScalarType.Number : ScalarType.Text;
    }

    public static bool IsTrue(ReadOnlySpan<char> boolean) => boolean[0] is 't' or 'T';

    public static bool TryNumber(ReadOnlySpan<char> plain, out decimal number)
    {
        number = 0;
        if (plain.StartsWith("0x", StringComparison.Ordinal))
        {
            bool isHex = ulong.TryParse(plain[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong hex);
            number = hex;
            return isHex;
        }

        if (plain.StartsWith("0o", StringComparison.Ordinal))
        {
            return TryOctal(plain[2..], out number);
        }

        // The decimal parser takes what the schema takes, and no more once the first character is checked:
        // no white space, separators, signs of currency or words are allowed by these styles.
        return plain.Length > 0
            && (char.IsAsciiDigit(plain[0]) || plain[0] is '-' or '+' or '.')
            && decimal.TryParse(
                plain,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out number);
    }

    private static bool TryOctal(ReadOnlySpan<char> digits, out decimal number)
    {
        number = 0;
        if (digits.IsEmpty || digits.Length > 21)
        {
            return false;
        }

        foreach (char digit in digits)
        {
            if (digit is < '0' or > '7')
            {
                return false;
            }

            number = (number * 8) + (digit - '0');
        }

        return true;
    }
}
