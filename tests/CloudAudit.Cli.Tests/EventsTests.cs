using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace CloudAudit.Cli.Tests;

/// <summary><c>cloudaudit events</c> over the sample trail and over files of the test's own.</summary>
public sealed class EventsTests
{
    // 1,993 events in the trail, some of them delivered twice.
    private const int SampleRecords = 1993;

    [Fact]
    public async Task A_table_fits_a_hundred_columns()
    {
        var result = await Cli.RunAsync("events", "samples/trail", "--event-name", "StopLogging", "--event-name", "deletetrail");

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        Assert.Equal("EventTime (UTC)     EventSource EventName                Actor            SourceIPAddress Error", result.Lines[0]);
        Assert.All(result.Lines, line => Assert.InRange(line.Length, 1, 100));
        Assert.Equal(4, result.Lines.Length);
        Assert.StartsWith("2025-03-11 16:59:40 cloudtrail  StopLogging              botocore-sessio… 203.0.113.221", result.Lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_array_of_the_records()
    {
        var result = await Cli.RunAsync("events", "samples/trail", "--format", "json", "--event-name", "StopLogging", "--event-name", "DeleteTrail");

        using var document = JsonDocument.Parse(result.Output);
        Assert.Equal(["StopLogging", "DeleteTrail"], document.RootElement.EnumerateArray().Select(e => e.GetProperty("eventName").GetString()).Order(StringComparer.Ordinal).Reverse());
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Nothing_found_is_an_empty_array_and_no_error()
    {
        var result = await Cli.RunAsync("events", "samples/trail", "--format", "json", "--event-name", "NoSuchName");

        Assert.Equal("[]\n", result.Output);
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Json_lines_hold_every_record_once()
    {
        var all = await Cli.RunAsync("events", "samples/trail", "--format", "jsonl", "--keep-duplicate");
        var once = await Cli.RunAsync("events", "samples/trail", "--format", "jsonl");

        Assert.Equal(SampleRecords, all.Lines.Length);
        string[] ids = [.. all.Lines.Select(Id)];
        Assert.Equal(ids.Distinct(StringComparer.Ordinal), once.Lines.Select(Id));
        Assert.True(once.Lines.Length < all.Lines.Length);
    }

    [Fact]
    public async Task The_order_does_not_depend_on_the_threads()
    {
        var one = await Cli.RunAsync("events", "samples/trail", "--format", "jsonl", "--threads", "1");
        var four = await Cli.RunAsync("events", "samples/trail", "--format", "jsonl", "--threads", "4");

        Assert.Equal(one.Output, four.Output);
    }

    [Fact]
    public async Task First_and_skip_take_a_part()
    {
        var whole = await Cli.RunAsync("events", "samples/trail", "--format", "jsonl", "--first", "10");
        var part = await Cli.RunAsync("events", "samples/trail", "--format", "jsonl", "--skip", "3", "--first", "4");
        var none = await Cli.RunAsync("events", "samples/trail", "--format", "jsonl", "--first", "0");

        Assert.Equal(10, whole.Lines.Length);
        Assert.Equal(whole.Lines[3..7], part.Lines);
        Assert.Empty(none.Output);
        Assert.Equal(0, none.ExitCode);
    }

    [Fact]
    public async Task Csv_has_a_header_and_a_line_for_each_event()
    {
        var result = await Cli.RunAsync("events", "samples/trail", "--format", "csv", "--first", "50");

        Assert.StartsWith("EventTime,EventSource,EventName,Actor,", result.Output, StringComparison.Ordinal);
        Assert.Equal(51, result.Lines.Length);
        Assert.All(result.Lines[1..], line => Assert.Matches("^2025-03-1[12]T..:..:..Z,", line));
    }

    [Theory]
    [InlineData("--actor", "hugo.moreau", "--failed")]
    [InlineData("--access-key-id", "ASIA*", "--write-only")]
    [InlineData("--source-ip-address", "203.0.113.0/24", "--region", "us-west-2")]
    [InlineData("--account-id", "444455556666", "--start-time", "2025-03-12")]
    [InlineData("--event-category", "Insight")]
    [InlineData("--error-code", "*Unauthorized*", "--error-code", "AccessDenied*")]
    [InlineData("--resource-name", "*prod*", "--event-source", "s3", "--first", "5")]
    [InlineData("--contains", "root", "--event-name", "ConsoleLogin")]
    [InlineData("--last", "2h", "--end-time", "2025-03-11T17:00:00Z")]
    public async Task Every_filter_narrows(params string[] filter)
    {
        var result = await Cli.RunAsync(["events", "samples/trail", "--format", "jsonl", .. filter]);

        Assert.Equal(0, result.ExitCode);
        Assert.InRange(result.Lines.Length, 1, 900);
    }

    [Fact]
    public async Task A_list_option_leaves_the_path_behind_it_alone()
    {
        var result = await Cli.RunAsync("events", "--region", "us-west-2", "--region", "eu-west-1", "samples/trail", "--format", "jsonl");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["eu-west-1", "us-west-2"], result.Lines.Select(l => Member(l, "awsRegion")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Paths_are_relative_to_where_we_are()
    {
        using var folder = new TestFolder();
        folder.Write("logs/a.json", """{"Records":[{"eventID":"1","eventName":"One"}]}""");

        var file = await Cli.RunInAsync(Path.Combine(folder.Path, "logs"), "events", "a.json", "--format", "jsonl");
        var up = await Cli.RunInAsync(Path.Combine(folder.Path, "logs"), "events", "..", "--format", "jsonl");

        Assert.Equal("""{"eventID":"1","eventName":"One"}""", file.Lines.Single());
        Assert.Equal(file.Output, up.Output);
    }

    [Fact]
    public async Task A_record_laid_out_over_lines_becomes_one_line()
    {
        using var folder = new TestFolder();
        string log = folder.Write("pretty.json", """
            {
              "Records": [
                {
                  "eventID": "1",
                  "userAgent": "a \" b,\t\\",
                  "requestParameters": { "list": [ 1, 2.50, true, null ], "text": "two  spaces" }
                },
                { "eventID": "2" }
              ]
            }
            """);

        var lines = await Cli.RunAsync("events", log, "--format", "jsonl");
        var csv = await Cli.RunAsync("events", log, "--format", "csv");

        Assert.Equal(
            ["""{"eventID":"1","userAgent":"a \" b,\t\\","requestParameters":{"list":[1,2.50,true,null],"text":"two  spaces"}}""", """{ "eventID": "2" }"""],
            lines.Lines);
        Assert.Equal(3, csv.Lines.Length);
    }

    [Fact]
    public async Task A_broken_file_is_told_on_standard_error_and_the_rest_is_read()
    {
        using var folder = new TestFolder();
        folder.Write("a.json", """{"Records":[{"eventID":"1","eventName":"One"}""");
        folder.Write("b.json", """{"Records":[{"eventID":"2","eventName":"Two"}]}""");

        var result = await Cli.RunAsync("events", folder.Path, "--format", "jsonl");

        Assert.Equal(["One", "Two"], result.Lines.Select(l => Member(l, "eventName")));
        string error = Assert.Single(result.ErrorLines);
        Assert.StartsWith($"cloudaudit: {Path.Combine(folder.Path, "a.json")}, text offset ", error, StringComparison.Ordinal);
        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public async Task Plain_and_compressed_files_are_told_apart_by_their_bytes()
    {
        using var folder = new TestFolder();
        string path = Path.Combine(folder.Path, "plain.json");
        await using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            await gzip.WriteAsync("""[{"eventID":"1","eventName":"One"}]"""u8.ToArray());
        }

        var result = await Cli.RunAsync("events", path, "--format", "jsonl");

        Assert.Equal("One", Member(result.Lines.Single(), "eventName"));
    }

    private static string Id(string line) => Member(line, "eventID") ?? string.Create(CultureInfo.InvariantCulture, $"{line.Length}");

    private static string? Member(string line, string name)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}
