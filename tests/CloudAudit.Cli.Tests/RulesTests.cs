using System.Text.Json;

namespace CloudAudit.Cli.Tests;

/// <summary><c>cloudaudit rules</c>: lists, and examinations with their exit codes; placeholders and strictness of <c>check</c>.</summary>
public sealed class RulesTests
{
    private const string Good = """
        title: Trail Stopped
        id: 2f0c5b1e-3c57-4b7e-8c07-0a5f8f6d0001
        name: trail_stopped
        logsource: { product: aws, service: cloudtrail }
        detection: { selection: { eventSource: cloudtrail.amazonaws.com, eventName: StopLogging }, condition: selection }
        level: high
        tests:
          - { name: stopped, matches: true, event: { eventSource: cloudtrail.amazonaws.com, eventName: StopLogging } }
          - { name: started, matches: false, event: { eventSource: cloudtrail.amazonaws.com, eventName: StartLogging } }
        """;

    private const string Bad = """
        title: Bad
        logsource: { product: aws, service: cloudtrail }
        detection:
          selection: { eventName: StopLogging }
          condition: selection adn selection
        """;

    private const string Placeholder = """
        title: Known Name
        name: known_name
        logsource: { product: aws, service: cloudtrail }
        detection: { selection: { "userIdentity.userName|expand": "%admins%" }, condition: selection }
        """;

    [Fact]
    public async Task Rules_packs_and_controls_are_listed_in_a_hundred_columns()
    {
        var rules = await Cli.RunAsync("rules", "--name", "root_*", "--minimum-level", "medium");
        var packs = await Cli.RunAsync("rules", "--list-pack");
        var controls = await Cli.RunAsync("rules", "--list-control", "--rule-pack", "HIPAA");

        foreach (var result in new[] { rules, packs, controls })
        {
            Assert.Equal((0, string.Empty), (result.ExitCode, result.Error));
            Assert.All(result.Lines, line => Assert.InRange(line.Length, 1, 100));
        }

        Assert.Contains(rules.Lines, line => line.StartsWith("root_", StringComparison.Ordinal));
        Assert.Equal(["Baseline", "CIS", "HIPAA", "ISO27001", "PCI-DSS", "SOC2"], packs.Lines[2..].Select(l => l.Split(' ')[0]));
        Assert.Contains(controls.Lines, line => line.StartsWith("HIPAA 164.308(a)(1)(ii)(D) ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("jsonl")]
    [InlineData("csv")]
    public async Task Lists_come_in_every_format(string format)
    {
        using var folder = new TestFolder();
        folder.Write("good.yml", Good);
        folder.Write("bad.yml", Bad);

        var list = await Cli.RunAsync("rules", folder.Path, "--format", format);
        var test = await Cli.RunAsync("rules", folder.Path, "--test", "--format", format);

        Assert.Equal((0, 1), (list.ExitCode, test.ExitCode));
        if (format == "csv")
        {
            Assert.Equal(3, list.Lines.Length);
            Assert.StartsWith("Result,Name,Id,Title,Tests,TestsPassed", test.Lines[0], StringComparison.Ordinal);
            return;
        }

        using var reports = JsonDocument.Parse(format == "json" ? test.Output : $"[{string.Join(',', test.Lines)}]");
        var failed = reports.RootElement.EnumerateArray().Single(r => r.GetProperty("result").GetString() == "Failed");
        var problem = failed.GetProperty("problems")[0];
        Assert.Equal((5, 24), (problem.GetProperty("line").GetInt32(), problem.GetProperty("column").GetInt32()));
        Assert.Equal("condition: selection adn selection", problem.GetProperty("text").GetString()!.Trim());
        Assert.StartsWith("'and'", problem.GetProperty("expected").GetString(), StringComparison.Ordinal);
        using var rules = JsonDocument.Parse(format == "json" ? list.Output : $"[{string.Join(',', list.Lines)}]");
        Assert.Equal([true, false], rules.RootElement.EnumerateArray().Select(r => r.GetProperty("isSupported").GetBoolean()));
    }

    [Fact]
    public async Task An_examination_shows_problems_as_a_parse_error_and_the_exit_code_tells()
    {
        using var folder = new TestFolder();
        folder.Write("good.yml", Good);
        var passed = await Cli.RunAsync("rules", folder.Path, "--test");
        Assert.Equal((0, string.Empty, "1 passed."), (passed.ExitCode, passed.Error, passed.Lines[^1]));

        folder.Write("bad.yml", Bad);
        var failed = await Cli.RunAsync("rules", folder.Path, "--test");
        Assert.Equal((1, "1 passed, 1 failed."), (failed.ExitCode, failed.Lines[^1]));
        Assert.Contains("   5 |   condition: selection adn selection", failed.ErrorLines);
        Assert.Contains(failed.ErrorLines, line => line.EndsWith("bad.yml:5:24", StringComparison.Ordinal));

        var strict = await Cli.RunAsync("rules", folder.Path, "--test", "--strict");
        Assert.Equal((2, string.Empty), (strict.ExitCode, strict.Output));
    }

    [Fact]
    public async Task Placeholders_have_values_from_the_command_line()
    {
        using var folder = new TestFolder();
        folder.Write("rule.yml", Placeholder);
        folder.Write("log.json", """{"Records":[{"eventID":"1","eventName":"ListUsers","userIdentity":{"userName":"carl"}}]}""");
        string rule = Path.Combine(folder.Path, "rule.yml");
        string log = Path.Combine(folder.Path, "log.json");

        var without = await Cli.RunAsync("check", log, "--rule-pack", rule);
        var with = await Cli.RunAsync("check", log, "--rule-pack", rule, "--placeholder", "admins=ada", "--placeholder", "Admins=c*", "--format", "jsonl");

        Assert.Equal(2, without.ExitCode);
        Assert.Contains("'%admins%' has no value", without.Error, StringComparison.Ordinal);
        Assert.Contains("NotAssessed", without.Output, StringComparison.Ordinal);
        Assert.Contains("rule known_name: Rules that cannot be used: known_name.", without.Lines);
        Assert.Equal((1, string.Empty), (with.ExitCode, with.Error));
        using var result = JsonDocument.Parse(with.Output);
        Assert.Equal("Violated", result.RootElement.GetProperty("status").GetString());
        Assert.Equal("Management", result.RootElement.GetProperty("categories")[0].GetString());
        (await Cli.RunAsync("check", log, "--rule-pack", rule, "--strict")).AssertNoStackTrace();
        Assert.Equal(2, (await Cli.RunAsync("check", log, "--rule-pack", rule, "--strict")).ExitCode);
        (await Cli.RunAsync("check", log, "--rule-pack", rule, "--placeholder", "admins")).AssertUsageError("--placeholder takes name=value");
        (await Cli.RunAsync("rules", Path.Combine(folder.Path, "nowhere"))).AssertUsageError("does not exist");
    }
}
