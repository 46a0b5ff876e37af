using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CloudAudit.Module.Tests;

/// <summary>Runs the Pester suite in one PowerShell process and reads what came of each test.</summary>
internal static partial class PesterSuite
{
    /// <summary>How the reason begins where the suite could not run at all; .ci/run looks for it.</summary>
    private const string NotRun = "Pester tests not run: ";

    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(45);

    private static string TestFolder => Path.Join(RepositoryRoot(), "tests", "module");

    /// <summary>Runs the suite.</summary>
    /// <exception cref="InvalidOperationException">PowerShell failed or hung: the suite's outcome is not known.</exception>
    public static IEnumerable<PesterTest> Run()
    {
        string resultFile = Path.Join(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            return StartPowerShell(resultFile) ? Read(resultFile) : AllSkipped("pwsh is not on the PATH");
        }
        finally
        {
            File.Delete(resultFile);
        }
    }

    // False where there is no PowerShell.
    private static bool StartPowerShell(string resultFile)
    {
        string script = Path.Join(AppContext.BaseDirectory, "Invoke-PesterSuite.ps1");
        ProcessStartInfo start = new("pwsh")
        {
            ArgumentList = { "-NoProfile", "-NonInteractive", "-File", script, "-TestFolder", TestFolder, "-ResultFile", resultFile },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["POWERSHELL_TELEMETRY_OPTOUT"] = "1", ["POWERSHELL_UPDATECHECK"] = "Off", ["NO_COLOR"] = "1" },
        };

        using Process process = new() { StartInfo = start };
        StringBuilder output = new();
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return false;
        }

        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(TimeLimit))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"PowerShell did not end within {TimeLimit.TotalMinutes} minutes:\n{Kept()}");
        }

        process.WaitForExit();
        if (process.ExitCode != 0 || !File.Exists(resultFile))
        {
            throw new InvalidOperationException($"PowerShell ended with exit code {process.ExitCode}:\n{Kept()}");
        }

        return true;

        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }
        }

        string Kept()
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    private static IEnumerable<PesterTest> Read(string resultFile)
    {
        using JsonDocument results = JsonDocument.Parse(File.ReadAllText(resultFile));
        if (results.RootElement.TryGetProperty("Unavailable", out JsonElement reason))
        {
            return AllSkipped(reason.GetString()!);
        }

        List<PesterTest> tests = [];
        HashSet<string> names = [];
        foreach (JsonElement row in results.RootElement.GetProperty("Tests").EnumerateArray())
        {
            string file = row.GetProperty("File").GetString()!;
            string name = row.GetProperty("Name").GetString()!;
            string unique = name;
            for (int copy = 2; !names.Add(file + unique); copy++)
            {
                unique = string.Create(CultureInfo.InvariantCulture, $"{name} ({copy})");
            }

            // What Pester calls inconclusive or not run has not passed.
            string said = row.GetProperty("Outcome").GetString()!;
            PesterOutcome outcome = Enum.TryParse(said, out PesterOutcome known) ? known : PesterOutcome.Failed;
            string message = row.GetProperty("Message").GetString()!;
            tests.Add(new PesterTest(file, unique, outcome, message.Length > 0 ? message : $"Pester: {said}, with no message of its own"));
        }

        if (tests.Count == 0)
        {
            throw new InvalidOperationException($"Pester found no test in {TestFolder}.");
        }

        return tests;
    }

    // Every test that would have run, as its file declares it.
    private static IEnumerable<PesterTest> AllSkipped(string reason)
    {
        foreach (string path in Directory.EnumerateFiles(TestFolder, "*.Tests.ps1", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string file = Path.GetFileName(path);
            MatchCollection tests = Declaration().Matches(File.ReadAllText(path));
            IEnumerable<string> names = tests.Count > 0 ? tests.Select(match => match.Groups["name"].Value) : ["[file]"];
            foreach ((int index, string name) in names.Index())
            {
                // The reason stands in the name too: test runners show the names of skipped tests, and not why.
                string shown = string.Create(CultureInfo.InvariantCulture, $"{index + 1}. {name} ({NotRun}{reason})");
                yield return new PesterTest(file, shown, PesterOutcome.Skipped, NotRun + reason);
            }
        }
    }

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Join(folder, "CloudAudit.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }

    [GeneratedRegex(@"^\s*It\s+['""](?<name>[^'""\r\n]+)['""]", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Declaration();
}
