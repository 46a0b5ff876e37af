using System.CommandLine;
using CloudAudit.Benchmarks.Comparison;
using CloudAudit.Benchmarks.Generation;

namespace CloudAudit.Benchmarks;

/// <summary><c>rules [--sets DIR] [--rounds N] [--quick] [--published FILE]</c>.</summary>
internal static class RulesCommand
{
    public static Command Create()
    {
        Option<DirectoryInfo> sets = new("--sets")
        {
            Description = "the folder of the sets, which are made where they are not there (400 MB)",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Join(Path.GetTempPath(), "cloudaudit-benchmarks")),
        };
        Option<int> rounds = new("--rounds") { Description = "pairs of runs for each figure", DefaultValueFactory = _ => 7 };
        Option<bool> quick = new("--quick") { Description = "a tenth of the set: to see that it works, not for figures" };
        Option<FileInfo?> published = new("--published")
        {
            Description = "a command line published with ReadyToRun, to measure loading rules with: dotnet publish src/CloudAudit.Cli -c Release -r linux-x64 -p:PublishReadyToRun=true",
        };
        Command command = new("rules", "Measures checking against 100 and 1,000 rules, the packs, and loading rules.") { sets, rounds, quick, published };
        command.SetAction(result => RunAsync(
            result.GetRequiredValue(sets).FullName, Math.Max(1, result.GetValue(rounds)), result.GetValue(quick), result.GetValue(published)?.FullName));
        return command;
    }

    private static async Task<int> RunAsync(string folder, int rounds, bool quick, string? published)
    {
        BenchmarkSet set = await BenchmarkSet.GetAsync(SetKind.Events, folder, quick);
        Machine machine = new();
        RuleComparison comparison = RuleComparison.Measure(set, folder, CompareCommand.Workers, rounds, published, what => Console.Error.WriteLine($"measuring {what}"));
        Console.Write(comparison.ToText([Machine.Description, machine.OtherWork()]));
        return 0;
    }
}
