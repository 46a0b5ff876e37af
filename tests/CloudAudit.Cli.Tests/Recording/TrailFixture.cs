using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudAudit.Cli.Tests.Recording;

/// <summary>A local trail of a test, with its keys beside it.</summary>
internal sealed class TrailFixture : IDisposable
{
    private readonly TestFolder _folder = new();

    public string Folder => Path.Combine(_folder.Path, "trail");

    public string KeyFile => Path.Combine(_folder.Path, "keys", "trail.key");

    public string SigningKeyFile => Path.Combine(_folder.Path, "keys", "signing.pem");

    public string Journal => Path.Combine(Folder, ".journal");

    /// <summary>Makes the trail with the program itself.</summary>
    /// <param name="set">Changes to trail.json, such as to seal more often than people want to.</param>
    public async Task CreateAsync(params (string Name, int Value)[] set)
    {
        var made = await Cli.RunAsync("record", "--trail", Folder, "--create", "--key-file", KeyFile, "--signing-key-file", SigningKeyFile);
        Assert.Equal(0, made.ExitCode);
        string path = Path.Combine(Folder, "trail.json");
        var trail = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        foreach (var (name, value) in set)
        {
            Assert.NotNull(trail[name]);
            trail[name] = value;
        }

        await File.WriteAllTextAsync(path, trail.ToJsonString());
    }

    public Process Start(params string[] more) => Cli.StartOpen(_folder.Path, ["record", "--trail", Folder, .. more]);

    public Task<CliResult> SealAsync() => Cli.RunAsync("record", "--trail", Folder, "--seal");

    /// <summary>Runs the program over lines.</summary>
    public async Task<CliResult> RecordAsync(IEnumerable<string> lines, params string[] more)
    {
        using var process = Start(more);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        foreach (string line in lines)
        {
            await process.StandardInput.WriteAsync(line + "\n");
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new CliResult(process.ExitCode, await output, await error);
    }

    /// <summary>What an implementation of AWS's rule in another language finds; it fails where the trail does not verify.</summary>
    public async Task<Verified> VerifyAsync()
    {
        var (exitCode, output, error) = await PythonAsync(
            Path.Combine(AppContext.BaseDirectory, "Recording", "verify_trail.py"), Folder, Path.Combine(Folder, "public-key.pem"), KeyFile);
        Assert.True(exitCode == 0, error);
        return JsonSerializer.Deserialize<Verified>(output, JsonSerializerOptions.Web)!;
    }

    public static async Task SkipWithoutPythonAsync()
    {
        string reason;
        try
        {
            var (exitCode, _, error) = await PythonAsync("-c", "import cryptography");
            reason = exitCode == 0 ? string.Empty : error;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            reason = e.Message;
        }

        Skip.If(reason.Length > 0, $"Python with its package cryptography verifies these trails, and is not here: {reason}");
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(int ExitCode, string Output, string Error)> PythonAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("python3") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}

/// <summary>A trail that verifies: how many digests and log files, and the IDs of all events.</summary>
internal sealed record Verified(int Digests, int Logs, string[] Ids);
