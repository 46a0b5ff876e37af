using System.Globalization;

namespace CloudAudit.Cli.Tests;

/// <summary>Output that nobody reads any more, and Ctrl+C.</summary>
public sealed class StoppingTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("events", "--format", "table")]
    [InlineData("events", "--format", "json")]
    [InlineData("events", "--format", "jsonl")]
    [InlineData("events", "--format", "csv")]
    public async Task Output_closed_after_a_line_is_no_error(params string[] command)
    {
        var (exitCode, error) = await ReadOneLineAsync([.. command, Large(), "--keep-duplicate"]);

        Assert.Equal(0, exitCode);
        Assert.Empty(error);
    }

    [Fact]
    public async Task A_check_whose_output_is_closed_still_tells_by_its_exit_code()
    {
        var (exitCode, error) = await ReadOneLineAsync("check", "--rule-pack", "CIS", "--finding", "--format", "jsonl", Large());

        Assert.Equal(1, exitCode);
        Assert.Empty(error);
    }

    [SkippableTheory]
    [InlineData("events", "--event-name", "NoSuchName")]
    [InlineData("events", "--format", "jsonl")]
    [InlineData("check", "--rule-pack", "CIS")]
    public async Task Ctrl_C_stops_within_a_second(params string[] command)
    {
        Interrupt.Require();

        // The same file many times over is more than can be read before the signal comes.
        string[] paths = [.. Enumerable.Repeat(Large(), 500)];
        using var process = Cli.Start(_folder.Path, [.. command, "--keep-duplicate", .. paths]);
        var error = process.StandardError.ReadToEndAsync();
        await Task.Delay(1500);
        Assert.False(process.HasExited, "it was through before it could be stopped");

        var time = await Interrupt.SendAsync(process);

        // The process has half a second to give up output that nobody takes; the rest is for a busy machine.
        Assert.InRange(time, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal(130, process.ExitCode);
        Assert.Empty(await error);
    }

    private static async Task<(int ExitCode, string Error)> ReadOneLineAsync(params string[] arguments)
    {
        using var process = Cli.Start(Cli.RepositoryRoot, arguments);
        var error = process.StandardError.ReadToEndAsync();
        Assert.NotNull(await process.StandardOutput.ReadLineAsync());
        process.StandardOutput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await error);
    }

    // Some 12 MB: far more than any pipe holds.
    private string Large()
    {
        string path = Path.Combine(_folder.Path, "large.jsonl");
        if (!File.Exists(path))
        {
            using var writer = new StreamWriter(path);
            string padding = new('x', 900);
            for (int i = 0; i < 12_000; i++)
            {
                writer.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"eventID":"{{i}}","eventTime":"2025-03-11T10:00:00Z","eventSource":"cloudtrail.amazonaws.com","eventName":"StopLogging","userAgent":"{{padding}}"}"""));
            }
        }

        return path;
    }
}
