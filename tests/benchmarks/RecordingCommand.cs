using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using CloudAudit.Benchmarks.Comparison;

namespace CloudAudit.Benchmarks;

/// <summary>
/// <c>recording</c>: events acknowledged a second by <c>cloudaudit record</c>, encrypted and sealed, against a program that
/// only appends the same lines to a file and has them on the disk as often.
/// </summary>
internal static class RecordingCommand
{
    // As many lines as the program puts on the disk at once.
    private const int Batch = 1024;

    public static Command Create()
    {
        Option<int> rounds = new("--rounds") { Description = "pairs of runs for each figure", DefaultValueFactory = _ => 5 };
        Option<int> events = new("--events") { Description = "events of each process", DefaultValueFactory = _ => 20_000 };
        Option<FileInfo?> published = new("--published") { Description = "a command line published with ReadyToRun; that of the build unless given" };
        Command command = new("recording", "Measures recording into local trails.") { rounds, events, published };
        command.SetAction(result => Run(
            Math.Max(1, result.GetValue(rounds)), Math.Max(1, result.GetValue(events)), result.GetValue(published)?.FullName ?? RepositoryFiles.CommandLine));
        return command;
    }

    private static int Run(int rounds, int events, string program)
    {
        string folder = Directory.CreateTempSubdirectory("cloudaudit-recording-").FullName;
        try
        {
            Machine machine = new();
            Measure(program, folder, "one process", 1, events, awaited: false, rounds);
            Measure(program, folder, "four processes at once", 4, events, awaited: false, rounds);
            Measure(program, folder, "one process, each event awaited before the next", 1, Math.Min(events, 2000), awaited: true, rounds);
            Console.WriteLine($"{Machine.Description}; {machine.OtherWork()}");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string program, string folder, string name, int processes, int events, bool awaited, int rounds)
    {
        int run = 0;
        folder = Directory.CreateDirectory(Path.Join(folder, name)).FullName;
        Pairing pairing = Pairing.Measure(
            name,
            () => Timed(() => Append(Path.Join(folder, FormattableString.Invariant($"plain-{run++}")), processes, events, awaited ? 1 : Batch)),
            () =>
            {
                string trail = Path.Join(folder, FormattableString.Invariant($"trail-{run++}"), "trail");
                Make(program, trail);
                return Timed(() => Record(program, trail, processes, events, awaited));
            },
            rounds,
            1);
        Console.WriteLine(FormattableString.Invariant(
            $"{name}: {pairing.Result / pairing.Wall:N0} events a second with start and sealing; the lines alone {pairing.Result / pairing.Baseline:N0}; speed {pairing.Speed:N2} ({pairing.Slowest:N2} to {pairing.Fastest:N2})"));
    }

    private static Sample Timed(Func<long> run)
    {
        long start = Stopwatch.GetTimestamp();
        double cpu = Environment.CpuUsage.TotalTime.TotalSeconds + ChildProcess.TotalCpu();
        long result = run();
        return new Sample(Stopwatch.GetElapsedTime(start).TotalSeconds, Environment.CpuUsage.TotalTime.TotalSeconds + ChildProcess.TotalCpu() - cpu, result);
    }

    private static string Line(int writer, int number) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"eventName":"StopInstances","eventSource":"runbook.example","eventID":"{{{writer}}}-{{{number}}}","requestParameters":{"instanceId":"i-0123456789abcdef0","reason":"it answers nobody","attempt":{{{number}}}},"responseElements":{"state":"stopping"}}{{{"\n"}}}""");

    // The limit: the lines alone, on the disk as often.
    private static long Append(string path, int writers, int events, int batch)
    {
        Parallel.For(0, writers, writer =>
        {
            using FileStream file = new(FormattableString.Invariant($"{path}-{writer}"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
            StringBuilder lines = new();
            for (int number = 0; number < events; number++)
            {
                lines.Append(Line(writer, number));
                if ((number + 1) % batch == 0 || number + 1 == events)
                {
                    file.Write(Encoding.UTF8.GetBytes(lines.ToString()));
                    file.Flush(flushToDisk: true);
                    lines.Clear();
                }
            }
        });
        return (long)writers * events;
    }

    private static void Make(string program, string trail)
    {
        string keys = Path.Join(Path.GetDirectoryName(trail), "keys");
        using Process made = Start(program, trail, "--create", "--key-file", Path.Join(keys, "trail.key"), "--signing-key-file", Path.Join(keys, "signing.pem"), "--seal");
        made.StandardInput.Close();
        made.StandardOutput.ReadToEnd();
        made.WaitForExit();
        Demand(made);
    }

    private static long Record(string program, string trail, int processes, int events, bool awaited)
    {
        Process[] running = [.. Enumerable.Range(0, processes).Select(_ => Start(program, trail))];
        long acknowledged = 0;
        Parallel.For(0, processes, new ParallelOptions { MaxDegreeOfParallelism = processes }, writer =>
        {
            using Process process = running[writer];
            Thread feed = new(() => Feed(process, writer, events));
            if (!awaited)
            {
                feed.Start();
            }

            for (int number = 0; number < events; number++)
            {
                if (awaited)
                {
                    process.StandardInput.Write(Line(writer, number));
                    process.StandardInput.Flush();
                }

                if (process.StandardOutput.ReadLine() is null)
                {
                    break;
                }

                Interlocked.Increment(ref acknowledged);
            }

            if (awaited)
            {
                process.StandardInput.Close();
            }
            else
            {
                feed.Join();
            }

            process.WaitForExit();
            Demand(process);
        });
        return acknowledged == (long)processes * events ? acknowledged : throw new InvalidOperationException($"{acknowledged} events are acknowledged.");
    }

    private static void Feed(Process process, int writer, int events)
    {
        for (int number = 0; number < events; number++)
        {
            process.StandardInput.Write(Line(writer, number));
        }

        process.StandardInput.Close();
    }

    private static Process Start(string program, string trail, params IEnumerable<string> more) =>
        Process.Start(new ProcessStartInfo(program, ["record", "--trail", trail, .. more]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })
        ?? throw new InvalidOperationException($"{program} did not start.");

    private static void Demand(Process process)
    {
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{process.StartInfo.FileName} ended with exit code {process.ExitCode}.");
        }
    }
}
