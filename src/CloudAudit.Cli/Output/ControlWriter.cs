using System.Globalization;
using CloudAudit.Compliance;
using CloudAudit.Output;

namespace CloudAudit.Cli.Output;

/// <summary>Writes one result a control.</summary>
internal static class ControlWriter
{
    public static void Write(OutputFormat format, TextWriter output, IReadOnlyList<ControlResult> results, Coverage coverage)
    {
        switch (format)
        {
            case OutputFormat.Table:
                WriteTable(output, results, coverage);
                break;
            case OutputFormat.Csv:
                WriteCsv(output, results);
                break;
            default:
                WriteJson(output, results, array: format == OutputFormat.Json);
                break;
        }
    }

    /// <summary>How wide a column of controls' numbers is to be.</summary>
    public static int NumberWidth(IEnumerable<string> numbers) => Math.Clamp(numbers.Select(n => n.Length).DefaultIfEmpty().Max(), 9, 32);

    private static void WriteTable(TextWriter output, IReadOnlyList<ControlResult> results, Coverage coverage)
    {
        // Numbers tell controls apart, so they are shown whole, within reason. Where they are long, the title needs the room
        // that actors would have.
        int number = NumberWidth(results.Select(r => $"{r.Pack} {r.Control}"));
        var table = number <= 9
            ? new TextTable(output, ("Control", number), ("Title", 47 - number), ("Status", 16), ("Level", 8), ("Count", 6), ("Actors", 18))
            : new TextTable(output, ("Control", number), ("Title", 66 - number), ("Status", 16), ("Level", 8), ("Count", 6));
        table.Header();
        foreach (var result in results)
        {
            string?[] row =
            [
                $"{result.Pack} {result.Control}", result.Title, result.Status.ToString(), result.Level?.ToString(),
                result.Count.ToString(CultureInfo.InvariantCulture), string.Join(", ", result.Actors),
            ];
            table.Row(number <= 9 ? row : row[..^1]);
        }

        output.WriteLine();
        foreach (var result in results.Where(r => r.Status == ControlStatus.NoEvidence || r.MissingRules.Count > 0))
        {
            Wrap(output, $"{result.Pack} {result.Control}: {result.StatusReason}");
        }

        string period = coverage.FirstEvent is null
            ? string.Empty
            : $" from {EventWriter.Time(coverage.FirstEvent)} to {EventWriter.Time(coverage.LastEvent)} UTC";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{coverage.Records:N0} records{period}."));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{results.Count(r => r.Status == ControlStatus.Violated)} of {results.Count} controls have evidence against them."));
    }

    // Why nothing better can be said of a control: a sentence or two, in lines that fit.
    private static void Wrap(TextWriter output, string text)
    {
        const int Width = 100;
        string line = string.Empty;
        foreach (string word in TerminalText.Clean(text).Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Width)
            {
                output.WriteLine(line);
                line = "  " + word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        output.WriteLine(line);
    }

    private static void WriteCsv(TextWriter output, IReadOnlyList<ControlResult> results)
    {
        CsvRow.Write(output, "Pack", "Control", "Title", "Status", "Level", "Count", "FirstSeen", "LastSeen", "Actors", "Resources", "StatusReason");
        foreach (var result in results)
        {
            CsvRow.Write(
                output, result.Pack, result.Control, result.Title, result.Status.ToString(), result.Level?.ToString(),
                result.Count.ToString(CultureInfo.InvariantCulture), CsvRow.Time(result.FirstSeen), CsvRow.Time(result.LastSeen), result.Actors.ToString(),
                result.Resources.ToString(), result.StatusReason);
        }
    }

    private static void WriteJson(TextWriter output, IReadOnlyList<ControlResult> results, bool array)
    {
        string separator = string.Empty;
        output.Write(array ? "[\n" : string.Empty);
        foreach (var r in results)
        {
            output.Write(separator);
            output.Write(OutputJson.Line(new ControlJson(
                r.Pack, r.Control, r.Title, r.Status.ToString(), r.StatusReason, r.Level?.ToString(), r.Count, r.Suppressed, r.FirstSeen, r.LastSeen,
                [.. r.Actors], [.. r.Resources], [.. r.Evidence.Select(e => e.EventId)], r.EvidenceTruncated, [.. r.Rules], [.. r.MissingRules],
                [.. r.Categories], r.CoveredFrom, r.CoveredTo, [.. r.Gaps],
                r.Shows, r.Limits, r.Proof, r.Guidance)));
            separator = array ? ",\n" : "\n";
        }

        output.Write(array ? "\n]\n" : "\n");
    }
}
