using System.CommandLine;
using System.Globalization;
using CloudAudit.Benchmarks.Generation;
using CloudAudit.Benchmarks.Quality;
using CloudAudit.Compliance;

namespace CloudAudit.Benchmarks;

/// <summary><c>detections [--attacks DIR] [--events N]</c>.</summary>
internal static class DetectionsCommand
{
    private const int PerFile = 5_800;

    public static Command Create()
    {
        Option<DirectoryInfo> attacks = new("--attacks")
        {
            Description = "the folder of the public logs of simulated attacks",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Join(RepositoryFiles.Root, "..", "shared", "data", "invictus")),
        };
        Option<int> events = new("--events") { Description = "how many benign events", DefaultValueFactory = _ => 700_000 };
        Command command = new("detections", "Counts what the pack Baseline finds in simulated attacks, and in traffic without any.") { attacks, events };
        command.SetAction(result =>
        {
            bool held = Attacks(Path.GetFullPath(result.GetRequiredValue(attacks).FullName));
            return Benign(result.GetValue(events)) && held ? 0 : 1;
        });
        return command;
    }

    private static bool Attacks(string folder)
    {
        if (!Directory.Exists(folder))
        {
            Console.WriteLine($"the simulated attacks are not counted: {folder} is not there");
            return true;
        }

        List<Finding> findings = BaselineQuality.Check(folder).Findings;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"run",-9} {"tactic",-18} {"named by",-44} what was simulated"));
        int named = 0;
        foreach (SimulatedAttack attack in SimulatedAttack.All)
        {
            List<Finding> own = [.. BaselineQuality.Of(attack, findings)];
            string? by = own.Find(f => BaselineQuality.Names(f, attack))?.RuleName;
            named += by is null ? 0 : 1;
            string shown = by ?? (attack.WasPlayed ? "MISSED" : "(prepared, not played)");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{attack.Run,-9} {attack.Tactic,-18} {shown,-44} {attack.Technique}"));
        }

        int played = SimulatedAttack.All.Count(a => a.WasPlayed);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the tactic is named of {named} of {SimulatedAttack.All.Count} runs, of which {played} were played"));
        return named >= played;
    }

    private static bool Benign(int events)
    {
        string folder = Directory.CreateTempSubdirectory("cloudaudit-benign-").FullName;
        try
        {
            Estate estate = new(SampleTrail.Seed);
            new TrailWriter(estate, folder).WriteAll(TrailSet.Plan(estate, events, PerFile, incidents: false));
            (List<Finding> findings, long records) = BaselineQuality.Check(folder);
            Console.WriteLine();
            foreach (IGrouping<string?, Finding> rule in findings.GroupBy(f => f.RuleName).OrderByDescending(g => g.Count()))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rule.Count(),6:N0} {rule.First().Level,-9} {rule.Key}"));
            }

            double rate = findings.Count * 10_000.0 / records;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{findings.Count:N0} findings in {records:N0} benign events: {rate:N2} in 10,000, of which fewer than 1 is wanted"));
            return rate < 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
