using System.Globalization;
using CloudAudit.Measurement;
using CloudAudit.Output;

namespace CloudAudit.Cli.Output;

/// <summary>Writes a summary of events.</summary>
internal static class SummaryWriter
{
    private const int LabelWidth = 15;
    private const int MostWidth = 70;
    private const string Bars = "▁▂▃▄▅▆▇█";

    public static void Write(OutputFormat format, TextWriter output, EventSummary summary)
    {
        switch (format)
        {
            case OutputFormat.Table:
                WriteLines(output, summary);
                break;
            case OutputFormat.Csv:
                WriteCsv(output, summary);
                break;
            default:
                output.WriteLine(OutputJson.Line(new SummaryJson(
                    summary.Events, summary.Failed, summary.Untimed, summary.FirstSeen, summary.LastSeen,
                    [.. Parts(summary).Select(p => new SummaryPartJson(p.Name, p.Part.Distinct, [.. p.Part.Select(GroupWriter.Json)]))],
                    [.. summary.Hour.Select(h => h.Count)])));
                break;
        }
    }

    private static IEnumerable<(string Name, SummaryPart Part)> Parts(EventSummary summary) =>
    [
        ("EventName", summary.EventName), ("Actor", summary.Actor), ("SourceIPAddress", summary.SourceIPAddress), ("ErrorCode", summary.ErrorCode),
        ("Region", summary.Region),
    ];

    private static void WriteLines(TextWriter output, EventSummary summary)
    {
        Line("Events", GroupWriter.Number(summary.Events));
        Line("Failed", GroupWriter.Number(summary.Failed));
        if (summary.Untimed > 0)
        {
            Line("Untimed", GroupWriter.Number(summary.Untimed));
        }

        if (summary.FirstSeen is not null)
        {
            Line("Period", $"{EventWriter.Time(summary.FirstSeen)} to {EventWriter.Time(summary.LastSeen)} UTC");
        }

        foreach (var (name, part) in Parts(summary))
        {
            string label = name;
            foreach (var group in part)
            {
                string value = TerminalText.Clean(group.Name);
                Line(label, $"{GroupWriter.Number(group.Count)}  {(value.Length > MostWidth ? value[..(MostWidth - 1)] + "…" : value)}");
                label = string.Empty;
            }

            int more = part.Distinct - part.Count(g => !g.IsOthers);
            if (more > 0 || part.Count == 0)
            {
                Line(label, part.Count == 0 ? GroupWriter.Number(0) : string.Create(CultureInfo.InvariantCulture, $"{string.Empty,11}  and {more:N0} more"));
            }
        }

        Line("Hour", Hours(summary));

        void Line(string label, string text) => output.WriteLine($"{label.PadRight(LabelWidth)} : {text}");
    }

    // "00 ......" and so on: six hours behind the first one's number.
    private static string Hours(EventSummary summary)
    {
        long most = Math.Max(1, summary.Hour.Max(h => h.Count));
        return string.Join(' ', summary.Hour.Chunk(6).Select(six => string.Create(
            CultureInfo.InvariantCulture,
            $"{six[0].Hour:00} {string.Concat(six.Select(h => h.Count == 0 ? '.' : Bars[(int)(((h.Count * 8) + most - 1) / most) - 1]))}")));
    }

    private static void WriteCsv(TextWriter output, EventSummary summary)
    {
        CsvRow.Write(output, "What", "Value", "Count", "FirstSeen", "LastSeen");
        Row("Events", null, summary.Events, summary.FirstSeen, summary.LastSeen);
        Row("Failed", null, summary.Failed, null, null);
        Row("Untimed", null, summary.Untimed, null, null);
        foreach (var (name, part) in Parts(summary))
        {
            foreach (var group in part)
            {
                Row(name, group.Name, group.Count, group.FirstSeen, group.LastSeen);
            }
        }

        foreach (var hour in summary.Hour)
        {
            Row("Hour", hour.Hour.ToString(CultureInfo.InvariantCulture), hour.Count, null, null);
        }

        void Row(string what, string? value, long count, DateTimeOffset? first, DateTimeOffset? last) =>
            CsvRow.Write(output, what, value, count.ToString(CultureInfo.InvariantCulture), CsvRow.Time(first), CsvRow.Time(last));
    }
}
