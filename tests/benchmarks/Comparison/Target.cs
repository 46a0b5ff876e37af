namespace CloudAudit.Benchmarks.Comparison;

/// <summary>What CloudAudit holds itself to, and whether it did.</summary>
/// <param name="What">The target.</param>
/// <param name="Figure">What was measured.</param>
/// <param name="Held">Whether the target was met.</param>
internal sealed record Target(string What, string Figure, bool Held)
{
    private const double Speed = 0.7;
    private const long Peak = 100L * 1024 * 1024;
    private const long Allocated = 20_000_000;
    private const double WhereObject = 5;
    private const double ConvertFromJson = 20;
    private const double GroupObject = 10;

    /// <summary>Judges all figures there are.</summary>
    public static IReadOnlyList<Target> Judge(IReadOnlyList<SetComparison> sets, PowerShellIdioms? powerShell)
    {
        List<Target> targets = [];
        SetComparison events = sets[0];
        Add("filter in process, speed of gunzip alone: 0.7 or more", events.InProcess[0].Speed, Speed);
        Add("filter as a process, speed of gunzip alone: 0.7 or more", events.AsProcess[0].Speed, Speed);
        long peak = sets.Max(s => Math.Max(s.FilterPeak, s.CheckPeak));
        targets.Add(new Target("peak memory on each set: less than 100 MiB", FormattableString.Invariant($"{peak / 1048576.0:N1} MiB"), peak < Peak));
        long allocated = sets.Max(s => s.Allocated);
        targets.Add(new Target("allocated when nothing matches: less than 20 MB", FormattableString.Invariant($"{allocated / 1e6:N1} MB"), allocated < Allocated));
        if (powerShell is not null)
        {
            Add("Where-Object is slower: 5 times or more", powerShell.WhereObject.Slower, WhereObject);
            Add("ConvertFrom-Json is slower: 20 times or more", powerShell.ConvertFromJson.Slower, ConvertFromJson);
            Add("Group-Object is slower than Measure-AuditEvent: 10 times or more", powerShell.GroupObject.Slower, GroupObject);
        }

        return targets;

        void Add(string what, double measured, double least) =>
            targets.Add(new Target(what, FormattableString.Invariant($"{measured:N2}"), measured >= least));
    }
}
