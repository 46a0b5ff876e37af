using System.Diagnostics;
using System.Globalization;

namespace CloudAudit.Cli.Tests.Recording;

/// <summary><c>cloudaudit record</c> as scripts use it.</summary>
public sealed class RecordTests : IDisposable
{
    private const string Good = """{"eventName":"Backup","eventSource":"cron.example","eventID":"good"}""";
    private readonly TrailFixture _trail = new();

    public void Dispose() => _trail.Dispose();

    [Fact]
    public async Task Each_line_is_acknowledged_by_its_ID_before_the_next_is_waited_for()
    {
        await _trail.CreateAsync();
        using var process = _trail.Start();
        for (int i = 0; i < 5; i++)
        {
            await process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"eventName":"E","eventSource":"s","eventID":"id-{{i}}"}"""));
            await process.StandardInput.FlushAsync();
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"id-{i}"), await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)));

            // It is in the journal by now, and not only on its way there.
            Assert.True(new FileInfo(Path.Combine(_trail.Journal, "active.wal")).Length > 200 * (i + 1));
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);

        // A script's end leaves a log file.
        Assert.False(File.Exists(Path.Combine(_trail.Journal, "active.wal")));
        Assert.Single(Directory.GetFiles(Path.Combine(_trail.Folder, "AWSLogs"), "*.json.gz", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task With_seal_what_comes_is_recorded_before_the_digest_is_made()
    {
        await _trail.CreateAsync();
        var run = await _trail.RecordAsync([Good], "--seal");
        Assert.Equal((0, "good"), (run.ExitCode, run.Lines[0]));
        Assert.EndsWith(".json.gz", run.Lines[1], StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(_trail.Folder, "AWSLogs"), "*_CloudTrail-Digest_*.json.gz", SearchOption.AllDirectories));
        var read = await Cli.RunAsync("events", _trail.Folder, "--decryption-key", _trail.KeyFile, "--format", "jsonl");
        Assert.Contains("\"eventID\":\"good\"", read.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_without_an_ID_is_given_one()
    {
        await _trail.CreateAsync();
        var run = await _trail.RecordAsync(["""{"eventName":"E","eventSource":"s"}"""]);
        Assert.True(Guid.TryParse(Assert.Single(run.Lines), out _), run.Output);
        Assert.Empty((await _trail.RecordAsync([Good], "--quiet")).Output);
    }

    [Fact]
    public async Task A_bad_line_is_an_error_with_its_number_and_the_next_is_recorded()
    {
        await _trail.CreateAsync();
        var run = await _trail.RecordAsync(
        [
            Good, "garbage", string.Empty, """{"eventName":"x"}""", "\u001b[31m{}", "7", new string('x', 3 * 1024 * 1024),
            """{"eventName":"Backup","eventSource":"cron.example","eventID":"last"}""",
        ]);
        Assert.Equal(2, run.ExitCode);
        Assert.Equal(["good", "last"], run.Lines);
        Assert.Equal(5, run.ErrorLines.Length);
        Assert.Equal(["line 2", "line 4", "line 5", "line 6", "line 7"], run.ErrorLines.Select(l => l.Split(": ")[1]));
        Assert.Contains("no eventSource", run.ErrorLines[1], StringComparison.Ordinal);
        Assert.Contains("longer than 2 MB", run.ErrorLines[4], StringComparison.Ordinal);
        run.AssertNoStackTrace();
    }

    [Fact]
    public async Task What_cannot_be_is_told_in_one_line()
    {
        (await Cli.RunAsync("record", "--trail", Path.Combine(_trail.Folder, "none"))).AssertUsageError("holds no local trail");
        (await Cli.RunAsync("record")).AssertUsageError("--trail");
        await _trail.CreateAsync();
        (await Cli.RunAsync("record", "--trail", _trail.Folder, "--lock-timeout", "soon")).AssertUsageError("no duration");
        (await Cli.RunAsync("record", "--trail", _trail.Folder, "--key-file", _trail.SigningKeyFile)).AssertUsageError("holds no AES key");
        (await Cli.RunAsync("record", "--trail", _trail.Folder, "--signing-key-file", _trail.KeyFile)).AssertUsageError("holds no RSA private key");
        (await Cli.RunAsync("verify", _trail.Folder)).AssertUsageError("has no log files yet");
    }

    [Fact]
    public async Task A_trail_that_others_keep_is_an_error_in_time_and_the_lines_are_named()
    {
        await _trail.CreateAsync();
        using var held = new FileStream(Path.Combine(_trail.Journal, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        long start = Stopwatch.GetTimestamp();
        var run = await _trail.RecordAsync([Good, Good], "--lock-timeout", "1s");
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("lines 1 to 2 are not recorded", run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("kept the trail locked for 1 seconds", run.ErrorLines[1], StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Acknowledgements_that_nobody_takes_do_not_stop_the_recording()
    {
        await _trail.CreateAsync();
        using var process = _trail.Start();
        process.StandardOutput.Close();
        for (int i = 0; i < 3000; i++)
        {
            await process.StandardInput.WriteLineAsync(Good);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
