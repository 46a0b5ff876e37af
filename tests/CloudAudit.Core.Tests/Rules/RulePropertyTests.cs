using System.Text.Json;
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
}
