using System.Globalization;
using CloudAudit.Measurement;

namespace CloudAudit.Cli.Output;

/// <summary>Writes groups of events, counted.</summary>
internal static class GroupWriter
{
    // What the columns of values share of a table's 100.
    private const int ValueColumns = 47;
    private const int ValueColumnsWithTime = 67;
    private const int LeastWidth = 12;

    public static void Write(OutputFormat format, TextWriter output, IReadOnlyList<EventGroup> groups, IReadOnlyList<string> properties, bool byTime)
    {
        switch (format)
        {
            case OutputFormat.Table:
                WriteTable(output, groups, properties, byTime);
                break;
            case OutputFormat.Csv:
                WriteCsv(output, groups, properties, byTime);
                break;
            default:
                WriteJson(output, groups, array: format == OutputFormat.Json);
                break;
        }
    }

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture).PadLeft(11);

    public static GroupJson Json(EventGroup group)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        for (int i = 0; i < group.Properties.Count; i++)
        {
            values[group.Properties[i]] = group.Values[i];
        }

        return new GroupJson(group.Time, group.Count, group.FirstSeen, group.LastSeen, values, group.IsOthers);
    }

    private static void WriteTable(TextWriter output, IReadOnlyList<EventGroup> groups, IReadOnlyList<string> properties, bool byTime)
    {
        int width = Math.Max(LeastWidth, ((byTime ? ValueColumnsWithTime : ValueColumns) / Math.Max(1, properties.Count)) - 1);
        var table = new TextTable(
            output,
            [
                .. byTime ? [("Time (UTC)", 19), ("      Count", 11)] : ((string, int)[])[("      Count", 11), ("FirstSeen (UTC)", 19), ("LastSeen (UTC)", 19)],
                .. properties.Select(p => (p, width)),
            ]);
        table.Header();
        foreach (var group in groups)
        {
            IEnumerable<string?> values = group.IsOthers ? ["(others)"] : group.Values.Select(v => v ?? "(none)");
            table.Row(
            [
                .. byTime
                    ? [group.Time is null && !group.IsOthers ? "(none)" : EventWriter.Time(group.Time), Number(group.Count)]
                    : (string[])[Number(group.Count), EventWriter.Time(group.FirstSeen), EventWriter.Time(group.LastSeen)],
                .. values.Concat(Enumerable.Repeat<string?>(null, properties.Count)).Take(properties.Count),
            ]);
        }
    }

    private static void WriteCsv(TextWriter output, IReadOnlyList<EventGroup> groups, IReadOnlyList<string> properties, bool byTime)
    {
        CsvRow.Write(output, [.. byTime ? ["Time"] : (string[])[], "Count", "FirstSeen", "LastSeen", .. properties]);
        foreach (var group in groups)
        {
            CsvRow.Write(
                output,
                [
                    .. byTime ? [CsvRow.Time(group.Time)] : (string?[])[],
                    group.Count.ToString(CultureInfo.InvariantCulture), CsvRow.Time(group.FirstSeen), CsvRow.Time(group.LastSeen),
                    .. group.IsOthers ? properties.Select(string? (_) => "(others)") : group.Values,
                ]);
        }
    }

    private static void WriteJson(TextWriter output, IReadOnlyList<EventGroup> groups, bool array)
    {
        output.Write(array ? "[" : string.Empty);
        string separator = array ? "\n" : string.Empty;
        foreach (var group in groups)
        {
            output.Write(separator);
            output.Write(OutputJson.Line(Json(group)));
            separator = array ? ",\n" : "\n";
        }

        output.Write(array ? groups.Count > 0 ? "\n]\n" : "]\n" : groups.Count > 0 ? "\n" : string.Empty);
    }
}
