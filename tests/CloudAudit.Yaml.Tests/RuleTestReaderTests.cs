using System.Text.Json;
using CloudAudit.Compliance;
using CloudAudit.Rules;

namespace CloudAudit.Yaml.Tests;

/// <summary>The tests that rules bring with them, as they are written.</summary>
public class RuleTestReaderTests
{
    private const string Detection = "selection:\n  a: 1\ncondition: selection";

    [Fact]
    public void Events_become_JSON_with_the_types_they_have()
    {
        DetectionRule rule = RuleTexts.ReadRule(RuleTexts.Rule(Detection) + """

            tests:
              - name: types
                matches: true
                event:
                  text: 'true'
                  yes: yes
                  number: 42
                  hex: 0x10
                  real: 1.50
                  date: 2026-03-01T10:00:00Z
                  account: '012345678901'
                  none: null
                  empty: {}
                  list: [a, {b: true}, []]
                  quote: "a\"b\u001b<é>"
              - name: several
                matches: false
                events:
                  - eventName: A
                  - eventName: B
            """);
        Assert.Equal([("types", true, 1), ("several", false, 2)], rule.Tests.Select(t => (t.Name, t.Matches, t.Events.Count)));
        using var document = JsonDocument.Parse(rule.Tests[0].Events[0]);
        Assert.Equal(
            """{"text":"true","yes":"yes","number":42,"hex":16,"real":1.50,"date":"2026-03-01T10:00:00Z","account":"012345678901","none":null,"empty":{},"list":["a",{"b":true},[]],"quote":"a\"b\u001B<é>"}""",
            rule.Tests[0].Events[0]);
        Assert.Equal("{\"eventName\":\"B\"}", rule.Tests[1].Events[1]);
        Assert.True(rule.Tests[0].Position.Line > 10);
    }

    [Theory]
    [InlineData("tests: 5", "list of tests")]
    [InlineData("tests: [5]", "A test must be a map")]
    [InlineData("tests: [{matches: true, event: {a: 1}}]", "'name'")]
    [InlineData("tests: [{name: x, event: {a: 1}}]", "'matches'")]
    [InlineData("tests: [{name: x, matches: 'true', event: {a: 1}}]", "'matches'")]
    [InlineData("tests: [{name: x, matches: true}]", "'event' or 'events'")]
    [InlineData("tests: [{name: x, matches: true, event: {a: 1}, events: [{a: 1}]}]", "not both")]
    [InlineData("tests: [{name: x, matches: true, events: []}]", "list of events")]
    [InlineData("tests: [{name: x, matches: true, event: text}]", "An event must be a map")]
    [InlineData("tests: [{name: x, match: true, event: {a: 1}}]", "no field 'match'")]
    public void What_is_no_test_is_refused_with_its_line(string tests, string said)
    {
        RuleProblem problem = ReadProblem("\n" + tests);
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
        Assert.Equal(tests, problem.LineText);
    }

    [Fact]
    public void Tests_have_limits()
    {
        string many = string.Concat(Enumerable.Repeat("\n  - {name: x, matches: true, event: {a: 1}}", 101));
        Assert.Equal(RuleProblemKind.TooLarge, ReadProblem("\ntests:" + many).Kind);

        // Forty aliases to a text of 10 KiB stand for an event of 400 KiB.
        string large = $"\nx: &long {new string('y', 10_000)}\ntests:\n  - name: x\n    matches: true\n    event:\n      a: [{string.Join(", ", Enumerable.Repeat("*long", 40))}]";
        RuleProblem problem = ReadProblem(large);
        Assert.Equal(RuleProblemKind.TooLarge, problem.Kind);
        Assert.Contains("256 KiB", problem.Message, StringComparison.Ordinal);
    }

    // The rule can be used all the same; who asks for its tests is told.
    private static RuleProblem ReadProblem(string tests)
    {
        RuleSet set = RuleTexts.Read(RuleTexts.Rule(Detection) + tests);
        Assert.Empty(set.Problems);
        DetectionRule rule = Assert.Single(set.Rules);
        Assert.Empty(rule.Tests);
        RuleReport report = Assert.Single(RuleReport.Examine(set));
        Assert.Equal((RuleReportResult.Failed, rule.Id), (report.Result, report.Id));
        return report.Errors.Single();
    }
}
