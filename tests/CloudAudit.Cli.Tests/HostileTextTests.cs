using System.Text.Json;

namespace CloudAudit.Cli.Tests;

/// <summary>Who makes calls chooses much of what is in a log. None of it may act on who reads the output.</summary>
public sealed class HostileTextTests : IDisposable
{
    // An escape sequence, a bell, CSI as one character, a change of direction, a formula, half a surrogate pair.
    private const string Hostile = """
        {"eventID":"1","eventTime":"2025-03-11T10:00:00Z","eventSource":"cloudtrail.amazonaws.com","eventName":"StopLogging","sourceIPAddress":"=1+1","userAgent":"@SUM(1)\u001b[31m\u0007","errorMessage":"half \ud800 pair","userIdentity":{"type":"IAMUser","userName":"=cmd|'/c calc'!A0"}}
        {"eventID":"2","eventTime":"2025-03-11T10:00:01Z","eventSource":"cloudtrail.amazonaws.com","eventName":"DeleteTrail\u001b]0;owned\u0007","errorCode":"-1+1","userAgent":"x\u009b31mx\u202ey","userIdentity":{"type":"IAMUser","userName":"mallory\u001b[2J\r\nroot"}}
        {"eventID":"3","eventTime":"2025-03-11T10:00:02Z","eventSource":"cloudtrail.amazonaws.com","eventName":"DeleteTrail","userAgent":"raw: \u009b \u202e \u007f \u2028","userIdentity":{"type":"IAMUser","userName":"+\u202emallory"}}
        """;

    private readonly TestFolder _folder = new();
    private readonly string _log;

    public HostileTextTests() =>
        // The last record has the characters themselves, as JSON may.
        _log = _folder.Write("log.jsonl", Hostile.Replace(@"raw: \u009b \u202e \u007f \u2028", "raw: \u009b \u202e \u007f \u2028", StringComparison.Ordinal));

    public static TheoryData<string[]> Outputs { get; } = new(
        from command in (string[][])[["events"], ["check", "--rule-pack", "CIS"], ["check", "--rule-pack", "CIS", "--finding"]]
        from format in (string[])["table", "json", "jsonl", "csv"]
        select (string[])[.. command, "--format", format]);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Outputs))]
    public async Task No_output_holds_a_character_that_acts_on_a_terminal(string[] command)
    {
        var result = await Cli.RunAsync([.. command, _log]);

        result.AssertNoStackTrace();
        Assert.Empty(result.Error);
        Assert.NotEmpty(result.Output);
        Assert.DoesNotContain(result.Output, c => c is < ' ' and not '\n' or '\u007f' or (>= '\u0080' and < '\u00a0') or '\u2028' or '\u202e');
    }

    [Fact]
    public async Task Json_keeps_what_the_text_means()
    {
        var result = await Cli.RunAsync("events", _log, "--format", "jsonl");

        string[] records = await File.ReadAllLinesAsync(_log);
        Assert.Equal(records[..2], result.Lines[..2]);
        using var written = JsonDocument.Parse(result.Lines[2]);
        Assert.Equal("raw: \u009b \u202e \u007f \u2028", written.RootElement.GetProperty("userAgent").GetString());
    }

    [Fact]
    public async Task A_finding_in_json_holds_the_records_own_text()
    {
        var result = await Cli.RunAsync("check", "--rule-pack", "CIS", "--finding", "--format", "jsonl", _log);

        Assert.EndsWith($",\"event\":{(await File.ReadAllLinesAsync(_log))[0]}}}", result.Lines[0], StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public async Task No_field_of_csv_begins_a_formula()
    {
        var result = await Cli.RunAsync("events", _log, "--format", "csv");

        Assert.Equal(4, result.Lines.Length);
        string[] fields = result.Lines[1].Split(',');
        Assert.Equal("'=cmd|'/c calc'!A0", fields[3]);
        Assert.Equal("'=1+1", fields[7]);
        Assert.StartsWith("'@SUM(1)", fields[8], StringComparison.Ordinal);
        Assert.All(result.Lines.SelectMany(l => l.Split(',')), field => Assert.DoesNotMatch("^\"?[-=+@]", field));
    }
}
