using System.Globalization;
using CloudAudit.Compliance;
using CloudAudit.Filters;
using CloudAudit.Reading;
using CloudAudit.Rules;

namespace CloudAudit.Yaml.Tests;

/// <summary>A status is no better than what the rules could see.</summary>
public sealed class StatusTests
{
    private const string Management = """{"eventCategory":"Management","eventSource":"iam.amazonaws.com","eventName":"ListUsers","eventTime":"2025-03-01T10:00:00Z"}""";
    private const string Data = """{"eventCategory":"Data","eventSource":"s3.amazonaws.com","eventName":"PutObject","eventTime":"2025-03-01T10:00:00Z"}""";

    private static readonly string Rules = string.Join("\n---\n",
        Rule("stopped", "eventName: StopLogging"),
        Rule("made", "eventName: CreateTrail", "low"),
        Rule("object_read", "eventSource: s3.amazonaws.com, eventName: GetObject"),
        Rule("insight", "eventType: AwsCloudTrailInsight"),
        Rule("endpoint", "eventCategory: NetworkActivity, errorCode: VpceAccessDenied"),
        Rule("placeholder", "userIdentity.userName|expand: '%admins%'"),
        Rule("broken", "eventName|contain: x"),
        "title: Burst\nname: burst\nlevel: high\ncorrelation: { type: event_count, rules: [object_read], timespan: 1h, condition: { gte: 2 } }",
        "title: Reads\nname: reads\nlevel: critical\ncorrelation: { type: event_count, rules: [object_read], timespan: 1h, condition: { gte: 2 } }");

    [Theory]
    [InlineData("rules: [stopped]", ControlStatus.NoViolationFound)]
    [InlineData("rules: [object_read]", ControlStatus.NoEvidence)]
    [InlineData("rules: [stopped, object_read]", ControlStatus.NoEvidence)]
    [InlineData("rules: [burst]", ControlStatus.NoEvidence)]
    [InlineData("rules: [insight]", ControlStatus.NoEvidence)]
    [InlineData("rules: [endpoint]", ControlStatus.NoEvidence)]
    [InlineData("rules: [stopped, broken]", ControlStatus.NotAssessed)]
    [InlineData("rules: [stopped, placeholder]", ControlStatus.NotAssessed)]
    [InlineData("rules: [stopped, nowhere]", ControlStatus.NotAssessed)]
    [InlineData("rules: [broken]", ControlStatus.NotAssessed)]
    [InlineData("select: { minimumLevel: high }", ControlStatus.NotAssessed)]
    [InlineData("limits: Locks on doors", ControlStatus.NotAssessed)]
    public void On_management_events_alone(string rules, ControlStatus expected)
    {
        var result = Check(rules, [Management]);
        Assert.Equal(expected, result.Status);
        Assert.NotEmpty(result.StatusReason);
    }

    [Theory]
    [InlineData("rules: [object_read]", "Data")]
    [InlineData("rules: [burst]", "Data")]
    [InlineData("rules: [insight]", "Insight")]
    [InlineData("rules: [endpoint]", "NetworkActivity")]
    public void With_an_event_of_the_category_that_a_rule_looks_at(string rules, string category)
    {
        string other = Data.Replace("\"Data\"", $"\"{category}\"", StringComparison.Ordinal);
        var result = Check(rules, [Management, other]);
        Assert.Equal((ControlStatus.NoViolationFound, category), (result.Status, Assert.Single(result.Categories)));
    }

    [Fact]
    public void What_no_rule_could_see_is_named()
    {
        var result = Check("rules: [stopped, object_read]", [Management]);
        Assert.Equal(
            "The logs hold no events of the category Data, the only ones in which these rules could find something: object_read. The others found nothing.",
            result.StatusReason);
    }

    [Fact]
    public void A_rule_that_is_lost_is_named_and_a_violation_counts_all_the_same()
    {
        var result = Check("rules: [stopped, placeholder, nowhere]", [Management.Replace("ListUsers", "StopLogging", StringComparison.Ordinal)]);
        Assert.Equal((ControlStatus.Violated, 1), (result.Status, result.Count));
        Assert.Equal(["nowhere", "placeholder"], result.MissingRules);
        Assert.Contains("nowhere, placeholder", result.StatusReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_for_its_placeholder_makes_a_control_whole()
    {
        var placeholders = RulePlaceholders.Of([("admins", "ada"), ("Admins", "c*")]);
        Assert.Equal(ControlStatus.NoViolationFound, Check("rules: [stopped, placeholder]", [Management], placeholders: placeholders).Status);
    }

    [Fact]
    public void Nothing_read_is_no_evidence()
        => Assert.Equal((ControlStatus.NoEvidence, "No events were read."), (Check("rules: [stopped]", []).Status, Check("rules: [stopped]", []).StatusReason));

    [Fact]
    public void Rules_left_out_by_choice_are_told_of()
    {
        var choice = new RuleChoice { Exclude = ["object_read"] };
        var some = Check("rules: [stopped, object_read]", [Management], choice);
        var none = Check("rules: [object_read]", [Management], choice);
        Assert.Equal(ControlStatus.NoViolationFound, some.Status);
        Assert.EndsWith("Rules that were left out by choice did not look.", some.StatusReason, StringComparison.Ordinal);
        Assert.Equal((ControlStatus.NotAssessed, "All of its rules were left out by choice."), (none.Status, none.StatusReason));
    }

    [Fact]
    public void Records_without_a_category_are_told_apart_by_what_they_are()
    {
        string old = Data.Replace("\"eventCategory\":\"Data\",", string.Empty, StringComparison.Ordinal);
        Assert.Equal(ControlStatus.NoViolationFound, Check("rules: [object_read]", [old]).Status);
        Assert.Equal(ControlStatus.NoEvidence, Check("rules: [stopped]", [old]).Status);
        Assert.Equal(ControlStatus.NoViolationFound, Check("rules: [stopped]", [old.Replace("PutObject", "PutBucketPolicy", StringComparison.Ordinal)]).Status);
    }

    [Fact]
    public void Gaps_are_whole_hours_without_an_event_the_longest_first()
    {
        string[] events = [.. new[] { "10:05", "11:59", "13:00", "17:30" }.Select(At)];
        var result = Check("rules: [stopped]", events);
        Assert.Equal((At(10, 5), At(17, 30)), (result.CoveredFrom, result.CoveredTo));
        Assert.Equal([new TimeGap(At(14), At(17)), new TimeGap(At(12), At(13))], result.Gaps);
        Assert.Contains("3 hours", result.StatusReason, StringComparison.Ordinal);

        // A time that was asked for is to be covered to its ends.
        var asked = new EventQuery { StartTime = At(7), EndTime = At(20) };
        Assert.Equal([new TimeGap(At(7), At(10)), new TimeGap(At(14), At(17)), new TimeGap(At(18), At(20)), new TimeGap(At(12), At(13))], Check("rules: [stopped]", events, query: asked).Gaps);

        // Of data events nothing is known.
        Assert.Empty(Check("rules: [object_read]", events).Gaps);
    }

    [Fact]
    public void Times_that_no_trail_has_do_not_harm()
    {
        string[] events = [At("10:05"), Management.Replace("2025", "0001", StringComparison.Ordinal), Management.Replace("2025-03-01T10", "9999-12-31T23", StringComparison.Ordinal)];
        var result = Check("rules: [stopped]", events, query: new EventQuery { EndTime = DateTimeOffset.MaxValue });
        Assert.Equal(2, result.Gaps.Count);
    }

    [Fact]
    public void A_result_names_the_resources_most_often_first()
    {
        string Stop(string name) => $$"""{"eventName":"StopLogging","eventSource":"cloudtrail.amazonaws.com","requestParameters":{"name":"{{name}}"},"eventID":"{{Guid.NewGuid()}}"}""";
        Assert.Equal(["b", "a"], Check("rules: [stopped]", [Stop("a"), Stop("b"), Stop("b")]).Resources);
    }

    /// <summary>A result is as bad as what was found, not as the worst that could have been.</summary>
    [Theory]
    [InlineData("StopLogging", "rules: [stopped, made, burst]", RuleLevel.High)]
    [InlineData("CreateTrail", "rules: [stopped, made, burst]", RuleLevel.Low)]
    [InlineData("CreateTrail", "level: critical\n    rules: [stopped, made]", RuleLevel.Critical)]
    [InlineData("GetTrail", "rules: [stopped, made]", RuleLevel.High)]
    [InlineData("GetTrail", "rules: [made]", RuleLevel.Low)]
    public void A_result_has_the_level_of_what_was_found(string call, string rules, RuleLevel expected)
        => Assert.Equal(expected, Check(rules, [Management.Replace("ListUsers", call, StringComparison.Ordinal)]).Level);

    [Fact]
    public void A_burst_lends_a_result_its_level()
    {
        string[] reads = [.. Enumerable.Range(0, 2).Select(i => Data.Replace("PutObject\"", $"GetObject\",\"eventID\":\"{i}\"", StringComparison.Ordinal))];
        Assert.Equal((ControlStatus.Violated, RuleLevel.Critical), (Check("rules: [made, reads]", reads).Status, Check("rules: [made, reads]", reads).Level));
        Assert.Equal(RuleLevel.Critical, Check("rules: [made, reads]", [Management]).Level);
        Assert.Equal(RuleLevel.Low, Check("rules: [made, reads]", [Management.Replace("ListUsers", "CreateTrail", StringComparison.Ordinal)]).Level);
    }

    [Fact]
    public void What_somebody_answers_for_is_told_of()
    {
        var allowed = new Suppression
        {
            Rule = "stopped",
            Reason = "An exercise",
            Owner = "ada",
            Expires = new DateOnly(9999, 1, 1),
            Source = new RuleSource("suppressions.yml", string.Empty),
        };
        var result = Check("rules: [stopped]", [Management.Replace("ListUsers", "StopLogging", StringComparison.Ordinal)], suppressions: [allowed]);
        Assert.Equal((ControlStatus.NoViolationFound, 1), (result.Status, result.Suppressed));
        Assert.EndsWith("1 event is left out by suppressions.", result.StatusReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_rules_has_a_control_for_the_one_that_cannot_be_used()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("cloudaudit-").FullName, "rules.yml");
        File.WriteAllText(file, Rules);
        var pack = new RulePacks(Path.GetDirectoryName(file)!).Load(file);
        var run = new ComplianceRun(new CompliancePlan([pack]), new EventReadOptions());
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        var result = Assert.Single(run.Results(), r => r.Title == "broken");
        Assert.Equal((ControlStatus.NotAssessed, "broken"), (result.Status, Assert.Single(result.MissingRules)));
    }

    private static string Rule(string name, string selection, string level = "high")
        => $"title: {name}\nname: {name}\nlevel: {level}\nlogsource: {{ product: aws, service: cloudtrail }}\ndetection:\n  selection: {{ {selection} }}\n  condition: selection";

    private static DateTimeOffset At(int hour, int minute = 0) => new(2025, 3, 1, hour, minute, 0, TimeSpan.Zero);

    private static string At(string time) => Management.Replace("10:00", time, StringComparison.Ordinal);

    private static ControlResult Check(
        string rules,
        string[] events,
        RuleChoice? choice = null,
        RulePlaceholders? placeholders = null,
        EventQuery? query = null,
        Suppression[]? suppressions = null)
    {
        var set = RuleLinks.Link(RuleTexts.Read(Rules));
        var pack = RuleLoader.ReadPack(new RuleSource("pack.yml", string.Create(CultureInfo.InvariantCulture, $"name: P\ntitle: P\ncontrols:\n  - id: '1'\n    title: T\n    {rules}")));
        var run = new ComplianceRun(
            new CompliancePlan([RuleLoader.Resolve(pack, set)], choice, placeholders),
            new EventReadOptions { Query = query ?? new EventQuery(), KeepDuplicate = true },
            suppressions: suppressions);
        var reader = new EventTextReader("test");
        foreach (var auditEvent in events.SelectMany(e => reader.Add(e).Events))
        {
            run.Add(auditEvent);
        }

        run.Complete();
        return Assert.Single(run.Results());
    }
}
