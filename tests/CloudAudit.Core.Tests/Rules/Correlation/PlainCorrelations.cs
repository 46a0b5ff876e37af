using CloudAudit.Rules;

namespace CloudAudit.Core.Tests.Rules.Correlation;

/// <summary>An event as a plain evaluation sees it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Second">When.</param>
/// <param name="Rules">The numbers of the detections that match it.</param>
/// <param name="Fields">The values of its fields.</param>
internal sealed record PlainEvent(int Id, int Second, int[] Rules, Dictionary<string, string[]> Fields);

/// <summary>A burst as a plain evaluation finds it.</summary>
/// <param name="Group">Its group's values.</param>
/// <param name="Events">The numbers of its events.</param>
/// <param name="First">The second of its first event.</param>
/// <param name="Last">The second of its last.</param>
/// <param name="Moments">The seconds at which its windows end.</param>
internal sealed record PlainBurst(string[] Group, int[] Events, int First, int Last, int[] Moments)
{
    public override string ToString() => $"[{string.Join(',', Group)}] {First}-{Last}: {string.Join(' ', Events)}";
}

/// <summary>
/// Correlations by their definition and nothing else: every window is made and looked at by itself, and bursts are joined
/// until none can be. It shares no code with the engine.
/// </summary>
internal static class PlainCorrelations
{
    /// <summary>The bursts of a correlation over detections, or over the bursts of others.</summary>
    /// <param name="rule">The correlation.</param>
    /// <param name="events">All events, in any order.</param>
    /// <param name="inner">Of each rule that is a correlation, itself and its bursts; null of each that is a detection.</param>
    public static List<PlainBurst> Find(CorrelationRule rule, IReadOnlyList<PlainEvent> events, (CorrelationRule Rule, List<PlainBurst> Bursts)?[] inner)
    {
        var items = new List<Item>();
        bool temporal = rule.Type is CorrelationType.Temporal or CorrelationType.TemporalOrdered;
        foreach (var e in events)
        {
            foreach (int source in e.Rules.Order().Where(r => r < rule.Rules.Count && inner[r] is null))
            {
                var found = Counted(rule, source, e, null, []).Select(c => new Item($"e{e.Id}", e.Second, source, c.Group, c.Value, [e.Id])).ToList();
                items.AddRange(found);
                if (found.Count > 0 && !temporal)
                {
                    break;
                }
            }
        }

        for (int source = 0; source < inner.Length; source++)
        {
            if (inner[source] is not { } of)
            {
                continue;
            }

            for (int b = 0; b < of.Bursts.Count; b++)
            {
                var burst = of.Bursts[b];
                var counted = burst.Events
                    .SelectMany(id => Counted(rule, source, events.Single(e => e.Id == id), of.Rule, burst.Group))
                    .DistinctBy(c => (string.Join('|', c.Group), c.Value));
                foreach (var (group, value) in counted)
                {
                    int[] times = temporal ? burst.Moments : [burst.Last];
                    items.AddRange(times.Select(t => new Item($"c{source} {b}", t, source, group, value, burst.Events)));
                }
            }
        }

        return [.. items.GroupBy(i => string.Join('|', i.Group)).SelectMany(g => Bursts(rule, [.. g], events))];
    }

    private static IEnumerable<PlainBurst> Bursts(CorrelationRule rule, List<Item> items, IReadOnlyList<PlainEvent> events)
    {
        int span = (int)rule.Timespan.TotalSeconds;
        var windows = items.Select(i => i.Second).Distinct().Order()
            .Select(end => items.Where(i => i.Second <= end && i.Second >= end - span).ToHashSet())
            .ToList();
        bool lower = rule.Condition.Comparisons.All(c => c.Operator is ComparisonOperator.Greater or ComparisonOperator.GreaterOrEqual);
        if (!lower || rule.Type is CorrelationType.ValueAverage or CorrelationType.ValuePercentile)
        {
            windows = [.. windows.Where(w => !windows.Exists(other => w.IsProperSubsetOf(other)))];
        }

        var found = windows.Where(w => Holds(rule, [.. w])).Select(w => (Items: w, Ends: new HashSet<int> { w.Max(i => i.Second) })).ToList();
        for (bool joined = true; joined;)
        {
            joined = false;
            for (int i = 0; i < found.Count && !joined; i++)
            {
                int other = found.FindIndex(i + 1, f => f.Items.Overlaps(found[i].Items));
                if (other >= 0)
                {
                    found[i].Items.UnionWith(found[other].Items);
                    found[i].Ends.UnionWith(found[other].Ends);
                    found.RemoveAt(other);
                    joined = true;
                }
            }
        }

        foreach (var (of, ends) in found)
        {
            int[] ids = [.. of.SelectMany(i => i.Events).Distinct().Order()];
            int first = of.Min(i => i.Id[0] == 'e' ? i.Second : i.Events.Min(id => events.Single(e => e.Id == id).Second));
            yield return new PlainBurst(of.First().Group, ids, first, of.Max(i => i.Second), [.. ends.Order()]);
        }
    }

    private static bool Holds(CorrelationRule rule, List<Item> window)
    {
        bool Compare(decimal number) => rule.Condition.Comparisons.All(c => c.Operator switch
        {
            ComparisonOperator.Greater => number > c.Value,
            ComparisonOperator.GreaterOrEqual => number >= c.Value,
            ComparisonOperator.Less => number < c.Value,
            ComparisonOperator.LessOrEqual => number <= c.Value,
            ComparisonOperator.Equal => number == c.Value,
            ComparisonOperator.NotEqual => number != c.Value,
            _ => throw new InvalidOperationException(),
        });
        decimal[] numbers = rule.Type is CorrelationType.ValueSum or CorrelationType.ValueAverage || rule.Condition.Percentile is not null
            ? [.. window.Select(i => decimal.Parse(i.Value!, System.Globalization.CultureInfo.InvariantCulture)).Order()]
            : [];
        return rule.Type switch
        {
            CorrelationType.EventCount => Compare(window.Select(i => i.Id).Distinct().Count()),
            CorrelationType.ValueCount => Compare(window.Select(i => i.Value).Distinct().Count()),
            CorrelationType.Temporal => Compare(window.Select(i => i.Source).Distinct().Count()),
            CorrelationType.TemporalOrdered => Follow(window, 0, rule.Rules.Count, int.MinValue, []),
            CorrelationType.ValueSum => Compare(numbers.Sum()),
            CorrelationType.ValueAverage => Compare(numbers.Average()),
            _ when rule.Condition.Percentile is { } percentile => Compare(numbers.First(n => numbers.Count(m => m <= n) * 100m >= percentile * numbers.Length)),
            _ => window.GroupBy(i => i.Value).Any(g => Compare(100m * g.Count() / window.Count)),
        };
    }

    // Tries every choice of different events, one for each rule in turn.
    private static bool Follow(List<Item> window, int rule, int rules, int after, List<Item> chosen)
        => rule == rules || window.Exists(i =>
            i.Source == rule && i.Second >= after && !chosen.Exists(c => c.Id == i.Id && c.Second == i.Second)
            && Follow(window, rule + 1, rules, i.Second, [.. chosen, i]));

    private static IEnumerable<(string[] Group, string? Value)> Counted(CorrelationRule rule, int source, PlainEvent e, CorrelationRule? inner, string[] innerGroup)
    {
        string[] Values(string name)
        {
            string field = rule.Aliases.TryGetValue(name, out var fields) && fields.TryGetValue(rule.Rules[source].Key, out string? mapped) ? mapped : name;
            int at = inner is null ? -1 : inner.GroupBy.ToList().IndexOf(field);
            return at >= 0 ? [innerGroup[at]] : [.. e.Fields.GetValueOrDefault(field, []).Distinct()];
        }

        IEnumerable<string[]> groups = [[]];
        foreach (string name in rule.GroupBy)
        {
            groups = groups.SelectMany(_ => Values(name), (g, v) => (string[])[.. g, v]).ToList();
        }

        bool numbers = rule.Type is CorrelationType.ValueSum or CorrelationType.ValueAverage || rule.Condition.Percentile is not null;
        foreach (string[] group in groups)
        {
            if (rule.Condition.Fields.Count == 0)
            {
                yield return (group, null);
            }
            else
            {
                foreach (string value in Values(rule.Condition.Fields[0]).Where(v => !numbers || decimal.TryParse(v, out _)))
                {
                    yield return (group, value);
                }
            }
        }
    }

    /// <summary>What is counted: an event, or a burst at one of its moments, in one group and with one value.</summary>
    private sealed record Item(string Id, int Second, int Source, string[] Group, string? Value, int[] Events)
    {
        public bool Equals(Item? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
