using System.Text.Json;
using CloudAudit.Rules;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Core.Tests.Rules;

public sealed class RulePropertyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void The_engine_agrees_with_a_plain_evaluation_of_every_rule_on_every_event(int seed)
    {
        var random = new RandomRules(seed);
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        var rules = Enumerable.Range(0, 250).Select(i => random.Rule(i, used)).ToList();
        var index = RuleMatch.Index(rules);
        var engine = new RuleMatch(index);
        var plain = new PlainSigma(RandomRules.Placeholders);
        long matches = 0;
        var matchedOnce = new HashSet<int>();
        for (int i = 0; i < 120; i++)
        {
            string json = random.Event();
            using var record = JsonDocument.Parse(json);
            var found = engine.Match(json).ToHashSet();
            for (int rule = 0; rule < rules.Count; rule++)
            {
                bool expected = plain.Matches(rules[rule], record.RootElement);
                Assert.True(
                    expected == found.Contains(rule),
                    $"seed {seed}, event {i}: expected {expected}\n{json}\n{RandomRules.Describe(rules[rule])}");
                if (expected)
                {
                    matches++;
                    matchedOnce.Add(rule);
                    Assert.NotEmpty(index[rule].Explain(System.Text.Encoding.UTF8.GetBytes(json)));
                }
            }
        }

        // A comparison of nothing would agree as well.
        Assert.True(matches > 5000 && matches < rules.Count * 120 - 5000, $"{matches} matches");
        Assert.True(matchedOnce.Count > rules.Count / 3, $"{matchedOnce.Count} rules matched");
        Assert.True(used.Count > 60, $"{used.Count} kinds of test used");
    }

    /// <summary>Rules that share event names are judged together; what one of them finds is as it is alone.</summary>
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Rules_of_the_same_names_agree_with_a_plain_evaluation(int seed)
    {
        string[] names = ["CreateUser", "DeleteTrail", "1"];
        var random = new RandomRules(seed);
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        var rules = Enumerable.Range(0, 400).Select(i => Named(random.Rule(i, used), names[(i / 2) % names.Length], names[i % names.Length])).ToList();
        var index = RuleMatch.Index(rules);
        var engine = new RuleMatch(index);
        var plain = new PlainSigma(RandomRules.Placeholders);
        long matches = 0;
        for (int i = 0; i < 150; i++)
        {
            // A member that stands twice counts where it is first.
            string json = $"{{\"eventName\":\"{names[i % names.Length].ToUpperInvariant()}\",{random.Event().TrimStart()[1..]}";
            using var record = JsonDocument.Parse(json);
            if (json.TrimEnd().EndsWith(",}", StringComparison.Ordinal))
            {
                continue;
            }

            var found = engine.Match(json).ToHashSet();
            for (int rule = 0; rule < rules.Count; rule++)
            {
                bool expected = plain.Matches(rules[rule], record.RootElement);
                Assert.True(expected == found.Contains(rule), $"seed {seed}, event {i}: expected {expected}\n{json}\n{RandomRules.Describe(rules[rule])}");
                matches += expected ? 1 : 0;
            }
        }

        Assert.True(matches > 2000, $"{matches} matches");
    }

    private static DetectionRule Named(DetectionRule rule, params string[] names) => rule with
    {
        Selections = rule.Selections
            .Append(new("named", new SelectionMap([RuleMatch.Test("eventName", [.. names.Select(n => RuleValue.Of(n))])])))
            .ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal),
        Conditions = [.. rule.Conditions.Select(c => new ConditionAnd([new ConditionName("named"), c]))],
    };
}
