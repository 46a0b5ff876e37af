using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace CloudAudit.Cli.Tests.Recording;

/// <summary>A writer killed at any moment loses nothing that it acknowledged, and leaves a trail that verifies.</summary>
public sealed class KilledWriterTests
{
    private const int Kills = 200;

    // As many as die beside each other while others write on.
    private const int AtOnce = 4;

    [SkippableFact]
    public async Task Two_hundred_writers_killed_at_random_lose_no_acknowledged_event()
    {
        await TrailFixture.SkipWithoutPythonAsync();
        using var trail = new TrailFixture();

        // Sealed by size and age, and digested every other second, so that death comes in the middle of these too.
        await trail.CreateAsync(("sealSeconds", 1), ("sealBytes", 64 * 1024), ("digestSeconds", 2));
        var acknowledged = new ConcurrentBag<string>();
        int next = 0;
        var random = new Random(20261125);
        int[] delays = [.. Enumerable.Range(0, Kills).Select(_ => random.Next(0, 120))];
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            for (int number = Interlocked.Increment(ref next); number <= Kills; number = Interlocked.Increment(ref next))
            {
                await KillOneAsync(trail, number, delays[number - 1], acknowledged);
            }
        }));

        Assert.Equal(0, (await trail.RecordAsync(["""{"eventName":"Last","eventSource":"tests.example","eventID":"last"}"""])).ExitCode);
        acknowledged.Add("last");
        var sealing = await trail.SealAsync();
        Assert.Equal(0, sealing.ExitCode);
        Assert.Empty(sealing.Error);

        var verified = await trail.VerifyAsync();
        Assert.Empty(acknowledged.Except(verified.Ids, StringComparer.Ordinal));
        Assert.Equal(verified.Ids.Length, verified.Ids.Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain(verified.Ids, id => id != "last" && !id.StartsWith("killed-", StringComparison.Ordinal));
        Assert.InRange(acknowledged.Count, Kills, int.MaxValue);
        Assert.InRange(verified.Digests, 3, int.MaxValue);
        Assert.InRange(verified.Logs, 5, int.MaxValue);
    }

    private static async Task KillOneAsync(TrailFixture trail, int number, int delay, ConcurrentBag<string> acknowledged)
    {
        using var process = trail.Start();
        var error = process.StandardError.ReadToEndAsync();
        var writing = FeedAsync(process, number);
        int count = 0;
        while (await process.StandardOutput.ReadLineAsync() is { } id)
        {
            acknowledged.Add(id);
            if (++count == 1)
            {
                _ = KillAsync(process, delay);
            }
        }

        await process.WaitForExitAsync();
        await writing;
        Assert.Equal(137, process.ExitCode);
        Assert.Empty(await error);
    }

    private static async Task KillAsync(Process process, int delay)
    {
        await Task.Delay(delay);
        process.Kill();
    }

    private static async Task FeedAsync(Process process, int number)
    {
        string padding = new('x', 400);
        try
        {
            for (int i = 0; ; i++)
            {
                await process.StandardInput.WriteAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $$$"""{"eventName":"Step{{{i}}}","eventSource":"tests.example","eventID":"killed-{{{number}}}-{{{i}}}","requestParameters":{"text":"{{{padding}}}"}}{{{"\n"}}}"""));
                if (i % 20 == 0)
                {
                    await process.StandardInput.FlushAsync();
                    await Task.Delay(5);
                }
            }
        }
        catch (IOException)
        {
            // It is dead.
        }
    }
}
