using CloudAudit.Rules;

namespace CloudAudit.Yaml.Tests;

/// <summary>Correlations and filters as files write them, what is refused of them and where, and what they name.</summary>
public class CorrelationFileTests
{
    private const string Base = """
        title: Failed sign-in
        id: 53ba33fd-3a50-4468-a5ef-c583635cfa92
        name: failed_login
        logsource: { product: aws, service: cloudtrail }
        detection:
          selection: { eventName: ConsoleLogin, errorMessage: Failed authentication }
          condition: selection
        ---
        title: Sign-in
        id: 4d0a2c83-c62c-4ed4-b475-c7e23a9269b8
        name: login
        logsource: { product: aws, service: cloudtrail }
        detection:
          selection: { eventName: ConsoleLogin }
          condition: selection
        ---

        """;

    [Fact]
    public void A_correlation_is_read_with_all_that_it_says()
    {
        CorrelationRule rule = Correlation(
            """
            title: Guessing
            id: 0e95725d-7320-415d-80f7-004da920fc11
            name: guessing
            description: Many failures.
            status: test
            author: [A, B]
            license: MIT
            date: 2026-03-01
            tags: [attack.t1110]
            falsepositives: [Forgetfulness]
            level: high
            correlation:
              type: value_count
              rules: [failed_login, 4D0A2C83-C62C-4ED4-B475-C7E23A9269B8]
              group-by: [who, sourceIPAddress]
              timespan: 90m
              aliases:
                who:
                  failed_login: userIdentity.userName
                  login: userIdentity.principalId
              condition: { field: [awsRegion, userAgent], gt: 10, lte: 200 }
              generate: true
            """);
        Assert.Equal(("Guessing", "guessing", RuleLevel.High, "A, B", "MIT"), (rule.Title, rule.Name, rule.Level, rule.Author, rule.License));
        Assert.Equal((CorrelationType.ValueCount, TimeSpan.FromMinutes(90), true), (rule.Type, rule.Timespan, rule.Generate));
        Assert.Equal(["who", "sourceIPAddress"], rule.GroupBy);
        Assert.Equal(["awsRegion", "userAgent"], rule.Condition.Fields);
        Assert.Equal(
            [new(ComparisonOperator.Greater, 10), new(ComparisonOperator.LessOrEqual, 200)],
            rule.Condition.Comparisons);
        Assert.Equal("userIdentity.principalId", rule.Aliases["who"]["login"]);
    }

    [Fact]
    public void The_example_of_the_specification_is_a_chain()
    {
        RuleSet set = Linked(Base + """
            title: Failures, then success
            correlation:
              type: temporal_ordered
              rules: [many_failed, login]
              group-by: [userIdentity.userName]
              timespan: 10m
            ---
            title: Many failures
            name: many_failed
            correlation:
              type: event_count
              rules: [failed_login]
              group-by: userIdentity.userName
              timespan: 10m
              condition: { gte: 10 }
            """);
        Assert.Empty(set.Problems);
        Assert.Equal(["Many failures", "Sign-in"], set.Links.SourcesOf(set.Correlations[0]).Select(r => r.Title));
        Assert.Equal([new CorrelationComparison(ComparisonOperator.GreaterOrEqual, 2)], set.Correlations[0].Condition.Comparisons);
        Assert.Equal(["Failures, then success"], set.All.Where(set.Links.ReportsAlone).Select(r => r.Title));
    }

    [Theory]
    [InlineData("1s", 1)]
    [InlineData("90m", 5400)]
    [InlineData("24h", 86400)]
    [InlineData("30d", 2592000)]
    public void Timespans(string text, int seconds)
        => Assert.Equal(TimeSpan.FromSeconds(seconds), Correlation(Count($"timespan: {text}")).Timespan);

    [Theory]
    [InlineData("timespan: 1w", 7, 13, RuleProblemKind.Invalid, "'1w' is no timespan.")]
    [InlineData("timespan: 0s", 7, 13, RuleProblemKind.Invalid, "'0s' is no timespan.")]
    [InlineData("timespan: 99999999999d", 7, 13, RuleProblemKind.Invalid, "'99999999999d' is no timespan.")]
    [InlineData("timespan: 40000d", 7, 13, RuleProblemKind.Invalid, "'40000d' is no timespan.")]
    [InlineData("timeframe: 1m", 7, 3, RuleProblemKind.Invalid, "A correlation has no field 'timeframe'.")]
    [InlineData("type: near", 7, 9, RuleProblemKind.Unsupported, "'near' is no type of correlation of the Sigma specification.")]
    [InlineData("rules: []", 7, 10, RuleProblemKind.Invalid, "A correlation must name its 'rules'.")]
    [InlineData("condition: failed_login and not login", 7, 14, RuleProblemKind.Unsupported, "A condition over rules as text is an extension of other tools, not of the Sigma specification, and is unsupported.")]
    [InlineData("condition: { more: 3 }", 7, 16, RuleProblemKind.Invalid, "'more' is no comparison.")]
    [InlineData("condition: { gte: many }", 7, 21, RuleProblemKind.Invalid, "'gte' must be a number, not a text.")]
    [InlineData("condition: { lt: 1 }", 7, 20, RuleProblemKind.Unsupported, "The absence of events is unsupported: a window holds at least one.")]
    [InlineData("condition: { eq: 0 }", 7, 20, RuleProblemKind.Unsupported, "The absence of events is unsupported: a window holds at least one.")]
    [InlineData("condition: { gte: 3, field: userAgent }", 7, 31, RuleProblemKind.Invalid, "A correlation of this type looks at no 'field'.")]
    [InlineData("condition: { gte: 3, percentile: 50 }", 7, 36, RuleProblemKind.Invalid, "A correlation of this type has no 'percentile'.")]
    [InlineData("condition: {}", 7, 14, RuleProblemKind.Invalid, "The condition compares nothing.")]
    [InlineData("generate: maybe", 7, 13, RuleProblemKind.Invalid, "'generate' must be true or false.")]
    [InlineData("group-by: { a: b }", 7, 13, RuleProblemKind.Invalid, "'group-by' must be a list of texts, not a map.")]
    [InlineData("aliases: { who: userName }", 7, 19, RuleProblemKind.Invalid, "The alias 'who' must be a map, not a text.")]
    public void A_mistake_is_shown_at_its_place(string line, int atLine, int column, RuleProblemKind kind, string message)
    {
        RuleProblem problem = Problem(Count(line));
        Assert.Equal((kind, message), (problem.Kind, problem.Message));
        Assert.Equal((atLine, column, "Count"), (problem.Line, problem.Column, problem.RuleTitle));
    }

    [Theory]
    [InlineData("value_count", "condition: { gte: 3 }", "The condition must have the 'field' whose values are looked at.")]
    [InlineData("value_sum", "condition: { gte: 3, field: [a, b] }", "Only a value_count can look at several fields together.")]
    [InlineData("value_percentile", "condition: { gte: 3, field: a, percentile: 101 }", "'percentile' must be a number from 0 to 100.")]
    [InlineData("temporal_ordered", "condition: { gte: 1 }", "The order of some of the rules is not defined: all of them must follow each other.")]
    [InlineData("event_count", "", "A correlation of this type must have a 'condition'.")]
    public void What_a_type_needs_is_asked_for(string type, string condition, string message)
        => Assert.Equal(message, Problem($"title: T\ncorrelation:\n  type: {type}\n  rules: [a, b]\n  timespan: 1h\n  {condition}\n").Message);

    [Theory]
    [InlineData("rules: [gone]", RuleProblemKind.Missing, "The correlation names the rule 'gone', which was not found.", 11)]
    [InlineData("rules: [login, 4d0a2c83-c62c-4ed4-b475-c7e23a9269b8]", RuleProblemKind.Invalid, "The correlation names the rule 'Sign-in' twice.", 18)]
    [InlineData("aliases: { who: { gone: userName } }", RuleProblemKind.Invalid, "The alias 'who' names the rule 'gone', which is not among the correlation's rules.", 0)]
    public void What_is_named_must_be_there(string line, RuleProblemKind kind, string message, int column)
    {
        RuleSet set = Linked(Base + Count(line));
        Assert.Empty(set.Correlations);
        RuleProblem problem = Assert.Single(set.Problems);
        Assert.Equal((kind, message, "Count"), (problem.Kind, problem.Message, problem.RuleTitle));
        Assert.Equal(column > 0 ? column : 1, problem.Column);
        Assert.Equal(2, set.Rules.Count);
    }

    [Fact]
    public void A_title_serves_as_a_name_with_a_warning()
    {
        RuleSet set = Linked(Base + Count("rules: [Failed sign-in]"));
        RuleProblem problem = Assert.Single(set.Problems);
        Assert.True(problem.IsWarning);
        Assert.Equal("its name or id, failed_login", problem.Expected);
        Assert.Equal("failed_login", Assert.Single(set.Links.SourcesOf(Assert.Single(set.Correlations))).Name);
    }

    [Fact]
    public void A_title_that_two_rules_share_names_none()
    {
        RuleSet set = Linked(Base + Base.Replace("login", "other", StringComparison.Ordinal).Replace("id: ", "id: a", StringComparison.Ordinal) + Count("rules: [Sign-in]"));
        Assert.Equal("The correlation names 'Sign-in', the title of 2 rules.", Assert.Single(set.Problems).Message);
    }

    [Fact]
    public void Correlations_in_a_circle_are_refused_with_those_that_rest_on_them()
    {
        RuleSet set = Linked(Base + string.Join("\n---\n", Named("a", "b"), Named("b", "c, login"), Named("c", "a"), Named("d", "failed_login, c"), Named("e", "login"), Named("f", "f")));
        Assert.Equal(["e"], set.Correlations.Select(c => c.Name));
        Assert.Equal(["a", "b", "c", "d", "f"], set.Problems.Select(p => p.RuleTitle).Order());
        Assert.Contains(set.Problems, p => p.Message == "Correlations name each other in a circle: a → b → c → a.");
        Assert.Contains(set.Problems, p => p.Message == "Correlations name each other in a circle: f → f.");
    }

    [Fact]
    public void A_chain_longer_than_any_need_is_refused()
    {
        RuleSet set = Linked(Base + string.Join("\n---\n", Enumerable.Range(1, 40).Reverse().Select(i => Named($"c{i}", i == 1 ? "login" : $"c{i - 1}"))));
        Assert.Equal(16, set.Correlations.Count);
        Assert.Equal(24, set.Problems.Count);
        Assert.Single(set.Problems, p => p.Kind == RuleProblemKind.TooLarge);
    }

    [Fact]
    public void A_sum_of_correlations_is_unsupported()
    {
        RuleSet set = Linked(Base + Named("a", "login") + "\n---\ntitle: S\ncorrelation: { type: value_sum, rules: [a], timespan: 1h, condition: { field: x, gt: 1 } }\n");
        Assert.Equal(("a", RuleProblemKind.Unsupported), (Assert.Single(set.Correlations).Name, Assert.Single(set.Problems).Kind));
    }

    [Fact]
    public void An_alias_without_a_field_for_a_rule_is_warned_of()
    {
        RuleSet set = Linked(Base + Count("rules: [login, failed_login]\n  aliases: { who: { login: userName } }"));
        Assert.Single(set.Correlations);
        Assert.True(Assert.Single(set.Problems).IsWarning);
    }

    [Fact]
    public void A_part_of_a_correlation_that_cannot_be_used_stays_silent()
    {
        RuleSet set = Linked(Base + Count("rules: [login, gone]"));
        Assert.Empty(set.Correlations);
        Assert.Equal(["failed_login"], set.Rules.Where(set.Links.ReportsAlone).Select(r => r.Name));
    }

    [Theory]
    [InlineData("selection", "selection", false)]
    [InlineData("a or not b", "(a or (not b))", false)]
    [InlineData("not selection", "selection", true)]
    [InlineData("not a and not b", "(a or b)", true)]
    [InlineData("not 1 of them", "1 of them", true)]
    public void A_filters_condition_says_what_is_left_out(string condition, string leftOut, bool warned)
    {
        RuleSet set = RuleTexts.Read(Filter("rules: [login]", condition));
        Assert.Equal(leftOut, Assert.Single(Assert.Single(set.Filters).Conditions).ToString());
        Assert.Equal(warned, set.Problems.Any(p => p.IsWarning));
        Assert.DoesNotContain(set.Problems, p => !p.IsWarning);
    }

    [Theory]
    [InlineData("", "selection", RuleProblemKind.Invalid, "A filter must name the 'rules' that it applies to.")]
    [InlineData("rules: [login]", "other", RuleProblemKind.Invalid, "The filter has no 'other'.")]
    [InlineData("rules: [login]", "''", RuleProblemKind.Syntax, "The condition is empty.")]
    public void A_filters_mistakes(string rules, string condition, RuleProblemKind kind, string message)
    {
        RuleProblem problem = RuleTexts.ReadProblem(Filter(rules, condition));
        Assert.Equal((kind, message, "Filter"), (problem.Kind, problem.Message, problem.RuleTitle));
    }

    [Fact]
    public void A_filter_for_another_log_is_told_apart()
        => Assert.Equal(
            RuleProblemKind.OtherLogSource,
            RuleTexts.ReadProblem(Filter("rules: [login]", "selection").Replace("service: cloudtrail", "service: guardduty", StringComparison.Ordinal)).Kind);

    [Fact]
    public void Filters_apply_to_the_rules_they_name()
    {
        RuleSet set = Linked(Base + Filter("rules: [login, gone, e]", "selection") + "\n---\n" + Named("e", "failed_login"));
        Assert.Equal("Filter", Assert.Single(set.Links.FiltersOf(set.Rules[1])).Title);
        Assert.Empty(set.Links.FiltersOf(set.Rules[0]));
        Assert.Equal(
            ["The filter names the rule 'gone', which was not found.", "'e' is a correlation; a filter looks at single events."],
            set.Problems.Select(p => p.Message));
    }

    [Theory]
    [InlineData("rules: any")]
    [InlineData("rules: [Any]")]
    public void A_filter_may_apply_to_any_rule(string rules)
    {
        RuleSet set = Linked(Base + Filter(rules, "selection"));
        Assert.Empty(set.Problems);
        Assert.All(set.Rules, rule => Assert.Single(set.Links.FiltersOf(rule)));
    }

    [Fact]
    public void A_filters_selections_are_not_meant_by_the_rules_patterns()
    {
        RuleSet set = Linked(
            "title: R\nname: r\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n  selection_a: { eventName: A }\n  selection_b: { eventName: B }\n  condition: 1 of selection_* or all of them\n---\n"
            + Filter("rules: [r]", "all of selection*"));
        DetectionRule filtered = FilterRule.Apply(set.Rules[0], set.Filters);
        Assert.Equal(5, filtered.Selections.Count);
        Assert.Equal(
            "(((selection_a or selection_b) or (selection_a and selection_b)) and (not filter 0 selection))",
            Assert.Single(filtered.Conditions).ToString());
    }

    private static RuleSet Linked(string text) => RuleLinks.Link(RuleTexts.Read(text));

    private static CorrelationRule Correlation(string text)
    {
        RuleSet set = RuleTexts.Read(text);
        Assert.Empty(set.Problems);
        return Assert.Single(set.Correlations);
    }

    private static RuleProblem Problem(string text)
    {
        RuleSet set = RuleTexts.Read(text);
        Assert.Empty(set.Correlations);
        return Assert.Single(set.Problems);
    }

    // The line comes last, and in the place of one that says the same.
    private static string Count(string line)
    {
        var lines = new List<string> { "  type: event_count", "  rules: [failed_login]", "  timespan: 1h", "  condition: { gte: 3 }" };
        string key = line[..line.IndexOf(':', StringComparison.Ordinal)];
        lines.RemoveAll(l => l.StartsWith($"  {key}:", StringComparison.Ordinal));
        while (lines.Count < 4)
        {
            lines.Insert(0, "  # as before");
        }

        return $"title: Count\ncorrelation:\n{string.Join('\n', lines.Take(3))}\n{(lines.Count > 3 ? lines[3] : "  # end")}\n  {line}\n";
    }

    private static string Named(string name, string rules)
        => $"title: {name}\nname: {name}\ncorrelation: {{ type: event_count, rules: [{rules}], timespan: 1h, condition: {{ gte: 2 }} }}\n";

    private static string Filter(string rules, string condition) => $$"""
        title: Filter
        logsource: { product: aws, service: cloudtrail }
        filter:
          {{rules}}
          selection: { userIdentity.userName|startswith: adm_ }
          a: { eventName: A }
          b: { eventName: B }
          condition: {{condition}}
        """;
}
