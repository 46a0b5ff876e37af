using System.Diagnostics;
using System.Text;

namespace CloudAudit.Cli.Tests;

/// <summary>What came of one run of the program.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A user's mistake is told in a line or two, never by a stack trace.</summary>
    public CliResult AssertUsageError(string message)
    {
        Assert.Equal(2, ExitCode);
        Assert.Empty(Output);
        Assert.InRange(ErrorLines.Length, 1, 2);
        Assert.StartsWith("cloudaudit: ", ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains(message, ErrorLines[0], StringComparison.Ordinal);
        Assert.True(ErrorLines.Length == 1 || ErrorLines[1].StartsWith("See 'cloudaudit", StringComparison.Ordinal), Error);
        return this;
    }

    /// <summary>All went well; what went wrong otherwise is shown whole.</summary>
    public CliResult AssertSuccess()
    {
        Assert.True(ExitCode == 0 && Error.Length == 0, $"exit code {ExitCode}: {Error}");
        return this;
    }

    public CliResult AssertNoStackTrace()
    {
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", Error, StringComparison.Ordinal);
        return this;
    }
}

/// <summary>The built program, run as a process of its own, as a shell does.</summary>
internal static class Cli
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>A published program to test in place of the one just built: <c>CLOUDAUDIT_PROGRAM</c>, the path of its executable.</summary>
    private static readonly string? Published = Environment.GetEnvironmentVariable("CLOUDAUDIT_PROGRAM");

    /// <summary>What starts the program, before its arguments.</summary>
    public static IReadOnlyList<string> Command { get; } = Published is null ? ["dotnet", Path.Combine(AppContext.BaseDirectory, "cloudaudit.dll")] : [Published];

    public static string RepositoryRoot { get; } = FindRoot();

    public static string SampleTrail => Path.Combine(RepositoryRoot, "samples", "trail");

    public static string Data(string name)
    {
        string folder = Path.Combine(RepositoryRoot, "..", "shared", "data", name);
        Skip.IfNot(Directory.Exists(folder), $"the public data set '{name}' is not here (../shared/data/{name})");
        return folder;
    }

    public static Process Start(string folder, params string[] arguments)
    {
        var process = StartOpen(folder, arguments);
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Starts the program and leaves its standard input open.</summary>
    public static Process StartOpen(string folder, params string[] arguments) => StartIn(folder, null, arguments);

    /// <summary>Starts the program with variables of its environment set or, where they are null, removed.</summary>
    public static Process StartIn(string folder, IReadOnlyDictionary<string, string?>? environment, string[] arguments)
    {
        var start = new ProcessStartInfo(Command[0])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
            StandardInputEncoding = Utf8,
        };
        foreach (string argument in Command.Skip(1).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static Task<CliResult> RunAsync(params string[] arguments) => RunInAsync(RepositoryRoot, arguments);

    public static async Task<CliResult> RunInAsync(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        return await ResultAsync(process);
    }

    /// <summary>What comes of a process that was started.</summary>
    public static async Task<CliResult> ResultAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CliResult(process.ExitCode, Normal(await output), Normal(await error));
    }

    private static string Normal(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CloudAudit.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not lie in the repository.");
    }
}

/// <summary>A folder for one test's files.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder() => Path = Directory.CreateTempSubdirectory("cloudaudit-test-").FullName;

    public string Path { get; }

    public string Write(string name, string text)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
