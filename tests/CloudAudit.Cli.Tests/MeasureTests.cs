using System.Globalization;
using System.Text.Json;

namespace CloudAudit.Cli.Tests;

/// <summary><c>cloudaudit measure</c> over the sample trail.</summary>
public sealed class MeasureTests
{
    // 1,993 events, of which 40 are delivered twice.
    private const int SampleEvents = 1953;

    [Fact]
    public async Task A_table_of_groups_fits_a_hundred_columns()
    {
        var result = await Cli.RunAsync("measure", "samples/trail", "--property", "EventName", "--property", "Actor", "--write-only", "--top", "4");

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        Assert.Equal("      Count FirstSeen (UTC)     LastSeen (UTC)      EventName              Actor", result.Lines[0]);
        Assert.Equal(6, result.Lines.Length);
        Assert.StartsWith("         23 2025-03-11 07:52:33 2025-03-12 18:06:15 PutObject", result.Lines[2], StringComparison.Ordinal);
        Assert.All(result.Lines, line => Assert.InRange(line.Length, 1, 100));
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("json")]
    [InlineData("csv")]
    public async Task All_formats_hold_the_same_counts(string format)
    {
        var result = await Cli.RunAsync("measure", "samples/trail", "--property", "eventname", "--interval", "1d", "--format", format);
        Assert.Equal(0, result.ExitCode);
        long sum = 0;
        switch (format)
        {
            case "csv":
                Assert.Equal("Time,Count,FirstSeen,LastSeen,EventName", result.Lines[0]);
                sum = result.Lines.Skip(1).Sum(l => long.Parse(l.Split(',')[1], CultureInfo.InvariantCulture));
                break;
            case "json":
                using (var all = JsonDocument.Parse(result.Output))
                {
                    sum = all.RootElement.EnumerateArray().Sum(Count);
                }

                break;
            default:
                foreach (string line in result.Lines)
                {
                    using var one = JsonDocument.Parse(line);
                    sum += Count(one.RootElement);
                }

                break;
        }

        Assert.Equal(SampleEvents, sum);

        static long Count(JsonElement group)
        {
            Assert.True(group.GetProperty("values").TryGetProperty("EventName", out _));
            return group.GetProperty("count").GetInt64();
        }
    }

    [Fact]
    public async Task Without_a_property_there_is_a_summary()
    {
        var table = await Cli.RunAsync("measure", "samples/trail");
        Assert.Equal("Events          :       1,953", table.Lines[0]);
        Assert.Equal("Period          : 2025-03-11 02:10:57 to 2025-03-12 20:59:40 UTC", table.Lines[2]);
        Assert.StartsWith("Hour            : 00 ", table.Lines[^1], StringComparison.Ordinal);
        Assert.All(table.Lines, line => Assert.InRange(line.Length, 1, 100));

        var json = await Cli.RunAsync("measure", "samples/trail", "--format", "json", "--top", "2");
        using var summary = JsonDocument.Parse(json.Output);
        Assert.Equal(SampleEvents, summary.RootElement.GetProperty("events").GetInt64());
        Assert.All(summary.RootElement.GetProperty("top").EnumerateArray(), p => Assert.InRange(p.GetProperty("groups").GetArrayLength(), 1, 2));
        Assert.Equal(SampleEvents, summary.RootElement.GetProperty("hours").EnumerateArray().Sum(h => h.GetInt64()));

        var csv = await Cli.RunAsync("measure", "samples/trail", "--format", "csv");
        Assert.Contains("Events,,1953,2025-03-11T02:10:57Z,2025-03-12T20:59:40Z", csv.Lines);
    }

    [Fact]
    public async Task Wrong_usage_is_told()
    {
        (await Cli.RunAsync("measure", "samples/trail", "--interval", "soon")).AssertUsageError("'soon' is no duration");
        (await Cli.RunAsync("measure", "samples/trail", "--interval", "0.1s")).AssertUsageError("--interval takes a second or more");
        (await Cli.RunAsync("measure", "samples/trail", "--top", "0")).AssertUsageError("--top takes a whole number");
    }
}
