using System.Diagnostics;
using System.Text;
using CloudAudit.Rules;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Core.Tests.Rules;

[Collection(nameof(Alone))]
public sealed class HotPathTests
{
    private const string Json = """
        {"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/deploy/ci","sessionContext":{"attributes":{"mfaAuthenticated":"false"}}},
        "eventTime":"2026-03-01T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"PutObject","userAgent":"[aws-sdk \"quoted\" \u00e9]","sourceIPAddress":"203.0.113.7","errorCode":"Failure",
        "requestParameters":{"bucketName":"b","items":[{"name":"x"},{"name":"y\\z"}],"count":17,"policy":"{\"a\":\"b\"}"},"responseElements":null,"resources":[{"ARN":"arn:aws:s3:::b"}],"readOnly":false}
        """;

    /// <summary>One rule of every kind of test, none of which matches.</summary>
    private static readonly FieldTest[] Tests =
    [
        Of("userAgent", "none"), Of("userAgent|contains", "none"), Of("userAgent|startswith", "none"), Of("userAgent", "n?n*e"), Of("userAgent|contains", "none", "nothing"),
        Of("userAgent|re", "no+ne"), Of("userAgent|re|i", "[x-z]{4}q"), Of("userIdentity.arn|endswith", "none"), Of("userIdentity.arn|re", "^none"), Of("userAgent|cased", "x"),
        Of("requestParameters|contains", "none"), Of("requestParameters.items.name", "none"), Of("requestParameters.items.name|contains|all", "x", "none"), Of("|all", "x", "none"),
        Of("", "none", "nothing"), Of("|re", "n[o]ne"), Of("sourceIPAddress|cidr", "10.0.0.0/8", "2001:db8::/32"), Of("requestParameters.policy|fieldref", "userAgent"),
        Of("requestParameters|fieldref|contains", "userAgent"), Of("userAgent|windash|contains", "-none"), Of("userAgent|base64offset|contains", "none"), Of("userAgent|wide", "none"),
        Of("userIdentity.sessionContext.attributes.mfaAuthenticated", "true"), Of("nothing.at.all|contains", "*"), new("nothing", [], [RuleValue.Of(5)]), new("requestParameters.count|gt".Split('|')[0], ["gt"], [RuleValue.Of(17)]),
        new("eventTime", ["hour", "gt"], [RuleValue.Of(20)]), new("eventTime", ["week"], [RuleValue.Of(1)]), new("errorMessage", ["exists"], [RuleValue.Of(true)]), new("errorCode", [], [RuleValue.Null()]),
        Of("eventName", "DeleteTrail", "StopLogging"), Of("eventSource", "cloudtrail.amazonaws.com"),
    ];

    [Fact]
    public void An_event_that_no_rule_matches_costs_no_memory()
    {
        byte[][] events = [Encoding.UTF8.GetBytes(Json), .. Enumerable.Range(0, 200).Select(i => Encoding.UTF8.GetBytes(Json.Replace("aws-sdk", $"aws-sdk/{i}", StringComparison.Ordinal).Replace("deploy/ci", $"deploy/ci-{i}", StringComparison.Ordinal)))];
        var match = new RuleMatch(RuleMatch.Index(Tests.Select(RuleMatch.RuleOf)));

        // The first passes make the buffers and the expressions' states, and run code that is not compiled to the end yet, which
        // boxes; then there must be one that makes nothing.
        long allocated = long.MaxValue;
        int found = 0;
        for (int pass = 0; pass < 60 && allocated != 0; pass++)
        {
            allocated = 0;
            foreach (byte[] json in events)
            {
                match.Load(json);
                long before = GC.GetAllocatedBytesForCurrentThread();
                found += match.Match().Count;
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }

        Assert.Equal(0, found);
        Assert.Equal(0, allocated);
    }

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("^(([a-z])+.)+[A-Z]([a-z])+$")]
    [InlineData("(.*a){12}b")]
    public void No_expression_runs_for_ever(string expression)
    {
        var match = new RuleMatch(new RuleIndex([RuleMatch.Compile(RuleMatch.RuleOf(Of("userAgent|re", expression)))]));
        byte[] json = Encoding.UTF8.GetBytes($"{{\"userAgent\":\"{new string('a', 50_000)}!\"}}");
        var watch = Stopwatch.StartNew();
        match.Match(json);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    private static FieldTest Of(string key, params string[] values) => RuleMatch.Test(key, [.. values.Select(v => RuleValue.Of(v))]);
}
