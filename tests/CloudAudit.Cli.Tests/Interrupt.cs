using System.Diagnostics;
using System.Globalization;

namespace CloudAudit.Cli.Tests;

/// <summary>Ctrl+C, sent to a process from outside.</summary>
internal static class Interrupt
{
    /// <summary>Skips the test where that cannot be done.</summary>
    public static void Require()
    {
        Skip.If(IsIgnored(), "the shell that started the tests ignores SIGINT, and every process under it does");
        Skip.If(OperatingSystem.IsWindows(), "a console program cannot be sent Ctrl+C from another there");
    }

    /// <summary>Sends it and waits for the process to end.</summary>
    /// <returns>How long that took.</returns>
    public static async Task<TimeSpan> SendAsync(Process process)
    {
        long start = Stopwatch.GetTimestamp();
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        return Stopwatch.GetElapsedTime(start);
    }

    // A shell starts what it runs in the background with SIGINT ignored (POSIX, asynchronous lists), and that is inherited.
    private static bool IsIgnored()
    {
        string? ignored = OperatingSystem.IsLinux() ? Array.Find(File.ReadAllLines("/proc/self/status"), l => l.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        return ignored is not null && (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & 2) != 0;
    }
}
