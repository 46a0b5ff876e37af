namespace CloudAudit.Benchmarks.Generation;

/// <summary>One of the large sets: what it is for, and how it is made.</summary>
internal sealed record SetKind(string Name, string Description, long? DefaultEvents, Func<Estate, TrailWriter, long?, Task<TrailTotals>> WriteAsync)
{
    private const long OneFileBytes = 1_000_000_000;

    /// <summary>More records than a file of 1 GB can hold; it ends where it has its size.</summary>
    private const int OneFileAtMost = 1_000_000;

    public static SetKind Events { get; } = InFiles("events", "files of 5,800 events, as a busy trail delivers them", 700_000, 5_800);

    public static SetKind SmallFiles { get; } = InFiles("small-files", "files of 20 events, as quiet accounts and regions deliver them", 400_000, 20);

    public static SetKind OneFile { get; } = new(
        "one-file",
        "one file of 1 GB, as an export makes it",
        null,
        (estate, writer, events) => writer.WriteOneAsync(
            TrailSet.PlanOne(estate, (int)(events ?? OneFileAtMost)), events is null ? OneFileBytes : long.MaxValue));

    public static IReadOnlyList<SetKind> All { get; } = [Events, SmallFiles, OneFile];

    private static SetKind InFiles(string name, string description, long defaultEvents, int perFile) => new(
        name,
        description,
        defaultEvents,
        (estate, writer, events) => Task.FromResult(writer.WriteAll(TrailSet.Plan(estate, events ?? defaultEvents, perFile))));
}
