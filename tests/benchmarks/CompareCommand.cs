using System.CommandLine;
using CloudAudit.Benchmarks.Comparison;
using CloudAudit.Benchmarks.Generation;

namespace CloudAudit.Benchmarks;

/// <summary><c>compare [--sets DIR] [--rounds N] [--quick] [--pwsh] [--published FILE] [--report FILE]</c>.</summary>
internal static class CompareCommand
{
    /// <summary>Threads that read, on each side.</summary>
    public const int Workers = 2;

    // The slow ways in PowerShell take minutes for a whole set.
    private const int PowerShellFiles = 20;
    private const int MaxPowerShellRounds = 5;

    public static Command Create()
    {
        Option<DirectoryInfo> sets = new("--sets")
        {
            Description = "the folder of the sets, which are made where they are not there (400 MB)",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Join(Path.GetTempPath(), "cloudaudit-benchmarks")),
        };
        Option<int> rounds = new("--rounds") { Description = "pairs of runs for each figure", DefaultValueFactory = _ => 7 };
        Option<bool> quick = new("--quick") { Description = "a tenth of each set: to see that it works, not for figures" };
        Option<bool> powerShell = new("--pwsh") { Description = "measure in PowerShell too, with the module built in Release" };
        Option<FileInfo?> published = new("--published")
        {
            Description = "the command line as it is published, to measure whole processes with instead of the one that was built: dotnet publish src/CloudAudit.Cli -c Release -r linux-x64",
        };
        Option<FileInfo?> report = new("--report") { Description = "a file for the figures as Markdown" };
        Command command = new("compare", "Measures CloudAudit against gunzip alone and against the usual ways, in one run.") { sets, rounds, quick, powerShell, published, report };
        command.SetAction(result => RunAsync(
            result.GetRequiredValue(sets).FullName,
            Math.Max(1, result.GetValue(rounds)),
            result.GetValue(quick),
            result.GetValue(powerShell),
            result.GetValue(published)?.FullName ?? RepositoryFiles.CommandLine,
            result.GetValue(report)?.FullName));
        return command;
    }

    private static async Task<int> RunAsync(string folder, int rounds, bool quick, bool withPowerShell, string program, string? reportFile)
    {
        if (!File.Exists(program))
        {
            await Console.Error.WriteLineAsync($"{program} does not exist. Build src/CloudAudit.Cli in the same configuration.");
            return 2;
        }

        string? missing = withPowerShell ? PowerShellIdioms.Missing() : null;
        if (missing is not null)
        {
            Console.WriteLine($"nothing is measured in PowerShell: {missing}");
        }

        List<BenchmarkSet> sets = [];
        foreach (SetKind kind in SetKind.All)
        {
            sets.Add(await BenchmarkSet.GetAsync(kind, folder, quick));
        }

        Machine machine = new();
        List<SetComparison> comparisons =
            [.. sets.Select(set => SetComparison.Measure(set, program, Workers, rounds, withRivals: set.Kind == SetKind.Events, Tell))];
        PowerShellIdioms? powerShell = null;
        if (withPowerShell && missing is null)
        {
            Tell("PowerShell");
            powerShell = await PowerShellIdioms.MeasureAsync(sets[0], SetComparison.Rare, PowerShellFiles, Math.Min(rounds, MaxPowerShellRounds));
        }

        List<string> conditions = [Machine.Description, machine.OtherWork()];
#if DEBUG
        conditions.Add("built in Debug: the figures mean nothing");
#endif
        if (quick)
        {
            conditions.Add("a tenth of each set: the figures mean little");
        }

        ComparisonReport report = new(conditions, Workers, rounds, comparisons, powerShell, Target.Judge(comparisons, powerShell));
        Console.WriteLine();
        Console.Write(report.ToText());
        if (reportFile is not null)
        {
            await File.WriteAllTextAsync(reportFile, report.ToMarkdown());
        }

        return 0;
    }

    // On standard error, so that the figures alone can be kept.
    private static void Tell(string what) => Console.Error.WriteLine($"measuring {what}");
}
