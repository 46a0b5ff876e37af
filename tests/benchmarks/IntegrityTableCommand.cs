using System.CommandLine;
using System.Globalization;
using System.Text;
using CloudAudit.Integrity;
using CloudAudit.Integrity.Chains;

namespace CloudAudit.Benchmarks;

/// <summary>
/// <c>integrity-table</c>: who tells of which attack, this module or <c>aws cloudtrail validate-logs</c>, over the same
/// endpoint. Takes some minutes: the AWS command line is started once or twice for each attack.
/// </summary>
internal static class IntegrityTableCommand
{
    // The command line alone takes seconds to start; two at a time, as the machine's cores go.
    private const int AtOnce = 2;

    public static Command Create()
    {
        Option<string?> only = new("--only") { Description = "only attacks whose name holds this" };
        Command command = new("integrity-table", "Says which attacks on a trail are told by whom, as Markdown.") { only };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(only), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? only, CancellationToken cancellation)
    {
        if (AwsCliValidation.Command is null)
        {
            await Console.Error.WriteLineAsync("The AWS command line is not installed.");
            return 2;
        }

        using SignedTrail trail = BackfillTrail.Create();
        Attack[] attacks = [.. Attacks.All.Where(a => only is null || a.Name.Contains(only, StringComparison.OrdinalIgnoreCase))];
        string[] rows = new string[attacks.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, attacks.Length),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (i, _) =>
            {
                rows[i] = await RowAsync(trail, attacks[i]);
                await Console.Error.WriteLineAsync(rows[i]);
            });
        Console.WriteLine("| attack | Test-TrailIntegrity | aws cloudtrail validate-logs |");
        Console.WriteLine("| --- | --- | --- |");
        foreach (string row in rows)
        {
            Console.WriteLine(row);
        }

        return 0;
    }

    private static async Task<string> RowAsync(SignedTrail trail, Attack attack)
    {
        Tampering tampering = new(trail);
        attack.Apply(tampering);
        using FakeAws aws = new(trail, tampering.Buckets) { LatestDigest = trail.End + TimeSpan.FromMinutes(9) };
        DateTimeOffset start = trail.Shape.Start + TimeSpan.FromHours(attack.FromHour ?? 0);
        DateTimeOffset end = attack.UntilHour is { } until ? trail.Shape.Start + TimeSpan.FromHours(until) : trail.End;
        int told = 0;
        bool alarmed = false;
        foreach ((string account, string region) in Touched(tampering))
        {
            AwsCliResult said = await AwsCliValidation.RunAsync(aws, account, region, start, end);
            alarmed |= said.Alarmed;
            told += said.Error.Split('\n').Count(l => l.Contains("INVALID", StringComparison.Ordinal) || l.Contains("No log files were delivered", StringComparison.Ordinal));
        }

        // What follows from a finding, such as log files whose digest is gone, is no finding of its own here.
        int findings = tampering.Findings.Where(f => f.IsDigest || f.Status != "Unverifiable").Sum(f => f.Count);
        string theirs = !alarmed ? "no"
            : told >= findings ? "yes"
            : string.Create(CultureInfo.InvariantCulture, $"in part: {told} of {findings}");
        return $"| {attack.Name} | {(attack.Harmless ? "no, rightly" : "yes")} | {(attack.Harmless && !alarmed ? "no, rightly" : theirs)} |";
    }

    private static IEnumerable<(string Account, string Region)> Touched(Tampering tampering)
    {
        List<(string, string)> touched = [];
        foreach (string account in (string[])[Tampering.Account, Tampering.Other])
        {
            foreach (string region in (string[])[Tampering.Region, Tampering.Far])
            {
                if (tampering.Findings.Exists(f => f.Key.Contains(account, StringComparison.Ordinal) && f.Key.Contains(region, StringComparison.Ordinal) && !(region == Tampering.Region && f.Key.Contains(Tampering.Far, StringComparison.Ordinal))))
                {
                    touched.Add((account, region));
                }
            }
        }

        return touched.Count > 0 ? touched : [(Tampering.Account, Tampering.Region)];
    }
}
