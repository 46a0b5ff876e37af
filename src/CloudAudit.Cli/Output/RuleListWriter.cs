using System.Globalization;
using CloudAudit.Compliance;

namespace CloudAudit.Cli.Output;

/// <summary>Writes lists of rules, packs and controls, and what came of an examination.</summary>
internal static class RuleListWriter
{
    public static void Write(OutputFormat format, TextWriter output, IReadOnlyList<AuditRule> rules)
    {
        switch (format)
        {
            case OutputFormat.Table:
                var table = new TextTable(output, ("Name", 38), ("Level", 13), ("Title", 47));
                table.Header();
                foreach (var rule in rules)
                {
                    table.Row(rule.Name, rule.IsSupported ? rule.Level?.ToString() : "Problem", rule.Title);
                }

                break;
            case OutputFormat.Csv:
                CsvRow.Write(output, "Name", "Id", "Title", "Level", "Status", "Tags", "Controls", "Author", "License", "File", "Problem");
                foreach (var r in rules)
                {
                    CsvRow.Write(
                        output, r.Name, r.Id, r.Title, r.Level?.ToString(), r.Status, r.Tags.ToString(), r.Controls.ToString(), r.Author, r.License, r.File, r.Problem);
                }

                break;
            default:
                WriteJson(output, format, rules.Select(r => OutputJson.Line(new RuleJson(
                    r.Name, r.Id, r.Title, r.Level?.ToString(), r.Status, r.Description, r.Author, r.License, [.. r.Tags], [.. r.References],
                    [.. r.FalsePositives], [.. r.Controls], r.File, r.Line, r.IsSupported, r.Problem))));
                break;
        }
    }

    public static void Write(OutputFormat format, TextWriter output, IReadOnlyList<AuditPack> packs)
    {
        switch (format)
        {
            case OutputFormat.Table:
                var table = new TextTable(output, ("Name", 12), ("Version", 8), ("Controls", 8), ("Rules", 6), ("Title", 61));
                table.Header();
                foreach (var pack in packs)
                {
                    table.Row(pack.Name, pack.Version, Number(pack.Controls), Number(pack.Rules), pack.Title);
                }

                break;
            case OutputFormat.Csv:
                CsvRow.Write(output, "Name", "Version", "Controls", "Rules", "Title", "File");
                foreach (var pack in packs)
                {
                    CsvRow.Write(output, pack.Name, pack.Version, Number(pack.Controls), Number(pack.Rules), pack.Title, pack.File);
                }

                break;
            default:
                WriteJson(output, format, packs.Select(p => OutputJson.Line(new PackJson(
                    p.Name, p.Title, p.Version, p.Controls, p.Rules, p.Description, [.. p.References], p.File))));
                break;
        }
    }

    public static void Write(OutputFormat format, TextWriter output, IReadOnlyList<AuditControl> controls)
    {
        switch (format)
        {
            case OutputFormat.Table:
                int number = ControlWriter.NumberWidth(controls.Select(c => $"{c.Pack} {c.Control}"));
                var table = new TextTable(output, ("Control", number), ("Level", 13), ("Rules", 6), ("Title", 78 - number));
                table.Header();
                foreach (var control in controls)
                {
                    table.Row($"{control.Pack} {control.Control}", control.Level?.ToString(), Number(control.Rules.Count), control.Title);
                }

                break;
            case OutputFormat.Csv:
                CsvRow.Write(output, "Pack", "Control", "Title", "Level", "Rules", "MissingRules", "AlsoKnownAs", "Shows", "Limits", "Proof", "Guidance");
                foreach (var c in controls)
                {
                    CsvRow.Write(
                        output, c.Pack, c.Control, c.Title, c.Level?.ToString(), c.Rules.ToString(), c.MissingRules.ToString(), c.AlsoKnownAs.ToString(),
                        c.Shows, c.Limits, c.Proof, c.Guidance);
                }

                break;
            default:
                WriteJson(output, format, controls.Select(c => OutputJson.Line(new ControlListJson(
                    c.Pack, c.Control, c.Title, c.Level?.ToString(), [.. c.Rules], [.. c.MissingRules], c.Description, [.. c.AlsoKnownAs], c.Shows, c.Limits, c.Proof, c.Guidance))));
                break;
        }
    }

    public static void Write(OutputFormat format, TextWriter output, IReadOnlyList<RuleReport> reports)
    {
        switch (format)
        {
            case OutputFormat.Table:
                var table = new TextTable(output, ("Result", 7), ("Name", 38), ("Tests", 7), ("Title", 45));
                table.Header();
                foreach (var report in reports)
                {
                    table.Row(report.Result.ToString(), report.Name, Passed(report), report.Title);
                }

                output.WriteLine();
                output.WriteLine(string.Join(", ", reports.GroupBy(r => r.Result).OrderBy(g => g.Key)
                    .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {g.Key.ToString().ToLowerInvariant()}")).DefaultIfEmpty("no rules")) + ".");
                break;
            case OutputFormat.Csv:
                CsvRow.Write(output, "Result", "Name", "Id", "Title", "Tests", "TestsPassed", "File", "Line", "Problems");
                foreach (var r in reports)
                {
                    CsvRow.Write(
                        output, r.Result.ToString(), r.Name, r.Id, r.Title, Number(r.Tests), Number(r.TestsPassed), r.File, Number(r.Line),
                        string.Join("; ", r.Problems.Select(p => $"{p.Line}:{p.Column}: {p.Message}")));
                }

                break;
            default:
                WriteJson(output, format, reports.Select(r => OutputJson.Line(new RuleReportJson(
                    r.Result.ToString(), r.Name, r.Id, r.Title, r.Tests, r.TestsPassed, r.File, r.Line,
                    [.. r.Problems.Select(p => new RuleProblemJson(p.Kind.ToString(), p.IsWarning, p.File, p.Line, p.Column, p.LineText, p.Message, p.Expected))]))));
                break;
        }
    }

    private static string Passed(RuleReport report) => string.Create(CultureInfo.InvariantCulture, $"{report.TestsPassed}/{report.Tests}");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void WriteJson(TextWriter output, OutputFormat format, IEnumerable<string> lines)
    {
        if (format == OutputFormat.Json)
        {
            output.Write($"[\n{string.Join(",\n", lines)}\n]\n");
            return;
        }

        foreach (string line in lines)
        {
            output.Write(line + "\n");
        }
    }
}
