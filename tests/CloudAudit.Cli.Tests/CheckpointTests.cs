using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace CloudAudit.Cli.Tests;

/// <summary><c>--checkpoint</c>: what the next run prints, and what its exit code says.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cloudaudit-").FullName;

    public CheckpointTests() => Directory.CreateDirectory(Path.Combine(_folder, "logs"));

    private string File => Path.Combine(_folder, "checkpoint");

    private string Logs => Path.Combine(_folder, "logs");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Events_are_printed_once_over_runs()
    {
        Write("a", 0, 10);
        Assert.Equal(10, (await Events()).Lines.Length);
        Assert.Empty((await Events()).Output);
        Write("b", 5, 10);
        var third = await Events();
        Assert.Equal(0, third.ExitCode);
        Assert.Equal(Enumerable.Range(10, 5), third.Lines.Select(Id));
    }

    [Fact]
    public async Task First_goes_on_behind_what_was_printed()
    {
        Write("a", 0, 10);
        Write("b", 10, 10);
        var ids = new List<int>();
        for (int run = 0; run < 4; run++)
        {
            ids.AddRange((await Events("--first", "6")).Lines.Select(Id));
        }

        Assert.Equal(Enumerable.Range(0, 20), ids);
    }

    [Fact]
    public async Task What_does_not_fit_is_a_usage_error_of_one_line()
    {
        Write("a", 0, 1);
        await Events();
        (await Events("--failed")).AssertUsageError("this checkpoint belongs to (events), but asked for is (events, Failed true)");
        (await Cli.RunAsync("measure", Logs, "--checkpoint", File)).AssertUsageError("belongs to (events)");
        (await Cli.RunAsync("events", "samples/trail", "--checkpoint", File)).AssertUsageError("this checkpoint belongs to file:");
        await System.IO.File.WriteAllTextAsync(File, "nonsense");
        (await Events()).AssertUsageError("this is no checkpoint, or it is damaged");
        (await Cli.RunAsync("events", Logs, "--checkpoint", Path.Combine(_folder, "none", "c"))).AssertUsageError("its folder does not exist");
    }

    [Fact]
    public async Task A_check_tells_nothing_new_from_nothing_found()
    {
        string[] check = ["check", "samples/trail", "--rule-pack", "CIS", "--quiet", "--checkpoint", File];
        Assert.Equal(1, (await Cli.RunAsync(check)).ExitCode);
        var second = await Cli.RunAsync(check);
        Assert.Equal(3, second.ExitCode);
        Assert.Contains("no new events", second.Error, StringComparison.Ordinal);
        (await Cli.RunAsync([.. check, "--minimum-level", "high"])).AssertUsageError("MinimumLevel High");
    }

    [Fact]
    public async Task A_count_counts_what_is_new()
    {
        Write("a", 0, 10);
        Assert.Equal(10, await Count());
        Assert.Equal(0, await Count());
        Write("b", 10, 3);
        Assert.Equal(3, await Count());

        async Task<long> Count()
        {
            var result = await Cli.RunAsync("measure", Logs, "--format", "json", "--checkpoint", File);
            using var summary = JsonDocument.Parse(result.Output);
            return summary.RootElement.GetProperty("events").GetInt64();
        }
    }

    [Fact]
    public async Task Runs_that_are_killed_at_any_time_skip_nothing()
    {
        for (int i = 0; i < 40; i++)
        {
            Write($"{i:d3}", i * 5000, 5000);
        }

        var random = new Random(5);
        var ids = new List<int>();
        int runs = 0;
        bool ended = false;
        for (; !ended && runs < 60; runs++)
        {
            using var process = Cli.Start(_folder, "events", "logs", "--format", "jsonl", "--checkpoint", File);
            var life = TimeSpan.FromMilliseconds(random.Next(1200, 3000));
            long firstLine = 0;
            int lines = 0;
            ended = true;

            // Read slowly, so that it saves now and then. A line that the kill cuts off is none: its event is not noted either.
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.EndsWith('}'))
                {
                    ids.Add(Id(line));
                }

                firstLine = firstLine == 0 ? Stopwatch.GetTimestamp() : firstLine;
                if (ended && ++lines % 200 == 0)
                {
                    await Task.Delay(2);
                    if (Stopwatch.GetElapsedTime(firstLine) > life)
                    {
                        process.Kill();
                        ended = false;
                    }
                }
            }

            await process.WaitForExitAsync();
        }

        Assert.True(ended);
        Assert.Equal(Enumerable.Range(0, 200_000), ids.Distinct().Order());
        Assert.Empty((await Events()).Output);
    }

    private static int Id(string line)
    {
        using var record = JsonDocument.Parse(line);
        return int.Parse(record.RootElement.GetProperty("eventID").GetString()!, CultureInfo.InvariantCulture);
    }

    private Task<CliResult> Events(params string[] more) => Cli.RunAsync(["events", Logs, "--format", "jsonl", "--checkpoint", File, .. more]);

    private void Write(string name, int first, int count) => System.IO.File.WriteAllLines(
        Path.Combine(Logs, name + ".jsonl"), Enumerable.Range(first, count).Select(id => $"{{\"eventID\":\"{id}\",\"eventName\":\"N\"}}"));
}
