using System.Text;
using CloudAudit.Rules;

namespace CloudAudit.Core.Tests.Rules;

public sealed class ReasonTests
{
    private const string Json = """
        {"eventName":"CreateUser","eventSource":"iam.amazonaws.com","userAgent":"aws-cli/2 \u001b[31m","errorCode":null,
        "requestParameters":{"userName":"mallory","tags":[{"key":"a"},{"key":"owner"}],"count":12},"userIdentity":{"type":"IAMUser"}}
        """;

    [Theory]
    [InlineData("selection", "selection: eventName=CreateUser, eventSource=iam.amazonaws.com")]
    [InlineData("selection and not filter", "selection: eventName=CreateUser, eventSource=iam.amazonaws.com; not filter")]
    [InlineData("agent", "agent: userAgent=\"aws-cli/2 \u241b[31m\"")]
    [InlineData("list", "list: requestParameters.tags.key=owner")]
    [InlineData("quiet", "quiet: errorCode empty, errorMessage absent")]
    [InlineData("differs", "differs: userIdentity.type=IAMUser")]
    [InlineData("same", "same: eventSource=iam.amazonaws.com, requestParameters.userName=mallory")]
    [InlineData("keyword", "keyword: event contains")]
    [InlineData("number", "number: requestParameters.count=12")]
    [InlineData("1 of them", "selection: eventName=CreateUser")]
    [InlineData("filter or number", "number: requestParameters.count=12")]
    [InlineData("not filter and (number or filter)", "not filter; number: requestParameters.count=12")]
    [InlineData("not 1 of f*", "not 1 of f*")]
    [InlineData("filter", "")]
    public void A_match_says_which_selections_fields_and_values(string condition, string expected)
    {
        string reason = Explain(condition, Json);
        Assert.StartsWith(expected, reason, StringComparison.Ordinal);
        if (!condition.Contains("them", StringComparison.Ordinal) && !condition.Contains("keyword", StringComparison.Ordinal))
        {
            Assert.Equal(expected, reason);
        }
    }

    [Fact]
    public void A_long_value_is_shown_around_what_matched()
    {
        string reason = Explain("keyword", Json.Replace("mallory", new string('x', 100_000) + "\\u0020mallory was here " + new string('y', 5000), StringComparison.Ordinal));
        Assert.InRange(reason.Length, 20, 300);
        Assert.Contains("mallory was here", reason, StringComparison.Ordinal);
        Assert.Contains("…", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reason_has_an_end()
    {
        var rule = Rule("all of them", [.. Enumerable.Range(0, 500).Select(i => ($"s{i}", RuleMatch.Test($"f{i}", RuleValue.Of("*"))))]);
        string json = "{" + string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"f{i}\":\"{new string('v', 300)}\"")) + "}";
        string reason = RuleMatch.Compile(rule).Explain(Encoding.UTF8.GetBytes(json));
        Assert.Equal(1024, reason.Length);
        Assert.EndsWith("…", reason, StringComparison.Ordinal);
    }

    private static string Explain(string condition, string json)
    {
        var rule = Rule(
            condition,
            ("selection", RuleMatch.Test("eventName", RuleValue.Of("createuser"), RuleValue.Of("DeleteUser"))),
            ("selection", RuleMatch.Test("eventSource", RuleValue.Of("iam*"))),
            ("filter", RuleMatch.Test("userIdentity.type", RuleValue.Of("Root"))),
            ("agent", RuleMatch.Test("userAgent|contains", RuleValue.Of("CLI"))),
            ("list", RuleMatch.Test("requestParameters.tags.key", RuleValue.Of("owner"))),
            ("quiet", RuleMatch.Test("errorCode", RuleValue.Null())),
            ("quiet", RuleMatch.Test("errorMessage|exists", RuleValue.Of(false))),
            ("differs", RuleMatch.Test("userIdentity.type|neq", RuleValue.Of("Root"))),
            ("same", RuleMatch.Test("eventSource|fieldref|neq", RuleValue.Of("requestParameters.userName"))),
            ("keyword", RuleMatch.Test(string.Empty, RuleValue.Of("mallory"))),
            ("number", RuleMatch.Test("requestParameters.count|gte", RuleValue.Of(12))));
        return RuleMatch.Compile(rule).Explain(Encoding.UTF8.GetBytes(json));
    }

    private static DetectionRule Rule(string condition, params (string Name, FieldTest Test)[] tests) => new()
    {
        Title = "test",
        LogSource = LogSource.CloudTrail,
        Selections = new OrderedDictionary<string, Selection>(tests.GroupBy(t => t.Name).Select(g => KeyValuePair.Create(g.Key, (Selection)new SelectionMap([.. g.Select(t => t.Test)])))),
        Conditions = [ConditionParser.Parse(condition)],
        Source = new RuleSource("test.yml", string.Empty),
    };
}
