using System.Globalization;
using CloudAudit.Output;

namespace CloudAudit.Cli.Output;

/// <summary>
/// A line of CSV that neither a spreadsheet nor a terminal acts on. Control and format characters are written as
/// pictures: CSV has no escapes, and who needs the characters themselves takes JSON.
/// </summary>
internal static class CsvRow
{
    public static void Write(TextWriter output, params IEnumerable<string?> fields) =>
        output.WriteLine(string.Join(',', fields.Select(f => CsvText.Field(TerminalText.Clean(f)))));

    public static string? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
