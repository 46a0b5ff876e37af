namespace CloudAudit.Cli.Tests;

/// <summary>What the program says to people who ask for help, or for something that it cannot do.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("--help", "events")]
    [InlineData("events --help", "--source-ip-address")]
    [InlineData("check --help", "Exit code 0")]
    [InlineData("--version", "0.")]
    public async Task Help_is_on_standard_output(string commandLine, string expected)
    {
        var result = await Cli.RunAsync(commandLine.Split(' '));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Help_shows_the_words_that_an_option_takes()
    {
        var result = await Cli.RunAsync("check", "--help");

        Assert.Contains("--format <table|json|jsonl|csv>", result.Output, StringComparison.Ordinal);
        Assert.Contains("--minimum-level <informational|low|medium|high|critical>", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "No command was given. Commands are: events, check, ")]
    [InlineData("evnts samples/trail", "There is no command 'evnts'. Commands are: events, check, ")]
    [InlineData("events", "Say what to read: paths, --bucket, --trail, --log-group or --event-history.")]
    [InlineData("events samples/trail --bucket trail", "Paths, --bucket, --trail, --log-group and --event-history do not go together.")]
    [InlineData("events --bucket trail --access-key AKIA", "--access-key and --secret-key go together")]
    [InlineData("events --bucket trail --profile-name none-such", "There is no AWS profile 'none-such'.")]
    [InlineData("events --bucket trail --endpoint-url nowhere", "'nowhere' is no endpoint.")]
    [InlineData("check samples/trail", "--rule-pack")]
    [InlineData("events samples/trail --region", "--region")]
    [InlineData("events samples/trail --frist 3", "There is no option '--frist'.")]
    [InlineData("events --frist samples/trail", "There is no option '--frist'.")]
    [InlineData("check samples/trail --rule-pack CIS -q", "There is no option '-q'.")]
    [InlineData("events samples/trail --format xml", "--format takes table, json, jsonl or csv, not 'xml'.")]
    [InlineData("events samples/trail --format 1", "--format takes")]
    [InlineData("events samples/trail --first many", "--first takes a whole number from 0 on, not 'many'.")]
    [InlineData("events samples/trail --first -1", "--first takes a whole number from 0 on, not '-1'.")]
    [InlineData("events samples/trail --first 99999999999999999999", "--first takes")]
    [InlineData("events samples/trail --skip -1", "--skip takes a whole number from 0 on, not '-1'.")]
    [InlineData("events samples/trail --threads 0", "--threads takes a whole number from 1 to 64, not '0'.")]
    [InlineData("check samples/trail --rule-pack CIS --minimum-level bad", "--minimum-level takes informational, low, medium, high or critical, not 'bad'.")]
    [InlineData("events samples/trail --last soon", "'soon' is no duration.")]
    [InlineData("events samples/trail --start-time yesterday", "'yesterday' is no time.")]
    [InlineData("events samples/trail --end-time 2025-13-01", "'2025-13-01' is no time.")]
    [InlineData("events samples/trail --start-time 2025-03-12 --end-time 2025-03-11", "is not before the end")]
    [InlineData("check samples/trail --rule-pack CIS --start-time 2025-03-12 --end-time 2025-03-11", "is not before the end")]
    [InlineData("events --log-group a --event-history", "Paths, --bucket, --trail, --log-group and --event-history do not go together.")]
    [InlineData("events --log-group a --region eu-*", "Log groups are read in one region")]
    [InlineData("events --log-group (a)", "'(a)' is no name of a log group.")]
    [InlineData("events samples/trail --last 7d --start-time 2025-03-12", "--last and --start-time do not go together.")]
    [InlineData("events samples/trail --source-ip-address 203.0.113.0/33", "'203.0.113.0/33' is no network.")]
    [InlineData("check samples/trail --rule-pack CIS --source-ip-address 203.0.113.0/33", "'203.0.113.0/33' is no network.")]
    [InlineData("check samples/trail --rule-pack NONE", "There is no rule pack 'NONE'")]
    [InlineData("check samples/trail --rule-pack NONE", "The packs that ship are: ")]
    [InlineData("check samples/trail --rule-pack ./none.yml", "none.yml")]
    public async Task A_mistake_is_told_in_a_line_with_exit_code_2(string commandLine, string message)
    {
        var result = await Cli.RunAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        result.AssertUsageError(message);
    }

    [Theory]
    [InlineData("events")]
    [InlineData("check", "--rule-pack", "CIS")]
    public async Task A_path_that_is_missing_stops_before_anything_is_read(string command, params string[] options)
    {
        var result = await Cli.RunAsync([command, "samples/trail", "./missing", .. options]);

        result.AssertUsageError("missing' does not exist.");
    }

    [Fact]
    public async Task A_mistake_in_a_rule_pack_is_shown_with_its_line()
    {
        using var folder = new TestFolder();
        string pack = folder.Write("mine.yml", "name: MINE\ntitle: Mine\ncontrols:\n  - id: '1'\n    titel: Oops\n");

        var result = await Cli.RunAsync("check", "samples/trail", "--rule-pack", pack);

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Equal($"cloudaudit: {pack}:5:5", result.ErrorLines[0]);
        Assert.Contains("   5 |     titel: Oops", result.ErrorLines);
        Assert.Contains("'titel'", result.ErrorLines[^1], StringComparison.Ordinal);
        result.AssertNoStackTrace();
    }

    [Fact]
    public async Task Escape_sequences_in_arguments_do_not_come_back_from_errors()
    {
        var result = await Cli.RunAsync("events", "samples/trail", "--format", "\e]0;title\a");

        Assert.Equal(2, result.ExitCode);
        Assert.DoesNotContain('\e', result.Error);
    }
}
