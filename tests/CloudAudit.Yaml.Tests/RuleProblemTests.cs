using CloudAudit.Rules;

namespace CloudAudit.Yaml.Tests;

public class RuleProblemTests
{
    [Fact]
    public void A_problem_is_shown_as_PowerShell_shows_a_parse_error()
    {
        RuleProblem problem = RuleTexts.ReadProblem(RuleTexts.Rule("selection:\n  eventName: A\ncondition: selection adn not filter"));
        Assert.Equal(
            """
            rules/a.yml:10:24
            Line |
              10 |   condition: selection adn not filter
                 |                        ~~~
                 | Unexpected 'adn'. Expected 'and', 'or' or the end of the condition.
            """.ReplaceLineEndings("\n"),
            problem.ToString());
        Assert.Equal(problem.ToString(), new RuleParseException(problem).Message);
    }

    [Fact]
    public void A_problem_with_a_whole_file_has_no_line()
    {
        RuleProblem problem = new RuleSource("a.yml", string.Empty).Problem(RuleProblemKind.TooLarge, default, "Too large.");
        Assert.Equal("a.yml\n     | Too large.", problem.ToString());
    }

    [Fact]
    public void A_long_line_is_cut_around_the_place_and_cannot_steer_the_terminal()
    {
        string line = new string('x', 5_000) + "\t\u001b[31m\u202Ebad" + new string('y', 5_000);
        string text = new RuleSource("a.yml", line).Problem(RuleProblemKind.Syntax, new SourcePosition(1, 5_008, 3), "Bad.").ToString();
        string[] lines = text.Split('\n');
        Assert.All(lines, shown => Assert.InRange(shown.Length, 1, 200));
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain('\u202E', text);
        Assert.DoesNotContain('\t', text);
        Assert.Equal("bad", lines[2].Substring(lines[3].IndexOf('~', StringComparison.Ordinal), 3));
        Assert.Equal(3, lines[3].Count(c => c == '~'));
    }

    [Theory]
    // Every kind of scalar: the place in the file is found whatever the style does to the text.
    [InlineData("condition: s and nope", 10, 20, 4)]
    [InlineData("condition: 's and nope'", 10, 21, 4)]
    [InlineData("condition: \"s and nope\"", 10, 21, 4)]
    [InlineData("condition: |\n  s and\n     nope", 12, 8, 4)]
    [InlineData("condition: >-\n  s\n  and nope", 12, 9, 4)]
    [InlineData("condition: s\n    and\n    nope", 12, 7, 4)]
    [InlineData("condition:\n  - s\n  - s and nope", 12, 13, 4)]
    [InlineData("condition: s and 1 of nope*", 10, 20, 10)]
    // An escape that hides the place: the scalar's own is given.
    [InlineData("condition: \"s\\x20and nope\"", 10, 14, 15)]
    public void A_name_in_a_condition_is_found_in_the_file(string condition, int line, int column, int length)
    {
        RuleProblem problem = RuleTexts.ReadProblem(RuleTexts.Rule($"s:\n  x: 1\n{condition}"));
        Assert.Equal((line, column, length, RuleProblemKind.Invalid), (problem.Line, problem.Column, problem.Length, problem.Kind));
        Assert.Equal("s", problem.Expected);
    }

    [Theory]
    [InlineData("s:\n  x|contain: 1\ncondition: s", 9, 7, RuleProblemKind.Unsupported, "'contain' is no modifier of the Sigma specification.")]
    [InlineData("s:\n  x|contains|: 1\ncondition: s", 9, 16, RuleProblemKind.Unsupported, "'' is no modifier of the Sigma specification.")]
    [InlineData("s:\n  'x|Contains': 1\ncondition: s", 9, 8, RuleProblemKind.Unsupported, "'Contains' is no modifier of the Sigma specification.")]
    [InlineData("s:\n  x: [a, null]\ncondition: s", 9, 12, RuleProblemKind.Invalid, "The list of 'x' holds null, which Sigma allows only alone.")]
    [InlineData("s:\n  x: []\ncondition: s", 9, 8, RuleProblemKind.Invalid, "The list of 'x' is empty and could never match.")]
    [InlineData("s:\n  x: [[a]]\ncondition: s", 9, 9, RuleProblemKind.Invalid, "The list of 'x' holds a list.")]
    [InlineData("s:\n  x:\n    y: 1\ncondition: s", 10, 7, RuleProblemKind.Invalid, "'x' holds a map; a field inside another is written with a dot.")]
    [InlineData("s: {}\ncondition: s", 8, 6, RuleProblemKind.Invalid, "A selection cannot be empty.")]
    [InlineData("s: []\ncondition: s", 8, 3, RuleProblemKind.Invalid, "'s' is empty.")]
    [InlineData("s:\ncondition: s", 8, 3, RuleProblemKind.Invalid, "'s' is empty.")]
    [InlineData("s: [null]\ncondition: s", 8, 7, RuleProblemKind.Invalid, "A keyword cannot be empty.")]
    [InlineData("s: [[a]]\ncondition: s", 8, 7, RuleProblemKind.Invalid, "'s' holds a list in a list.")]
    [InlineData("s:\n  '': 1\ncondition: s", 9, 5, RuleProblemKind.Invalid, "A field must have a name.")]
    [InlineData("s:\n  x: 1\n  y: 2\n  x: 3\ncondition: s", 11, 5, RuleProblemKind.Syntax, "The key 'x' is there twice in one map.")]
    [InlineData("s:\n  x: *nowhere\ncondition: s", 9, 8, RuleProblemKind.Syntax, "There is no anchor '&nowhere' before this alias.")]
    [InlineData("s: &s\n  x: *s\ncondition: s", 9, 8, RuleProblemKind.Syntax, "There is no anchor '&s' before this alias.")]
    [InlineData("a: &a { x: 1 }\ns:\n  <<: *a\ncondition: s", 10, 5, RuleProblemKind.Syntax, "Merge keys ('<<') are not part of YAML 1.2 and are not supported.")]
    [InlineData("s:\n  ? [a]\n  : 1\ncondition: s", 9, 7, RuleProblemKind.Syntax, "A key must be a text, not a list.")]
    [InlineData("s:\n  x: !ruby/object a\ncondition: s", 9, 8, RuleProblemKind.Syntax, "The tag '!ruby/object' is not supported.")]
    [InlineData("s:\n  x: 1\ntimeframe: 5m\ncondition: s", 10, 3, RuleProblemKind.Unsupported, "'timeframe' belongs to the obsolete aggregations and is unsupported; write a correlation rule in its place.")]
    [InlineData("s:\n  x: 1\ncondition: s | count() > 3", 10, 16, RuleProblemKind.Unsupported, "Aggregation after '|' is the obsolete form of Sigma and is unsupported; write a correlation rule in its place.")]
    [InlineData("s:\n  x: 1", 8, 3, RuleProblemKind.Invalid, "A detection must have a 'condition'.")]
    [InlineData("s:\n  x: 1\ncondition: { a: b }", 10, 14, RuleProblemKind.Invalid, "'condition' must be a list of texts, not a map.")]
    [InlineData("_s:\n  x: 1\ncondition: 1 of them", 10, 14, RuleProblemKind.Invalid, "'1 of them' means none of the detection's selections.")]
    public void A_bad_detection_says_what_is_wrong_and_where(string detection, int line, int column, RuleProblemKind kind, string message)
    {
        RuleProblem problem = RuleTexts.ReadProblem(RuleTexts.Rule(detection));
        Assert.Equal((kind, message, line, column), (problem.Kind, problem.Message, problem.Line, problem.Column));
        Assert.Equal("A rule", problem.RuleTitle ?? "A rule");
    }

    [Theory]
    [InlineData("logsource: { product: aws }\ndetection: { s: { x: 1 }, condition: s }", 1, 1, "A rule must have a 'title'.")]
    [InlineData("title: ''\nlogsource: { product: aws }", 1, 8, "A rule must have a 'title'.")]
    [InlineData("title: [a]\nlogsource: { product: aws }", 1, 8, "'title' must be a text, not a list.")]
    [InlineData("title: T\ndetection: { s: { x: 1 }, condition: s }", 1, 1, "A rule must have a 'logsource'.")]
    [InlineData("title: T\nlogsource: aws", 2, 12, "'logsource' must be a map, not a text.")]
    [InlineData("title: T\nlogsource: { product: aws }\ndetection: [a]", 3, 12, "'detection' must be a map, not a list.")]
    [InlineData("title: T\nlogsource: { product: aws }\nlevel: severe\ndetection: { s: { x: 1 }, condition: s }", 3, 8, "'severe' is no level.")]
    [InlineData("- a\n- b", 1, 1, "A rule must be a map, not a list.")]
    [InlineData("just text", 1, 1, "A rule must be a map, not a text.")]
    public void A_bad_rule_says_what_is_wrong_and_where(string text, int line, int column, string message)
    {
        RuleProblem problem = RuleTexts.ReadProblem(text);
        Assert.Equal((RuleProblemKind.Invalid, message, line, column), (problem.Kind, problem.Message, problem.Line, problem.Column));
    }

    [Fact]
    public void A_problem_found_later_still_shows_its_line()
    {
        DetectionRule rule = RuleTexts.ReadRule(RuleTexts.Rule("s:\n  ip|cidr: [10.0.0.0/8, 10.0.0.0/99]\ncondition: s"));
        RuleValue bad = Assert.Single(Assert.IsType<SelectionMap>(rule.Selections["s"]).Tests).Values[1];
        RuleProblem problem = rule.Problem(RuleProblemKind.Invalid, bad.Position, "Not a network.");
        Assert.Equal((9, 27, 11, "A rule"), (problem.Line, problem.Column, problem.Length, problem.RuleTitle));
        Assert.Equal("    ip|cidr: [10.0.0.0/8, 10.0.0.0/99]", problem.LineText);
        Assert.Equal(1, rule.Problem(RuleProblemKind.Invalid, default, "Whole rule.").Line);
    }
}
