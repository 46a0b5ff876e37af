using CloudAudit.Compliance;

namespace CloudAudit.Benchmarks.Comparison;

/// <summary>All figures of one set.</summary>
/// <param name="Set">The set.</param>
/// <param name="InProcess">Against gunzip alone in this process, warm.</param>
/// <param name="AsProcess">Against gunzip alone, each a process from start to end.</param>
/// <param name="Allocated">Bytes allocated by a filter that nothing matches.</param>
/// <param name="FilterPeak">The most memory, in bytes, of the command line filtering.</param>
/// <param name="CheckPeak">The most memory, in bytes, of the command line checking.</param>
internal sealed record SetComparison(
    BenchmarkSet Set, IReadOnlyList<Pairing> InProcess, IReadOnlyList<Pairing> AsProcess, long Allocated, long FilterPeak, long CheckPeak)
{
    public const string Rare = "DeleteTrail";
    public const string Frequent = "AssumeRole";

    private const string Absent = "NoSuchEvent";
    private static readonly string[] _check = ["check", "--rule-pack", "CIS"];

    /// <summary>Measures a set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="program">The command line, for what is measured as a process.</param>
    /// <param name="workers">Threads on each side.</param>
    /// <param name="rounds">Pairs of runs for each figure.</param>
    /// <param name="withRivals">Whether to measure the straightforward ways too; they hold whole files in memory.</param>
    /// <param name="tell">Takes each figure's name before it is measured.</param>
    public static SetComparison Measure(BenchmarkSet set, string program, int workers, int rounds, bool withRivals, Action<string> tell)
    {
        TrailScan scan = new(set, workers);
        CompliancePlan cis = TrailScan.Pack("CIS");
        long before = GC.GetTotalAllocatedBytes(precise: true);
        scan.Filter(Absent);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        List<(string Name, Func<long> Run)> ours =
        [
            (Rare, () => scan.Filter(Rare)),
            ("nothing matches", () => scan.Filter(Absent)),
            (Frequent, () => scan.Filter(Frequent)),
            ("CIS rules", () => scan.Check(cis)),
        ];
        if (withRivals)
        {
            ours.Add(("JsonDocument, " + Rare, () => Rivals.Document(set.Folder, Rare, workers)));
            ours.Add(("JsonSerializer, " + Rare, () => Rivals.Serializer(set.Folder, Rare, workers)));
        }

        List<Pairing> inProcess = [];
        foreach ((string name, Func<long> run) in ours)
        {
            tell($"{set.Name}: {name}, in process");
            inProcess.Add(Pairing.Measure(name, () => Sample.Of(() => GunzipOnly.Run(set.Folder, workers)), () => Sample.Of(run), rounds, warmUp: 3));
        }

        if (inProcess.Any(p => p.Name.EndsWith(Rare, StringComparison.Ordinal) && p.Result != inProcess[0].Result))
        {
            throw new InvalidOperationException($"The ways disagree about how many {Rare} there are.");
        }

        List<Pairing> asProcess = [];
        foreach ((string name, string[] arguments) in (ReadOnlySpan<(string, string[])>)
            [(Rare, Filter(Rare)), ("nothing matches", Filter(Absent)), (Frequent, Filter(Frequent)), ("CIS rules", _check)])
        {
            tell($"{set.Name}: {name}, as a process");
            asProcess.Add(Pairing.Measure(
                name,
                () => ChildProcess.Measure(RepositoryFiles.Benchmarks.File, [.. RepositoryFiles.Benchmarks.Arguments, GunzipCommand.Name, set.Folder]),
                () => ChildProcess.Measure(program, [.. arguments, "--threads", FormattableString.Invariant($"{workers}"), "--", set.Folder]),
                rounds,
                warmUp: 1));
        }

        tell($"{set.Name}: memory");
        return new SetComparison(
            set,
            inProcess,
            asProcess,
            allocated,
            ChildProcess.PeakMemory(program, [.. Filter(Rare), "--", set.Folder]),
            ChildProcess.PeakMemory(program, [.. _check, "--", set.Folder]));
    }

    private static string[] Filter(string eventName) => ["events", "--event-name", eventName, "--format", "jsonl"];
}
