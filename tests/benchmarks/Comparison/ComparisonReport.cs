using System.Globalization;
using System.Text;

namespace CloudAudit.Benchmarks.Comparison;

/// <summary>The figures for a terminal of 100 columns, and as Markdown for the README.</summary>
/// <param name="Conditions">The machine, the versions, what else was going on.</param>
/// <param name="Workers">Threads on each side.</param>
/// <param name="Rounds">Pairs of runs behind each median.</param>
/// <param name="Sets">The figures of each set.</param>
/// <param name="PowerShell">The figures in PowerShell; null where they were not asked for.</param>
/// <param name="Targets">What should hold.</param>
internal sealed record ComparisonReport(
    IReadOnlyList<string> Conditions, int Workers, int Rounds, IReadOnlyList<SetComparison> Sets, PowerShellIdioms? PowerShell, IReadOnlyList<Target> Targets)
{
    private const double Mebibyte = 1024 * 1024;

    public string ToText()
    {
        StringBuilder text = new();
        foreach (string condition in Conditions)
        {
            Line(text, $"{condition}");
        }

        foreach (SetComparison set in Sets)
        {
            Line(text, $"");
            Line(text, $"{set.Set.Name}: {set.Set.Description}");
            Line(text, $"{"",-32} {"gunzip s",9} {"this s",8} {"MB/s",8} {"speed",7} {"by CPU",7} {"rounds",13} {"result",10}");
            AddRows("in process", set.InProcess);
            AddRows("as a process, start included", set.AsProcess);
            Line(text, $"  allocated when nothing matches {set.Allocated / 1e6:N1} MB; peak memory {set.FilterPeak / Mebibyte:N0} MiB filtering, {set.CheckPeak / Mebibyte:N0} MiB checking");

            void AddRows(string title, IReadOnlyList<Pairing> pairings)
            {
                Line(text, $"  {title}");
                foreach (Pairing p in pairings)
                {
                    string range = FormattableString.Invariant($"{p.Slowest:N2} to {p.Fastest:N2}");
                    Line(text, $"    {p.Name,-28} {p.Baseline,9:N3} {p.Wall,8:N3} {set.Set.Totals.JsonBytes / 1e6 / p.Wall,8:N0} {p.Speed,7:N2} {p.CpuSpeed,7:N2} {range,13} {p.Result,10:N0}");
                }
            }
        }

        if (PowerShell is { } shell)
        {
            Line(text, $"");
            Line(text, $"PowerShell {shell.Version}: {shell.Events:N0} events in {shell.Files} files of the first set");
            Line(text, $"{"",-58} {"s",8} {"slower",8} {"by CPU",8}");
            Line(text, $"  {"Get-AuditEvent -EventName " + SetComparison.Rare,-56} {shell.Filter,8:N3}");
            Line(text, $"  {"Get-AuditEvent | Where-Object",-56} {shell.WhereObject.Wall,8:N3} {shell.WhereObject.Slower,8:N1} {shell.WhereObject.CpuSlower,8:N1}");
            Line(text, $"  {"ConvertFrom-Json | ForEach-Object Records | Where-Object",-56} {shell.ConvertFromJson.Wall,8:N3} {shell.ConvertFromJson.Slower,8:N1} {shell.ConvertFromJson.CpuSlower,8:N1}");
            Line(text, $"  {"Measure-AuditEvent EventName, Actor, of the whole set",-56} {shell.Measure,8:N3}");
            Line(text, $"  {"Get-AuditEvent | Group-Object EventName, Actor",-56} {shell.GroupObject.Wall,8:N3} {shell.GroupObject.Slower,8:N1} {shell.GroupObject.CpuSlower,8:N1}");
        }

        Line(text, $"");
        foreach (Target target in Targets)
        {
            Line(text, $"{(target.Held ? "held  " : "MISSED"),-7} {target.What,-60} {target.Figure,12}");
        }

        return text.ToString();
    }

    public string ToMarkdown()
    {
        StringBuilder text = new();
        Line(text, $"{string.Join("; ", Conditions)}. Medians of {Rounds} paired rounds, {Workers} workers. *Speed* is against a program that only gunzips the same files with `GZipStream` (1 is as fast), by the clock, and in brackets by processor time.");
        Line(text, $"");
        Line(text, $"| set | work | speed in process | speed as a process | MB of JSON a second |");
        Line(text, $"| --- | --- | --- | --- | --- |");
        foreach (SetComparison set in Sets)
        {
            string name = set.Set.Name;
            foreach (Pairing inProcess in set.InProcess)
            {
                Pairing? asProcess = set.AsProcess.FirstOrDefault(p => p.Name == inProcess.Name);
                string process = asProcess is null ? "" : FormattableString.Invariant($"{asProcess.Speed:N2} ({asProcess.CpuSpeed:N2})");
                Line(text, $"| {name} | {inProcess.Name} | {inProcess.Speed:N2} ({inProcess.CpuSpeed:N2}) | {process} | {set.Set.Totals.JsonBytes / 1e6 / inProcess.Wall:N0} |");
                name = "";
            }
        }

        Line(text, $"");
        Line(text, $"| set | | peak memory, filter | peak memory, check | allocated, nothing matches |");
        Line(text, $"| --- | --- | --- | --- | --- |");
        foreach (SetComparison set in Sets)
        {
            Line(text, $"| {set.Set.Name} | {set.Set.Description} | {set.FilterPeak / Mebibyte:N0} MiB | {set.CheckPeak / Mebibyte:N0} MiB | {set.Allocated / 1e6:N1} MB |");
        }

        if (PowerShell is { } shell)
        {
            Line(text, $"");
            Line(text, $"| in PowerShell {shell.Version}, {shell.Events:N0} events | seconds | slower |");
            Line(text, $"| --- | --- | --- |");
            Line(text, $"| `Get-AuditEvent -EventName {SetComparison.Rare}` | {shell.Filter:N2} | |");
            Line(text, $"| `Get-AuditEvent \\| Where-Object EventName -eq {SetComparison.Rare}` | {shell.WhereObject.Wall:N2} | {shell.WhereObject.Slower:N0} times |");
            Line(text, $"| `… \\| ConvertFrom-Json \\| ForEach-Object Records \\| Where-Object …` | {shell.ConvertFromJson.Wall:N2} | {shell.ConvertFromJson.Slower:N0} times |");
            Line(text, $"| `Measure-AuditEvent EventName, Actor`, of the whole set | {shell.Measure:N2} | |");
            Line(text, $"| `Get-AuditEvent \\| Group-Object EventName, Actor` | {shell.GroupObject.Wall:N2} | {shell.GroupObject.Slower:N0} times |");
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture).TrimEnd()).Append('\n');
}
