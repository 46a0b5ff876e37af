using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CloudAudit.Benchmarks.Comparison;

/// <summary>A whole process from its start to its end, output read and dropped.</summary>
internal static partial class ChildProcess
{
    private const int ChildrenOfThisProcess = -1;
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(5);

    /// <summary>Measures a process; its result is how many bytes it wrote.</summary>
    /// <exception cref="InvalidOperationException">It ended with an exit code other than 0 and 1 (violations found).</exception>
    public static Sample Measure(string file, params IEnumerable<string> arguments)
    {
        double before = TotalCpu();
        long start = Stopwatch.GetTimestamp();
        using Process process = Start(file, arguments);
        long written = Drain(process);
        process.WaitForExit();
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Demand(process);
        double cpu = OperatingSystem.IsWindows() ? process.TotalProcessorTime.TotalSeconds : TotalCpu() - before;
        return new Sample(wall, cpu, written);
    }

    /// <summary>The most memory a process held, in bytes: its resident set, looked at every few milliseconds until it ends.</summary>
    /// <exception cref="InvalidOperationException">It ended with an exit code other than 0 and 1 (violations found).</exception>
    public static long PeakMemory(string file, params IEnumerable<string> arguments)
    {
        using Process process = Start(file, arguments);
        Thread drain = new(() => Drain(process));
        drain.Start();
        long peak = 0;
        while (!process.WaitForExit(PollEvery))
        {
            try
            {
                process.Refresh();
                peak = Math.Max(peak, process.PeakWorkingSet64);
            }
            catch (InvalidOperationException)
            {
                // It ended in between; the peak only ever grows, and was looked at just before.
            }
        }

        drain.Join();
        Demand(process);
        return peak;
    }

    private static Process Start(string file, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, UseShellExecute = false })
        ?? throw new InvalidOperationException($"{file} did not start.");

    private static long Drain(Process process)
    {
        byte[] buffer = new byte[64 * 1024];
        Stream output = process.StandardOutput.BaseStream;
        long written = 0;
        int read;
        while ((read = output.Read(buffer)) > 0)
        {
            written += read;
        }

        return written;
    }

    private static void Demand(Process process)
    {
        if (process.ExitCode is not (0 or 1))
        {
            throw new InvalidOperationException($"{process.StartInfo.FileName} ended with exit code {process.ExitCode}.");
        }
    }

    /// <summary>Processor time of all children that have ended, in seconds; 0 on Windows, where each tells its own.</summary>
    public static double TotalCpu()
    {
        if (OperatingSystem.IsWindows())
        {
            return 0;
        }

        if (GetUsage(ChildrenOfThisProcess, out Usage usage) != 0)
        {
            throw new InvalidOperationException($"getrusage failed with error {Marshal.GetLastPInvokeError()}.");
        }

        return usage.UserSeconds + usage.SystemSeconds + ((usage.UserMicroseconds + usage.SystemMicroseconds) / 1e6);
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetUsage(int who, out Usage usage);

    /// <summary>The head of struct rusage, the same on 64-bit Linux and macOS; the rest is room.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Usage
    {
        [FieldOffset(0)]
        public long UserSeconds;

        [FieldOffset(8)]
        public int UserMicroseconds;

        [FieldOffset(16)]
        public long SystemSeconds;

        [FieldOffset(24)]
        public int SystemMicroseconds;
    }
}
