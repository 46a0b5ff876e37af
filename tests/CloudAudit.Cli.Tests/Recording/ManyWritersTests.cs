using System.Globalization;

namespace CloudAudit.Cli.Tests.Recording;

/// <summary>Several processes write to one trail at once.</summary>
public sealed class ManyWritersTests
{
    [SkippableFact]
    public async Task Four_processes_write_ten_thousand_events_each_at_once_and_all_are_in_digests_that_verify()
    {
        await TrailFixture.SkipWithoutPythonAsync();
        const int each = 10_000;
        using var trail = new TrailFixture();
        await trail.CreateAsync();
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => trail.RecordAsync(Enumerable.Range(0, each).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"eventName":"Step","eventSource":"tests.example","eventID":"{{{writer}}}-{{{i}}}","requestParameters":{"number":{{{i}}}}}""")))));

        Assert.All(runs, run =>
        {
            Assert.Equal(0, run.ExitCode);
            Assert.Empty(run.Error);
            Assert.Equal(each, run.Lines.Length);
        });
        Assert.Equal(0, (await trail.SealAsync()).ExitCode);

        var verified = await trail.VerifyAsync();
        Assert.Equal(4 * each, verified.Ids.Length);
        Assert.Equal(verified.Ids.Order(StringComparer.Ordinal), runs.SelectMany(r => r.Lines).Order(StringComparer.Ordinal));
        Assert.InRange(verified.Logs, 2, 20);
    }
}
