using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CloudAudit.Benchmarks.Buckets;
using CloudAudit.Benchmarks.Comparison;
using CloudAudit.Tests.Support;

namespace CloudAudit.Benchmarks;

/// <summary>
/// <c>bucket</c>: reading a bucket against reading the same files on disk, a GET against the SDK's GetObject, and the
/// memory of a bucket with large objects. The stub and each run are processes of their own.
/// </summary>
internal static class BucketCommand
{
    private const string Serve = "bucket-serve";
    private const string Read = "bucket-read";

    public static IEnumerable<Command> CreateAll()
    {
        Option<int> objects = new("--objects") { DefaultValueFactory = _ => 2000 };
        Option<int> large = new("--large") { Description = "Objects of 1 GB of JSON among them.", DefaultValueFactory = _ => 0 };
        Option<int> rounds = new("--rounds") { DefaultValueFactory = _ => 5 };
        Option<FileInfo?> published = new("--published") { Description = "A published command line, whose memory is measured too where there are large objects." };
        Command compare = new("bucket", "Compares reading a bucket on loopback with reading files, and a GET with the SDK's GetObject.") { objects, large, rounds, published };
        compare.SetAction((result, _) => CompareAsync(result.GetValue(objects), result.GetValue(large), result.GetValue(rounds), result.GetValue(published)?.FullName));

        Command serve = new(Serve) { objects, large };
        serve.Hidden = true;
        serve.SetAction(async (result, cancellation) =>
        {
            await using var stub = await S3Stub.StartAsync(BucketSet.Make(result.GetValue(objects), result.GetValue(large)));
            Console.WriteLine(stub.Url);
            await Console.In.ReadLineAsync(cancellation);
        });

        Argument<string> way = new("way");
        Argument<string> place = new("place");
        Option<bool> cold = new("--cold") { Description = "Measures the first reading of the process." };
        Command read = new(Read) { way, place, cold };
        read.Hidden = true;
        read.SetAction(async (result, _) => Console.WriteLine(JsonSerializer.Serialize(
            await BucketReader.RunAsync(result.GetRequiredValue(way), result.GetRequiredValue(place), !result.GetValue(cold)))));
        return [compare, serve, read];
    }

    private static async Task<int> CompareAsync(int objects, int large, int rounds, string? published)
    {
        using var stub = Start(Serve, "--objects", Text(objects), "--large", Text(large));
        string url = (await stub.StandardOutput.ReadLineAsync())!;
        string folder = Directory.CreateTempSubdirectory("CloudAudit").FullName;
        try
        {
            if (large > 0)
            {
                var only = Run("bucket", url, "--cold");
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{objects:N0} objects, {large} of 1 GB of JSON: {only.Result:N0} events found in {only.Wall:N1} s, peak memory {only.PeakBytes / 1048576.0:N0} MiB"));
                if (published is not null)
                {
                    long peak = ChildProcess.PeakMemory(
                        published, "events", "--bucket", "trail", "--endpoint-url", url, "--access-key", "AKIAIOSFODNN7EXAMPLE", "--secret-key", "made-up", "--event-id", "*-0", "--format", "jsonl");
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the same by {published}: peak memory {peak / 1048576.0:N0} MiB"));
                }

                return 0;
            }

            BucketSet.Write(folder, BucketSet.Make(objects, 0));
            Pair("reading a bucket / files on disk, speed", rounds, () => Run("local", folder), () => Run("bucket", url), s => s.Wall);
            Pair("a GET by the SDK / by us, processor time", rounds, () => Run("sdk", url), () => Run("get", url), s => s.Cpu);
            return 0;
        }
        finally
        {
            await stub.StandardInput.WriteLineAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Pair(string name, int rounds, Func<BucketSample> baseline, Func<BucketSample> contender, Func<BucketSample, double> measure)
    {
        List<(BucketSample Baseline, BucketSample Contender)> pairs = [];
        for (int round = -1; round < rounds; round++)
        {
            var pair = (Baseline: baseline(), Contender: contender());
            if (pair.Baseline.Result != pair.Contender.Result)
            {
                throw new InvalidOperationException($"{name}: {pair.Baseline.Result} and {pair.Contender.Result}");
            }

            if (round >= 0)
            {
                pairs.Add(pair);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {Pairing.Median(pairs.Select(p => measure(p.Baseline) / measure(p.Contender))):N2} (median of {rounds} pairs; {Pairing.Median(pairs.Select(p => measure(p.Baseline))):N2} s and {Pairing.Median(pairs.Select(p => measure(p.Contender))):N2} s; peak memory {pairs.Max(p => p.Contender.PeakBytes) / 1048576.0:N0} MiB)"));
    }

    private static BucketSample Run(string way, string place, params string[] more)
    {
        using var process = Start([Read, way, place, .. more]);
        string line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return JsonSerializer.Deserialize<BucketSample>(line) ?? throw new InvalidOperationException($"{way} gave nothing.");
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(BucketCommand).Assembly.Location);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // As the command line is configured.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";
        return Process.Start(start)!;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
