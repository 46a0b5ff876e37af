using System.Buffers;

namespace CloudAudit.Output;

/// <summary>
/// CSV fields (RFC 4180) that a spreadsheet takes for text: what an attacker wrote may begin like a formula, and opening
/// the file must not run it (OWASP, "CSV Injection").
/// </summary>
public static class CsvText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>The field as it is written, quoted where it must be, with an apostrophe before what begins like a formula.</summary>
    public static string Field(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return string.Empty;
        }

        if (value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20')
        {
            value = "'" + value;
        }

        return value.AsSpan().ContainsAny(Special) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
