using System.Text.Json;
using CloudAudit.Benchmarks.Generation;

namespace CloudAudit.Benchmarks.Comparison;

/// <summary>A large set on disk, made once and used again.</summary>
internal sealed record BenchmarkSet(SetKind Kind, string Folder, TrailTotals Totals)
{
    // Of a quick comparison: a tenth of the set. The file of 1 GB holds about this many events.
    private const long OneFileEvents = 720_000;

    public string Name => Kind.Name;

    public string Description => FormattableString.Invariant(
        $"{Totals.Events:N0} events in {Totals.Files:N0} {(Totals.Files == 1 ? "file" : "files")}, {Totals.JsonBytes / 1e6:N0} MB of JSON, {Totals.CompressedBytes / 1e6:N0} MB in gzip");

    /// <summary>The set in a folder below <paramref name="parent"/>; it is generated where it is not there whole.</summary>
    public static async Task<BenchmarkSet> GetAsync(SetKind kind, string parent, bool quick)
    {
        string folder = Path.Join(parent, quick ? kind.Name + "-quick" : kind.Name);

        // Written last: without it the set may have been cut short. It is no log, so it stands beside the folder.
        string totalsFile = folder + ".json";
        if (!File.Exists(totalsFile))
        {
            Console.WriteLine($"generating {folder}");
            string logs = Path.Join(folder, "AWSLogs");
            if (Directory.Exists(logs))
            {
                Directory.Delete(logs, recursive: true);
            }

            Estate estate = new(SampleTrail.Seed);
            long? events = quick ? (kind.DefaultEvents ?? OneFileEvents) / 10 : null;
            TrailTotals written = await kind.WriteAsync(estate, new TrailWriter(estate, folder), events);
            await File.WriteAllTextAsync(totalsFile, JsonSerializer.Serialize(written));
        }

        TrailTotals totals = JsonSerializer.Deserialize<TrailTotals>(await File.ReadAllTextAsync(totalsFile))
            ?? throw new InvalidDataException($"{totalsFile} holds nothing.");
        return new BenchmarkSet(kind, folder, totals);
    }
}
