using System.CommandLine;
using System.Diagnostics;
using CloudAudit.Benchmarks.Generation;

namespace CloudAudit.Benchmarks;

/// <summary><c>generate sample|events|small-files|one-file --out DIR [--seed N] [--events N] [--force]</c>.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        Argument<string> set = new("set") { Description = "sample (the trail in samples/), events (files of 5,800), small-files (files of 20), or one-file (1 GB of JSON)" };
        set.AcceptOnlyFromAmong(["sample", .. SetKind.All.Select(k => k.Name)]);
        Option<DirectoryInfo> target = new("--out") { Description = "the folder that AWSLogs/ is made in", Required = true };
        Option<ulong> seed = new("--seed") { Description = "another seed makes another set", DefaultValueFactory = _ => SampleTrail.Seed };
        Option<long?> events = new("--events") { Description = "how many events; by default 700,000 (events), 400,000 (small-files), as many as make 1 GB (one-file)" };
        Option<bool> force = new("--force") { Description = "replace an AWSLogs/ that is there" };
        Command command = new("generate", "Writes a set of CloudTrail logs.") { set, target, seed, events, force };
        command.SetAction(result => RunAsync(
            result.GetRequiredValue(set), result.GetRequiredValue(target).FullName, result.GetValue(seed), result.GetValue(events), result.GetValue(force)));
        return command;
    }

    private static async Task<int> RunAsync(string set, string folder, ulong seed, long? events, bool force)
    {
        string logs = Path.Combine(folder, "AWSLogs");
        if (Directory.Exists(logs))
        {
            if (!force)
            {
                await Console.Error.WriteLineAsync($"{logs} exists. Give --force to replace it.");
                return 2;
            }
            Directory.Delete(logs, recursive: true);
        }
        if (events is < 1 or > 100_000_000 || (events is not null && set == "sample"))
        {
            await Console.Error.WriteLineAsync("--events takes 1 to 100,000,000, and the sample has a size of its own.");
            return 2;
        }
        Stopwatch watch = Stopwatch.StartNew();
        Estate estate = new(seed);
        TrailWriter writer = new(estate, folder);
        TrailTotals totals = set == "sample"
            ? WriteSample(estate, writer)
            : await SetKind.All.Single(k => k.Name == set).WriteAsync(estate, writer, events);
        Console.WriteLine(FormattableString.Invariant(
            $"{totals.Files:N0} files, {totals.Events:N0} events, {totals.JsonBytes / 1e6:N1} MB of JSON ({(double)totals.JsonBytes / totals.Events:N0} bytes an event), {totals.CompressedBytes / 1e6:N1} MB in gzip ({(double)totals.JsonBytes / totals.CompressedBytes:N2} : 1), {watch.Elapsed.TotalSeconds:N1} s"));
        return 0;
    }

    private static TrailTotals WriteSample(Estate estate, TrailWriter writer)
    {
        (List<TrailFile> files, List<PlantedStory> stories) = SampleTrail.Plan(estate);
        TrailTotals totals = writer.WriteAll(files);
        foreach (PlantedStory story in stories)
        {
            Console.WriteLine(story.ToMarkdown());
        }
        return totals;
    }
}
