using System.Globalization;
using CloudAudit.Compliance;

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

    private static void WriteTable(TextWriter output, IReadOnlyList<ControlResult> results, Coverage coverage)
    {
        // Numbers tell controls apart, so they are shown whole, within reason, and titles give way.
        int number = Math.Clamp(results.Select(r => r.Pack.Length + 1 + r.Control.Length).DefaultIfEmpty().Max(), 9, 32);
        var table = new TextTable(output, ("Control", number), ("Title", 47 - number), ("Status", 16), ("Level", 8), ("Count", 6), ("Actors", 18));
        table.Header();
        foreach (var result in results)
        {
            table.Row(
                $"{result.Pack} {result.Control}", result.Title, result.Status.ToString(), result.Level?.ToString(),
                result.Count.ToString(CultureInfo.InvariantCulture), string.Join(", ", result.Actors));
        }

        output.WriteLine();
        string period = coverage.FirstEvent is null
            ? string.Empty
            : $" from {EventWriter.Time(coverage.FirstEvent)} to {EventWriter.Time(coverage.LastEvent)} UTC";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{coverage.Records:N0} records{period}."));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{results.Count(r => r.Status == ControlStatus.Violated)} of {results.Count} controls have evidence against them."));
    }

    private static void WriteCsv(TextWriter output, IReadOnlyList<ControlResult> results)
    {
        CsvRow.Write(output, "Pack", "Control", "Title", "Status", "Level", "Count", "FirstSeen", "LastSeen", "Actors");
        foreach (var result in results)
        {
            CsvRow.Write(
                output, result.Pack, result.Control, result.Title, result.Status.ToString(), result.Level?.ToString(),
                result.Count.ToString(CultureInfo.InvariantCulture), CsvRow.Time(result.FirstSeen), CsvRow.Time(result.LastSeen), result.Actors.ToString());
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
                r.Pack, r.Control, r.Title, r.Status.ToString(), r.Level?.ToString(), r.Count, r.FirstSeen, r.LastSeen, [.. r.Actors],
                [.. r.Evidence.Select(e => e.EventId)], r.EvidenceTruncated, r.Limits, r.Proof, r.Guidance)));
            separator = array ? ",\n" : "\n";
        }

        output.Write(array ? "\n]\n" : "\n");
    }
}
