using CloudAudit.Compliance;
using CloudAudit.Core.Tests;
using CloudAudit.Rules;
using CloudAudit.Rules.Linting;

namespace CloudAudit.Yaml.Tests;

/// <summary>What is doubtful about rules is told, and what is not is left alone.</summary>
public class RuleLinterTests
{
    [Theory]
    [InlineData("selection: { eventname: A }", "CloudTrail records have no field 'eventname'", "eventName")]
    [InlineData("selection: { userIdentity.username: a }", "no field 'userIdentity.username'", "userIdentity.userName")]
    [InlineData("selection: { userIdentity.sessionContext.sessionIssuer.name: a }", "no field 'userIdentity.sessionContext.sessionIssuer.name'", null)]
    [InlineData("selection: { status: success }", "no field 'status'", null)]
    [InlineData("selection: { userAgent|fieldref: sourceIpAddress }", "no field 'sourceIpAddress'", "sourceIPAddress")]
    public void Unknown_fields(string selection, string message, string? expected)
        => AssertOnly(RuleProblemKind.UnknownField, Lint(selection), message, expected);

    [Theory]
    [InlineData("selection: { eventName: StopLoging }", "'StopLoging'", "StopLogging")]
    [InlineData("selection: { eventSource: iam.amazonaws.com, eventName: StopLogging }", "'StopLogging' of iam.amazonaws.com", "eventSource cloudtrail.amazonaws.com, which has it")]
    [InlineData("selection: { eventSource: s3.amazonaws.com, eventName: PutReplicationConfiguration }", "'PutReplicationConfiguration' of s3.amazonaws.com", "eventSource ecr.amazonaws.com, which has it")]
    [InlineData("selection: { eventSource: iam.amazonaws.com, eventName|startswith: Stop }", "'Stop' matches", null)]
    [InlineData("selection: { eventSource: iam, eventName: CreateUser }", "No event source 'iam'", "iam.amazonaws.com")]
    [InlineData("selection: { eventSource: iam.amazonaw.com }", "No event source 'iam.amazonaw.com'", "iam.amazonaws.com")]
    public void Unknown_events(string selection, string message, string? expected)
        => AssertOnly(RuleProblemKind.UnknownEvent, Lint(selection), message, expected);

    [Theory]
    [InlineData("selection: { eventName: StopLogging }\n  other: { eventName: DeleteTrail }", "selection and other")]
    [InlineData("selection: { eventName: StopLogging, eventName|startswith: Delete }", "selection")]
    [InlineData("selection: { eventName: [StopLogging, DeleteTrail] }\n  other: { eventName: [StopLogging, DeleteTrail, CreateTrail] }", "selection and not other")]
    [InlineData("selection: { errorCode: null, errorCode|contains: Denied }", "selection")]
    [InlineData("selection: { errorCode|exists: false, errorCode: AccessDenied }", "selection")]
    [InlineData("selection: { awsRegion|all: [eu-west-1, us-east-1] }", "selection")]
    [InlineData("selection: { readOnly: true }\n  other: { readOnly: 'false' }", "all of them")]
    [InlineData("selection: { requestParameters.name: a }", "selection and not selection")]
    [InlineData("selection: { userIdentity.type: Root, userIdentity.type|neq: root }", "selection")]
    public void Conditions_that_never_hold(string selections, string condition)
        => AssertOnly(RuleProblemKind.NeverTrue, Lint(selections, condition), "The condition can never hold", null);

    [Theory]
    [InlineData("selection: { eventName: StopLogging, eventName|startswith: Stop }", "selection")]
    [InlineData("selection: { requestParameters.groups|all: [a, b] }", "selection")]
    [InlineData("selection: { eventName: stoplogging, eventName|cased: StopLogging }", "selection")]
    [InlineData("selection: { eventName: stoplogging, eventName|re: Stop }", "selection")]
    [InlineData("selection: { eventName|contains|all: [Stop, Logging] }", "selection")]
    [InlineData("selection: { eventName: StopLogging }\n  other: { eventName: DeleteTrail }", "selection or other")]
    [InlineData("selection: { eventName: 'Stop*' }\n  other: { eventName: StopLogging }", "selection and not other")]
    [InlineData("selection: { errorCode: null }\n  other: { errorCode: '' }", "not selection and not other")]
    [InlineData("selection: { eventSource: lambda.amazonaws.com, eventName: [CreateFunction20150331, UpdateFunctionCode20150331v2, UpdateFunctionCode] }", "selection")]
    [InlineData("selection: { eventSource: madeup.amazonaws.com, eventName: Whatever }", "selection")]
    [InlineData("selection: { requestParameters.anything.at: 1, additionalEventData.MFAUsed: 'No' }", "selection")]
    [InlineData("_unused: { eventName: StopLogging }\n  selection: { eventName: DeleteTrail }", "selection")]
    public void What_is_not_certain_is_not_said(string selections, string condition)
        => Assert.Empty(Lint(selections, condition));

    [Fact]
    public void Selections_that_no_condition_names()
        => AssertOnly(RuleProblemKind.Unused, Lint("selection: { eventName: StopLogging }\n  other: { eventName: DeleteTrail }", "selection"), "'other'", null);

    [Fact]
    public void Conditions_of_many_ways_are_left_alone_in_no_time()
    {
        string selections = string.Join("\n  ", Enumerable.Range(0, 40).Select(i => $"s{i}: [{{ eventName: A{i} }}, {{ awsRegion: B{i} }}, {{ errorCode: C{i} }}]"));
        var problems = Lint(selections, "all of s*");
        Assert.DoesNotContain(problems, p => p.Kind == RuleProblemKind.NeverTrue);
    }

    [Fact]
    public void A_correlations_fields()
    {
        var set = RuleLinks.Link(RuleTexts.Read("""
            title: Base
            name: base
            logsource: { product: aws, service: cloudtrail }
            detection: { selection: { eventName: StopLogging }, condition: selection }
            ---
            title: Many
            correlation: { type: value_count, rules: [base], group-by: [userIdentity.arn, who], timespan: 1h, condition: { field: sourceIp, gte: 2 }, aliases: { who: { base: userIdentity.user } } }
            """));
        Assert.Equal(
            ["sourceIp", "userIdentity.user"],
            RuleLinter.Run(set.Correlations[0], wantsTests: false).Select(p => p.Message.Split('\'')[1]));
    }

    [Fact]
    public void The_rules_that_ship_pass_without_a_warning()
    {
        var rules = RuleLoader.LoadRules([Path.Combine(SharedData.RepositoryRoot, "rules", "detections")]);
        Assert.All(RuleReport.Examine(rules), report => Assert.True(report.Result == RuleReportResult.Passed, string.Join('\n', report.Problems)));
    }

    private static IReadOnlyList<RuleProblem> Lint(string selections, string condition = "selection")
        => RuleLinter.Run(RuleTexts.ReadRule($"title: A rule\nlogsource: {{ product: aws, service: cloudtrail }}\ndetection:\n  {selections}\n  condition: {condition}\n"), wantsTests: false);

    private static void AssertOnly(RuleProblemKind kind, IReadOnlyList<RuleProblem> problems, string message, string? expected)
    {
        RuleProblem problem = Assert.Single(problems);
        Assert.Equal((kind, expected, true), (problem.Kind, problem.Expected == "a name such as iam.amazonaws.com" ? null : problem.Expected, problem.IsWarning));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.True(problem.Line > 1, problem.ToString());
    }
}
