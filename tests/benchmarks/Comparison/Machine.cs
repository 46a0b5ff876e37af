using System.Globalization;
using System.Runtime.InteropServices;

namespace CloudAudit.Benchmarks.Comparison;

/// <summary>The machine that measures, and how much of it other work took meanwhile.</summary>
internal sealed class Machine
{
    private const double TicksPerSecond = 100;
    private readonly (double Busy, double Total)? _start = ReadProcessorTimes();
    private readonly double _own = OwnCpu();

    public static string Description
    {
        get
        {
            string? model = File.Exists("/proc/cpuinfo")
                ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
                : null;
            return $"{model ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";
        }
    }

    /// <summary>What this process did not cause of the processors' work since the start, in words.</summary>
    public string OtherWork()
    {
        if (_start is not { } start || ReadProcessorTimes() is not { } end)
        {
            return "what other work the machine did is not known";
        }

        double own = (OwnCpu() - _own) * TicksPerSecond;
        double other = Math.Max(0, end.Busy - start.Busy - own) / (end.Total - start.Total);
        string load = File.ReadAllText("/proc/loadavg").Split(' ')[1];
        return FormattableString.Invariant($"other work took {other:P0} of the processors' time meanwhile (load average of 5 minutes at the end: {load})");
    }

    private static double OwnCpu() => Environment.CpuUsage.TotalTime.TotalSeconds + ChildProcess.TotalCpu();

    // The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal, …, in hundredths of a second.
    private static (double Busy, double Total)? ReadProcessorTimes()
    {
        if (!File.Exists("/proc/stat"))
        {
            return null;
        }

        double[] times = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1).Take(8).Select(t => double.Parse(t, CultureInfo.InvariantCulture))];
        return (times.Sum() - times[3] - times[4], times.Sum());
    }
}
