using System.Diagnostics;

namespace CloudAudit.Benchmarks.Comparison;

/// <summary>What one run took.</summary>
/// <param name="Wall">Seconds by the clock.</param>
/// <param name="Cpu">Seconds of processor time, user and system, of all threads.</param>
/// <param name="Result">What the run returned, for comparing runs that should agree.</param>
internal readonly record struct Sample(double Wall, double Cpu, long Result)
{
    /// <summary>Measures a run in this process, from a heap without garbage.</summary>
    public static Sample Of(Func<long> run)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        long result = run();
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new Sample(wall, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, result);
    }
}
