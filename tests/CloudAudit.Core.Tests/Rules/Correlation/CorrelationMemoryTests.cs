using System.Globalization;
using CloudAudit.Rules;
using CloudAudit.Rules.Correlation;

namespace CloudAudit.Core.Tests.Rules.Correlation;

/// <summary>What is kept when there is too much to keep, and what is said of it.</summary>
public class CorrelationMemoryTests
{
    private const int Allowed = 2 * 1024 * 1024;

    [Fact]
    public void A_long_burst_is_counted_whole_and_keeps_a_hundred_of_its_events()
    {
        // Every event's text would take five times what is allowed; their entries alone do not.
        var (matches, engine) = Run(
            CorrelationStream.Rule(CorrelationType.EventCount, 1, 60, CorrelationStream.AtLeast(10)),
            Enumerable.Range(0, 10_000).Select(i => CorrelationStream.Plain(i, i, [0], ("padding", new string('x', 500)))));
        Assert.Equal(0, engine.Splits);
        var match = Assert.Single(matches);
        Assert.Equal(10_000, match.EventCount);
        Assert.Equal([.. Enumerable.Range(0, 99), 9_999], CorrelationStream.Ids(match));
    }

    [Fact]
    public void The_events_that_are_kept_show_every_rule()
    {
        var (matches, _) = Run(
            CorrelationStream.Rule(CorrelationType.Temporal, 2, 3600),
            Enumerable.Range(0, 5_000).Select(i => CorrelationStream.Plain(i, i / 2, [i == 2_500 ? 1 : 0], ("padding", new string('x', 800)))));
        Assert.Contains(2_500, CorrelationStream.Ids(Assert.Single(matches)));
    }

    [Fact]
    public void When_nothing_can_be_let_go_what_lies_together_is_still_found_and_it_is_said()
    {
        // Single events that are in no burst, hours apart, and in between a burst of three now and then.
        var events = new List<PlainEvent>();
        for (int i = 0; i < 9_000; i++)
        {
            bool burst = i % 300 < 3;
            events.Add(CorrelationStream.Plain(
                i, (i * 600) - (burst ? i % 300 * 590 : 0), [0], ("user", burst ? $"burst{i / 300}" : $"single{i}")));
        }

        var rule = CorrelationStream.Rule(CorrelationType.EventCount, 1, 60, CorrelationStream.AtLeast(3)) with { GroupBy = ["user"] };
        var (matches, engine) = Run(rule, events);
        Assert.InRange(engine.Splits, 1, 100);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"burst{i}").Order(StringComparer.Ordinal), matches.Select(m => m.Group[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_burst_larger_than_memory_is_found_in_parts_that_together_hold_all()
    {
        var (matches, engine) = Run(
            CorrelationStream.Rule(CorrelationType.EventCount, 1, 60, CorrelationStream.AtLeast(10)),
            Enumerable.Range(0, 60_000).Select(i => CorrelationStream.Plain(i, i / 10, [0])));
        Assert.InRange(engine.Splits, 1, 100);
        Assert.Equal(engine.Splits + 1, matches.Count);
        Assert.Equal(60_000, matches.Sum(m => m.EventCount));
    }

    [Fact]
    public void A_value_longer_than_any_name_is_told_apart_by_its_digest()
    {
        string start = new('x', 300);
        var rule = CorrelationStream.Rule(CorrelationType.EventCount, 1, 60, CorrelationStream.AtLeast(2)) with { GroupBy = ["user"] };
        var matches = CorrelationStream.Run(CorrelationStream.Plan(rule), Enumerable.Range(0, 5).Select(i => CorrelationStream.Plain(i, i, [0], ("user", start + (i % 3)))));
        Assert.Equal([2L, 2L], matches.Select(m => m.EventCount));
        Assert.All(matches, m => Assert.InRange(m.Group[0].Length, 128, 256));
    }

    [Fact]
    public void Numbers_too_large_to_add_are_no_numbers()
    {
        var rule = CorrelationStream.Rule(CorrelationType.ValueSum, 1, 60, CorrelationStream.AtLeast(1));
        rule = rule with { Condition = rule.Condition with { Fields = ["size"] } };
        string[] sizes = ["79228162514264337593543950335", "1e300", "5", "0.5", "1e-40", "NaN"];
        var match = Assert.Single(CorrelationStream.Run(CorrelationStream.Plan(rule), sizes.Select((s, i) => CorrelationStream.Plain(i, i, [0], ("size", s)))));
        Assert.Equal([2, 3, 4], CorrelationStream.Ids(match));
    }

    [Fact]
    public void An_event_with_many_values_belongs_to_so_many_groups_and_no_more()
    {
        var rule = CorrelationStream.Rule(CorrelationType.EventCount, 1, 60, CorrelationStream.AtLeast(1)) with { GroupBy = ["user", "ip"] };
        var fields = Enumerable.Range(0, 1_000).SelectMany(i => new[] { ("user", $"u{i}"), ("ip", i.ToString(CultureInfo.InvariantCulture)) });
        Assert.Equal(FieldValues.Most, CorrelationStream.Run(CorrelationStream.Plan(rule), [CorrelationStream.Plain(0, 0, [0], [.. fields])]).Count);
    }

    private static (List<CorrelationMatch> Matches, CorrelationEngine Engine) Run(CorrelationRule rule, IEnumerable<PlainEvent> events)
    {
        var engine = new CorrelationEngine(CorrelationStream.Plan(rule), Allowed);
        var matches = new List<CorrelationMatch>();
        foreach (var plain in events)
        {
            engine.Add(CorrelationStream.Event(plain), plain.Rules);
            Assert.InRange(engine.Bytes, 0, Allowed);
            matches.AddRange(engine.Take());
        }

        matches.AddRange(engine.Complete());
        Assert.Equal(0, engine.Bytes);
        Assert.All(matches, m => Assert.InRange(m.Events.Count, 1, CorrelationMatch.MaxEvents));
        return (matches, engine);
    }
}
