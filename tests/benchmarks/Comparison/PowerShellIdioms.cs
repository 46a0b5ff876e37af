using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace CloudAudit.Benchmarks.Comparison;

/// <summary>
/// The module's filter against what people write in PowerShell, on the first files of a set, and its counting, on the whole
/// set; all in one session.
/// </summary>
/// <param name="Version">PowerShell's.</param>
/// <param name="Files">Files read in each run.</param>
/// <param name="Events">Events in them.</param>
/// <param name="Filter">Median seconds of <c>Get-AuditEvent -EventName</c>.</param>
/// <param name="WhereObject"><c>Get-AuditEvent | Where-Object</c> against it.</param>
/// <param name="ConvertFromJson"><c>ConvertFrom-Json | Where-Object</c> against it.</param>
/// <param name="Measure">Median seconds of <c>Measure-AuditEvent</c> over the whole set.</param>
/// <param name="GroupObject"><c>Get-AuditEvent | Group-Object</c> against that.</param>
internal sealed record PowerShellIdioms(
    string Version, int Files, long Events, double Filter, PowerShellIdioms.Rival WhereObject, PowerShellIdioms.Rival ConvertFromJson,
    double Measure, PowerShellIdioms.Rival GroupObject)
{
    private static readonly JsonSerializerOptions _json = new() { RespectRequiredConstructorParameters = true };

    /// <summary>What stands in the way of measuring; null where nothing does.</summary>
    public static string? Missing()
    {
        if (!File.Exists(RepositoryFiles.ModuleManifest))
        {
            return $"{RepositoryFiles.ModuleManifest} does not exist; build src/CloudAudit first, in Release";
        }

        try
        {
            using Process process = Process.Start(new ProcessStartInfo("pwsh", ["-NoProfile", "-Command", "exit"]) { UseShellExecute = false })!;
            process.WaitForExit();
            return null;
        }
        catch (Win32Exception)
        {
            return "pwsh is not on the PATH";
        }
    }

    /// <summary>Runs the session.</summary>
    /// <exception cref="InvalidOperationException">It failed, or the ways found different events.</exception>
    public static async Task<PowerShellIdioms> MeasureAsync(BenchmarkSet set, string eventName, int files, int rounds)
    {
        string[] arguments =
        [
            "-NoProfile", "-NonInteractive", "-File", Path.Join(AppContext.BaseDirectory, "PowerShellIdioms.ps1"),
            "-Manifest", RepositoryFiles.ModuleManifest, "-Folder", set.Folder, "-EventName", eventName,
            "-Files", FormattableString.Invariant($"{files}"), "-Rounds", FormattableString.Invariant($"{rounds}"),
        ];
        using Process process = Process.Start(new ProcessStartInfo("pwsh", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"pwsh ended with exit code {process.ExitCode}: {output}");
        }

        Session session = JsonSerializer.Deserialize<Session>(output, _json)!;
        if (session.Rounds.Any(r => r.WhereObject.Result != r.Filter.Result || r.ConvertFromJson.Result != r.Filter.Result))
        {
            throw new InvalidOperationException($"The ways in PowerShell disagree about how many {eventName} there are.");
        }

        if (session.Groupings.Any(g => g.GroupObject.Result != g.Measure.Result))
        {
            throw new InvalidOperationException("Measure-AuditEvent and Group-Object disagree about how many groups there are.");
        }

        return new PowerShellIdioms(
            session.PowerShell,
            files,
            session.Events,
            Pairing.Median(session.Rounds.Select(r => r.Filter.Wall)),
            Rival.Of(session.Rounds, r => r.WhereObject, r => r.Filter),
            Rival.Of(session.Rounds, r => r.ConvertFromJson, r => r.Filter),
            Pairing.Median(session.Groupings.Select(g => g.Measure.Wall)),
            Rival.Of(session.Groupings, g => g.GroupObject, g => g.Measure));
    }

    /// <summary>A way that people write: its median seconds, and how many times slower it is by the clock and in processor time.</summary>
    internal sealed record Rival(double Wall, double Slower, double CpuSlower)
    {
        internal static Rival Of<T>(IReadOnlyList<T> rounds, Func<T, Sample> way, Func<T, Sample> ours) => new(
            Pairing.Median(rounds.Select(r => way(r).Wall)),
            Pairing.Median(rounds.Select(r => way(r).Wall / ours(r).Wall)),
            Pairing.Median(rounds.Select(r => way(r).Cpu / ours(r).Cpu)));
    }

    internal sealed record Round(Sample Filter, Sample WhereObject, Sample ConvertFromJson);

    internal sealed record Grouping(Sample Measure, Sample GroupObject);

    private sealed record Session(string PowerShell, long Events, IReadOnlyList<Round> Rounds, IReadOnlyList<Grouping> Groupings);
}
