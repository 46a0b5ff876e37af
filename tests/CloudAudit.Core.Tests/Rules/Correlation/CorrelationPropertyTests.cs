using System.Globalization;
using CloudAudit.Rules;
using CloudAudit.Rules.Correlation;

namespace CloudAudit.Core.Tests.Rules.Correlation;

/// <summary>The engine against <see cref="PlainCorrelations"/> over random events, rules and orders of reading.</summary>
public class CorrelationPropertyTests
{
    private static readonly string[] s_users = ["ann", "bob", "Ann"];

    public static TheoryData<CorrelationType> Types() => [.. Enum.GetValues<CorrelationType>()];

    [Theory]
    [MemberData(nameof(Types))]
    public void Agrees_with_a_count_of_every_window_whatever_the_order(CorrelationType type)
    {
        int bursts = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var events = Events(random, rules: 3);
            var rule = Rule(random, type);
            var plan = CorrelationStream.Plan(rule);
            string[] expected = [.. PlainCorrelations.Find(rule, events, new (CorrelationRule, List<PlainBurst>)?[rule.Rules.Count]).Select(b => b.ToString()).Order(StringComparer.Ordinal)];
            bursts += expected.Length;

            foreach (var order in (PlainEvent[][])[[.. events], [.. events.OrderBy(e => e.Second)], [.. events.OrderByDescending(e => e.Second)]])
            {
                var found = CorrelationStream.Run(plan, order);
                if (rule.Condition.Fields.Count == 1 && rule.Type == CorrelationType.ValuePercentile && rule.Condition.Percentile is null)
                {
                    // Only the events of the values meant are its evidence: the place and time of the bursts are compared.
                    Assert.Equal(expected.Length, found.Count);
                    continue;
                }

                Assert.Equal(expected, found.Select(CorrelationStream.Text).Order(StringComparer.Ordinal));
                Assert.All(found, m => Assert.Equal(m.Events.Count, m.EventCount));
            }
        }

        Assert.InRange(bursts, 100, int.MaxValue);
    }

    [Theory]
    [InlineData(CorrelationType.EventCount)]
    [InlineData(CorrelationType.ValueCount)]
    [InlineData(CorrelationType.Temporal)]
    [InlineData(CorrelationType.TemporalOrdered)]
    public void Chains_agree_with_a_count_of_every_window(CorrelationType outerType)
    {
        int bursts = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var events = Events(random, rules: 3);
            var inner = CorrelationStream.Rule(
                CorrelationType.EventCount, 1, random.Next(1, 12), CorrelationStream.AtLeast(random.Next(2, 4))) with
            {
                GroupBy = random.Next(3) == 0 ? ["ip"] : ["user"],
            };
            var outer = Rule(random, outerType, rules: 2) with { GroupBy = ["user"], Aliases = new Dictionary<string, IReadOnlyDictionary<string, string>>() };

            // The inner one is the outer's first rule; detection 1 the second.
            var plan = new CorrelationPlan();
            int number = plan.Add(inner, [(CorrelationStream.Detection("rule0"), 0)]);
            plan.Add(outer, [(inner, number), (CorrelationStream.Detection("rule1"), 1)]);
            var innerBursts = PlainCorrelations.Find(inner, events, [null]);
            var expected = innerBursts.Select(b => "0 " + b)
                .Concat(PlainCorrelations.Find(outer, events, [(inner, innerBursts), null]).Select(b => "1 " + b))
                .Order(StringComparer.Ordinal).ToArray();
            bursts += expected.Count(e => e[0] == '1');

            Assert.Equal(expected, CorrelationStream.Run(plan, events).Select(m => $"{m.Correlation} {CorrelationStream.Text(m)}").Order(StringComparer.Ordinal));
        }

        Assert.InRange(bursts, 100, int.MaxValue);
    }

    // Few seconds, values and groups, so that windows fill, tie and touch.
    private static List<PlainEvent> Events(Random random, int rules)
    {
        int seconds = random.Next(5, 60);
        var events = new List<PlainEvent>();
        for (int id = random.Next(0, 26); id >= 0; id--)
        {
            int[] matched = [.. Enumerable.Range(0, rules).Where(_ => random.Next(5) < 2)];
            var fields = new List<(string, string)>();
            for (int i = random.Next(8) switch { 0 => 0, 1 => 2, _ => 1 }; i > 0; i--)
            {
                fields.Add(("user", s_users[random.Next(s_users.Length)]));
            }

            for (int i = random.Next(6) switch { 0 => 0, 1 => 2, _ => 1 }; i > 0; i--)
            {
                fields.Add(("ip", random.Next(3).ToString(CultureInfo.InvariantCulture)));
            }

            fields.Add(("account", random.Next(2) == 0 ? "ann" : "bob"));
            if (random.Next(8) > 0)
            {
                fields.Add(("size", random.Next(10) == 0 ? "unknown" : random.Next(-2, 12).ToString(CultureInfo.InvariantCulture)));
            }

            events.Add(CorrelationStream.Plain(id, random.Next(seconds), matched, [.. fields]));
        }

        PlainEvent[] array = [.. events];
        random.Shuffle(array);
        return [.. array];
    }

    private static CorrelationRule Rule(Random random, CorrelationType type, int rules = 0)
    {
        rules = rules > 0 ? rules : random.Next(1, 4);
        bool temporal = type is CorrelationType.Temporal or CorrelationType.TemporalOrdered;
        bool numbers = type is CorrelationType.ValueSum or CorrelationType.ValueAverage;
        var comparisons = new List<CorrelationComparison>();
        if (type == CorrelationType.TemporalOrdered || (temporal && random.Next(2) == 0))
        {
            comparisons.Add(CorrelationStream.AtLeast(rules));
        }
        else
        {
            int most = temporal ? rules : type == CorrelationType.ValuePercentile ? 60 : type == CorrelationType.ValueSum ? 20 : 6;
            decimal first = random.Next(1, most + 1);
            comparisons.Add(random.Next(3) == 0
                ? new CorrelationComparison(Enum.GetValues<ComparisonOperator>()[random.Next(6)], first)
                : new CorrelationComparison(random.Next(2) == 0 ? ComparisonOperator.GreaterOrEqual : ComparisonOperator.Greater, first));
            if (random.Next(4) == 0)
            {
                comparisons.Add(new CorrelationComparison(ComparisonOperator.LessOrEqual, first + random.Next(0, 4)));
            }
        }

        var rule = CorrelationStream.Rule(type, rules, random.Next(1, 20), [.. comparisons]);
        decimal? percentile = type == CorrelationType.ValuePercentile && random.Next(2) == 0 ? random.Next(0, 101) : null;
        string[] fields = temporal || type == CorrelationType.EventCount ? [] : [numbers || percentile is not null ? "size" : "ip"];
        rule = rule with { Condition = rule.Condition with { Fields = fields, Percentile = percentile } };
        return random.Next(4) switch
        {
            0 => rule,
            1 => rule with { GroupBy = ["user", "account"] },
            2 => rule with
            {
                GroupBy = ["who"],
                Aliases = new Dictionary<string, IReadOnlyDictionary<string, string>>
                {
                    ["who"] = Enumerable.Range(0, rules).ToDictionary(i => $"rule{i}", i => i % 2 == 0 ? "user" : "account"),
                },
            },
            _ => rule with { GroupBy = ["user"] },
        };
    }
}
