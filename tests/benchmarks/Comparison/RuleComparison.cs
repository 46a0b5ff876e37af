using System.Globalization;
using System.Text;
using CloudAudit.Compliance;

namespace CloudAudit.Benchmarks.Comparison;

/// <summary>What checking against rules costs.</summary>
/// <param name="Set">The set that is checked.</param>
/// <param name="Checks">Each set of rules against gunzip alone, in this process, warm.</param>
/// <param name="ManyAgainstFew">1,000 rules, with 100 for the baseline.</param>
/// <param name="Load">Starting with 100 rules, with none for the baseline; null where no published program was given.</param>
internal sealed record RuleComparison(BenchmarkSet Set, IReadOnlyList<Pairing> Checks, Pairing ManyAgainstFew, LoadTime? Load)
{
    private const double Speed = 0.5;
    private const double Growth = 1.3;
    private const double LoadSeconds = 0.1;
    private const string FewRules = "100 rules";

    /// <summary>Measures a set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="folder">Where folders of rules can be made.</param>
    /// <param name="workers">Threads on each side.</param>
    /// <param name="rounds">Pairs of runs for each figure.</param>
    /// <param name="published">A published command line; null for none.</param>
    /// <param name="tell">Takes each figure's name before it is measured.</param>
    public static RuleComparison Measure(BenchmarkSet set, string folder, int workers, int rounds, string? published, Action<string> tell)
    {
        string fewFolder = RuleFolders.Write(folder, RuleFolders.Few);
        CompliancePlan few = RuleFolders.Plan(fewFolder);
        CompliancePlan many = RuleFolders.Plan(RuleFolders.Write(folder, RuleFolders.Many));
        TrailScan scan = new(set, workers);
        List<Pairing> checks = [];
        foreach ((string name, CompliancePlan plan) in (ReadOnlySpan<(string, CompliancePlan)>)
            [
                (FewRules, few), ("1,000 rules", many), ("pack CIS", TrailScan.Pack("CIS")), ("pack Baseline", TrailScan.Pack("Baseline")),
                ("all correlations", RuleFolders.Plan(RuleFolders.WriteCorrelations(folder))),
            ])
        {
            tell(name);
            checks.Add(Pairing.Measure(
                name, () => Sample.Of(() => GunzipOnly.Run(set.Folder, workers)), () => Sample.Of(() => scan.Check(plan)), rounds, warmUp: 3));
        }

        tell("1,000 rules against 100");
        Pairing growth = Pairing.Measure(
            "1,000 rules", () => Sample.Of(() => scan.Check(few)), () => Sample.Of(() => scan.Check(many)), rounds, warmUp: 1);
        return new RuleComparison(set, checks, growth, published is null ? null : LoadTime.Measure(published, folder, fewFolder, rounds, tell));
    }

    public string ToText(IReadOnlyList<string> conditions)
    {
        StringBuilder text = new();
        foreach (string condition in conditions)
        {
            Line(text, $"{condition}");
        }

        Line(text, $"");
        Line(text, $"{Set.Name}: {Set.Description}");
        Line(text, $"{"",-24} {"gunzip s",9} {"this s",8} {"events/s",10} {"speed",7} {"by CPU",7} {"rounds",13} {"findings",10}");
        foreach (Pairing p in Checks)
        {
            string range = FormattableString.Invariant($"{p.Slowest:N2} to {p.Fastest:N2}");
            Line(text, $"  {p.Name,-22} {p.Baseline,9:N3} {p.Wall,8:N3} {Set.Totals.Events / p.Wall,10:N0} {p.Speed,7:N2} {p.CpuSpeed,7:N2} {range,13} {p.Result,10:N0}");
        }

        Line(text, $"  1,000 rules take {1 / ManyAgainstFew.Speed:N2} times as long as 100 by the clock, {1 / ManyAgainstFew.CpuSpeed:N2} times in processor time");
        if (Load is { } load)
        {
            Line(text, $"  a published program takes {load.WithRules:N3} s from start to end with 100 rules and {load.WithNone:N3} s with none, on one event; loading takes {load.Loading * 1000:N0} ms");
        }

        Line(text, $"");
        Judge("100 rules, speed of gunzip alone: 0.5 or more", Checks[0].Speed, Checks[0].Speed >= Speed);
        Judge("1,000 rules against 100: 1.3 times or less", 1 / ManyAgainstFew.Speed, 1 / ManyAgainstFew.Speed <= Growth);
        if (Load is not null)
        {
            Judge("loading 100 rules: less than 0.1 s", Load.Loading, Load.Loading < LoadSeconds);
        }

        return text.ToString();

        void Judge(string what, double figure, bool held) => Line(text, $"{(held ? "held  " : "MISSED"),-7} {what,-60} {figure,12:N2}");
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture).TrimEnd()).Append('\n');
}
