using CloudAudit.Rules;

namespace CloudAudit.Yaml.Tests;

public class RuleFileReaderTests
{
    [Fact]
    public void A_rule_keeps_everything_it_says()
    {
        DetectionRule rule = RuleTexts.ReadRule(
            """
            title: Trail stopped
            id: 0a5ffad1-4d1e-4b1f-9d5c-5f2f0a7f7c11
            name: trail_stopped
            status: test
            description: |
              Two
              lines.
            license: DRL-1.1
            author: Somebody, Somebody else
            date: 2024-01-02
            modified: 2025/03/04
            references:
              - https://example.com/a
            tags: [attack.defense-evasion, attack.t1562.008]
            logsource: { product: aws, service: cloudtrail, definition: management events }
            detection:
              selection:
                eventSource: cloudtrail.amazonaws.com
                eventName|startswith: [Stop, Delete]
              condition: selection
            fields: [eventName]
            falsepositives: Nobody
            level: HIGH
            some_tool_setting: { a: [1, 2], b: { c: d } }
            """);
        Assert.Equal("Trail stopped", rule.Title);
        Assert.Equal("0a5ffad1-4d1e-4b1f-9d5c-5f2f0a7f7c11", rule.Id);
        Assert.Equal("trail_stopped", rule.Name);
        Assert.Equal("trail_stopped", rule.Key);
        Assert.Equal("test", rule.Status);
        Assert.Equal("Two\nlines.", rule.Description);
        Assert.Equal("DRL-1.1", rule.License);
        Assert.Equal("Somebody, Somebody else", rule.Author);
        Assert.Equal("2024-01-02", rule.Date);
        Assert.Equal("2025/03/04", rule.Modified);
        Assert.Equal(["https://example.com/a"], rule.References);
        Assert.Equal(["attack.defense-evasion", "attack.t1562.008"], rule.Tags);
        Assert.Equal(["eventName"], rule.Fields);
        Assert.Equal(["Nobody"], rule.FalsePositives);
        Assert.Equal(RuleLevel.High, rule.Level);
        Assert.Equal(LogSource.CloudTrail, rule.LogSource);
        Assert.Equal(new SourcePosition(1, 1), rule.Position);
        Assert.Equal("selection", Assert.Single(rule.Conditions).ToString());

        var map = Assert.IsType<SelectionMap>(Assert.Single(rule.Selections).Value);
        Assert.Equal(["eventSource", "eventName"], map.Tests.Select(test => test.Field));
        Assert.Equal(["startswith"], map.Tests[1].Modifiers);
        Assert.Equal(["Stop", "Delete"], map.Tests[1].Values.Select(value => value.Text));
        Assert.Equal(new SourcePosition(19, 5, 20), map.Tests[1].Position);
        Assert.Equal(new SourcePosition(19, 34, 6), map.Tests[1].Values[1].Position);
    }

    [Fact]
    public void A_rule_without_a_level_is_medium_and_needs_no_id()
    {
        DetectionRule rule = RuleTexts.ReadRule(
            """
            title: Bare
            logsource: { product: aws }
            detection: { s: { eventName: A }, condition: s }
            """);
        Assert.Equal(RuleLevel.Medium, rule.Level);
        Assert.Null(rule.Id);
        Assert.Equal("Bare", rule.Key);
        Assert.Empty(rule.Tags);
    }

    /// <summary>An unquoted colon makes a map of a line; what is for people to read never costs a rule.</summary>
    [Fact]
    public void Lines_with_a_colon_are_lines()
    {
        DetectionRule rule = RuleTexts.ReadRule(
            """
            title: Bare
            logsource: { product: aws }
            detection: { s: { eventName: A }, condition: s }
            references:
              - The report: https://example.com/a
              -
            falsepositives:
              Seldom: an exercise
            """);
        Assert.Equal(["The report: https://example.com/a"], rule.References);
        Assert.Equal(["Seldom: an exercise"], rule.FalsePositives);
    }

    [Fact]
    public void Lists_of_maps_are_any_of_and_lists_of_texts_are_keywords()
    {
        DetectionRule rule = RuleTexts.ReadRule(RuleTexts.Rule(
            """
            either:
              - eventName: A
                eventSource: b
              - eventName: C
            keywords: [x, 1, 'y z']
            one: just this
            both:
              '|all': [p, q]
            mixed:
              - word
              - eventName: D
              - other
            condition: 1 of them
            """));
        var either = Assert.IsType<SelectionList>(rule.Selections["either"]);
        Assert.Equal([2, 1], either.Items.Select(item => Assert.IsType<SelectionMap>(item).Tests.Count));

        FieldTest keywords = OnlyTest(rule.Selections["keywords"]);
        Assert.True(keywords.IsKeywords);
        Assert.Empty(keywords.Modifiers);
        Assert.Equal(["x", "1", "y z"], keywords.Values.Select(value => value.Text));
        Assert.Equal(["just this"], OnlyTest(rule.Selections["one"]).Values.Select(value => value.Text));

        FieldTest both = OnlyTest(rule.Selections["both"]);
        Assert.True(both.IsKeywords);
        Assert.Equal(["all"], both.Modifiers);

        var mixed = Assert.IsType<SelectionList>(rule.Selections["mixed"]);
        Assert.Equal("eventName", OnlyTest(mixed.Items[0]).Field);
        Assert.Equal(["word", "other"], OnlyTest(mixed.Items[1]).Values.Select(value => value.Text));
        Assert.Equal(["either", "keywords", "one", "both", "mixed"], rule.Selections.Keys);
    }

    [Fact]
    public void A_list_of_conditions_is_kept_as_a_list()
    {
        DetectionRule rule = RuleTexts.ReadRule(RuleTexts.Rule("a: { x: 1 }\nb: { y: 2 }\ncondition: [a and not b, b]"));
        Assert.Equal(["(a and (not b))", "b"], rule.Conditions.Select(condition => condition.ToString()!));
    }

    [Theory]
    [InlineData("x: true", RuleValueKind.Boolean, "true")]
    [InlineData("x: FALSE", RuleValueKind.Boolean, "false")]
    [InlineData("x: 'true'", RuleValueKind.Text, "true")]
    [InlineData("x: yes", RuleValueKind.Text, "yes")]
    [InlineData("x: off", RuleValueKind.Text, "off")]
    [InlineData("x: null", RuleValueKind.Null, "")]
    [InlineData("x: ~", RuleValueKind.Null, "")]
    [InlineData("x:", RuleValueKind.Null, "")]
    [InlineData("x: ''", RuleValueKind.Text, "")]
    [InlineData("x: 'null'", RuleValueKind.Text, "null")]
    [InlineData("x: 2024-01-02", RuleValueKind.Text, "2024-01-02")]
    [InlineData("x: 10.0.0.1", RuleValueKind.Text, "10.0.0.1")]
    [InlineData("x: 1_000", RuleValueKind.Text, "1_000")]
    [InlineData("x: 1,000", RuleValueKind.Text, "1,000")]
    [InlineData("x: 12:30:00", RuleValueKind.Text, "12:30:00")]
    [InlineData("x: .inf", RuleValueKind.Text, ".inf")]
    [InlineData("x: 1e400", RuleValueKind.Text, "1e400")]
    [InlineData("x: 0xZZ", RuleValueKind.Text, "0xZZ")]
    [InlineData("x: 0o9", RuleValueKind.Text, "0o9")]
    [InlineData("x: '-'", RuleValueKind.Text, "-")]
    [InlineData("x: +", RuleValueKind.Text, "+")]
    [InlineData("x: 1e", RuleValueKind.Text, "1e")]
    [InlineData("x: '*\\*'", RuleValueKind.Text, "*\\*")]
    [InlineData("x: \"a\\tb\"", RuleValueKind.Text, "a\tb")]
    [InlineData("x: !!str 12", RuleValueKind.Text, "12")]
    [InlineData("x: !!int '12'", RuleValueKind.Number, "12")]
    public void Scalars_have_the_types_of_yaml_1_2(string line, RuleValueKind kind, string text)
    {
        RuleValue value = Assert.Single(RuleTexts.ReadTest(line).Values);
        Assert.Equal((kind, text), (value.Kind, value.Text));
        Assert.Equal(kind == RuleValueKind.Number, value.Number is not null);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("42", 42)]
    [InlineData("-17", -17)]
    [InlineData("+5", 5)]
    [InlineData("3.25", 3.25)]
    [InlineData(".5", 0.5)]
    [InlineData("7.", 7)]
    [InlineData("1.5e3", 1500)]
    [InlineData("2E-2", 0.02)]
    [InlineData("0x1F", 31)]
    [InlineData("0o17", 15)]
    [InlineData("012345678901", 12345678901)]
    public void Numbers_keep_the_text_they_were_written_as(string text, double number)
    {
        RuleValue value = Assert.Single(RuleTexts.ReadTest("x: " + text).Values);
        Assert.Equal((RuleValueKind.Number, text, (decimal?)number), (value.Kind, value.Text, value.Number));
    }

    [Fact]
    public void Several_documents_are_several_rules_and_a_bad_one_costs_only_itself()
    {
        string good = RuleTexts.Rule("s: { x: 1 }\ncondition: s");
        RuleSet set = RuleTexts.Read($"{good}\n---\n---\ntitle: Bad\nid: bad-id\nlogsource: {{ product: aws }}\n---\n{good}\n---\na: 1\na: 2\n---\n{good}\n");
        Assert.Equal(3, set.Rules.Count);
        Assert.Equal([1, 16, 29], set.Rules.Select(rule => rule.Position.Line));
        Assert.Equal(2, set.Problems.Count);
        Assert.Equal("A rule must have a 'detection'.", set.Problems[0].Message);
        Assert.Equal(("bad-id", "Bad"), (set.Problems[0].RuleId, set.Problems[0].RuleTitle));
        Assert.Equal((RuleProblemKind.Syntax, "The key 'a' is there twice in one map."), (set.Problems[1].Kind, set.Problems[1].Message));
    }

    [Fact]
    public void Text_that_stops_being_yaml_leaves_the_rules_before_it()
    {
        RuleSet set = RuleTexts.Read(RuleTexts.Rule("s: { x: 1 }\ncondition: s") + "\n---\ntitle: [\n---\n");
        Assert.Single(set.Rules);
        RuleProblem problem = Assert.Single(set.Problems);
        Assert.Equal(RuleProblemKind.Syntax, problem.Kind);
        Assert.StartsWith("This is not valid YAML: ", problem.Message, StringComparison.Ordinal);
        Assert.InRange(problem.Line, 12, 13);
    }

    [Fact]
    public void A_collection_of_the_obsolete_form_is_refused_as_a_whole()
    {
        RuleSet set = RuleTexts.Read("action: global\ntitle: T\n---\n" + RuleTexts.Rule("s: { x: 1 }\ncondition: s"));
        Assert.Empty(set.Rules);
        Assert.Equal(RuleProblemKind.Unsupported, Assert.Single(set.Problems).Kind);
    }

    [Theory]
    [InlineData("product: windows", "windows")]
    [InlineData("{ product: aws, service: guardduty }", "aws/guardduty")]
    [InlineData("{ category: process_creation, product: aws }", "process_creation/aws")]
    [InlineData("{ definition: anything }", "")]
    public void A_rule_for_another_log_is_told_apart_whatever_else_it_says(string logSource, string shown)
    {
        RuleProblem problem = RuleTexts.ReadProblem($"title: T\nlogsource:\n  {logSource}\ndetection: nonsense\n");
        Assert.Equal((RuleProblemKind.OtherLogSource, $"The rule is for the log source '{shown}'."), (problem.Kind, problem.Message));
    }

    [Fact]
    public void Aliases_stand_for_what_they_name()
    {
        DetectionRule rule = RuleTexts.ReadRule(RuleTexts.Rule("a:\n  x: &v [p, q]\nb:\n  y: *v\ncondition: a or b"));
        Assert.Equal(["p", "q"], OnlyTest(rule.Selections["b"]).Values.Select(value => value.Text));
    }

    [Fact]
    public void Windows_line_ends_and_a_byte_order_mark_change_nothing()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".yml");
        try
        {
            string text = RuleTexts.Rule("s:\n  x: 1\ncondition: s and\n  not s or t").ReplaceLineEndings("\r\n");
            File.WriteAllText(file, "\uFEFF" + text);
            RuleProblem problem = Assert.Single(RuleFileReader.ReadFile(file).Problems);
            Assert.Equal((11, 14, "    not s or t"), (problem.Line, problem.Column, problem.LineText));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static FieldTest OnlyTest(Selection selection) => Assert.Single(Assert.IsType<SelectionMap>(selection).Tests);
}
