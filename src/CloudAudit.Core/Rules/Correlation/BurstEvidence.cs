namespace CloudAudit.Rules.Correlation;

/// <summary>Makes matches of bursts, with the events that show them best where there are too many to keep.</summary>
internal static class BurstEvidence
{
    /// <summary>
    /// Entries of a burst that still have their evidence, at most <see cref="CorrelationMatch.MaxEvents"/>, in order: the
    /// first of each rule, the last of all, and the earliest of the others.
    /// </summary>
    public static List<int> Pick(List<Entry> entries, Burst burst)
    {
        var firsts = new List<int>();
        var others = new List<int>();
        var rules = new HashSet<int>();
        int last = -1;
        long previous = -1;
        foreach (int i in burst.Evidence ?? Enumerable.Range(burst.First, burst.Last - burst.First + 1))
        {
            var entry = entries[i];
            if (entry.Evidence is null)
            {
                continue;
            }

            if (rules.Count < CorrelationMatch.MaxEvents - 1 && rules.Add(entry.Source))
            {
                firsts.Add(i);
            }
            else if (entry.Sequence != previous && others.Count < CorrelationMatch.MaxEvents)
            {
                others.Add(i);
            }

            previous = entry.Sequence;
            last = i;
        }

        var picked = new SortedSet<int>(firsts) { last };
        foreach (int i in others)
        {
            if (picked.Count == CorrelationMatch.MaxEvents)
            {
                break;
            }

            picked.Add(i);
        }

        return [.. picked];
    }

    /// <summary>The match that a burst is.</summary>
    public static CorrelationMatch Match(int correlation, EntryGroup group, Burst burst)
    {
        var entries = group.Entries;
        var sequences = new HashSet<long>();
        var distinct = new HashSet<HeldEvent>(ReferenceEqualityComparer.Instance);
        long count = 0;
        bool whole = true;
        long first = long.MaxValue;
        foreach (int i in burst.Evidence ?? Enumerable.Range(burst.First, burst.Last - burst.First + 1))
        {
            var entry = entries[i];
            if (!sequences.Add(entry.Sequence))
            {
                continue;
            }

            var inner = entry.Evidence as CorrelationMatch;
            count += inner?.EventCount ?? 1;
            first = Math.Min(first, inner?.FirstTicks ?? entry.Ticks);
            whole &= entry.Evidence is not null && (inner is null || inner.EventCount == inner.Events.Count);
            if (whole)
            {
                distinct.UnionWith(Events(entry));
            }
        }

        return new CorrelationMatch
        {
            Correlation = correlation,
            Group = group.Values,
            FirstTicks = first,
            LastTicks = entries[burst.Last].Ticks,
            EventCount = whole ? distinct.Count : count,
            Events = Events(entries, Pick(entries, burst)),
        };
    }

    /// <summary>By the time of the end, then by correlation, group and beginning.</summary>
    public static int Compare(CorrelationMatch a, CorrelationMatch b)
    {
        int order = a.LastTicks.CompareTo(b.LastTicks);
        order = order != 0 ? order : a.Correlation.CompareTo(b.Correlation);
        for (int i = 0; order == 0 && i < a.Group.Count; i++)
        {
            order = string.CompareOrdinal(a.Group[i], b.Group[i]);
        }

        return order != 0 ? order : a.FirstTicks.CompareTo(b.FirstTicks);
    }

    private static IReadOnlyList<HeldEvent> Events(Entry entry) => entry.Evidence switch
    {
        HeldEvent held => [held],
        CorrelationMatch match => match.Events,
        _ => [],
    };

    // The last event of each entry, then as many of the earliest others as there is room for.
    private static List<HeldEvent> Events(List<Entry> entries, List<int> picked)
    {
        var events = new HashSet<HeldEvent>(ReferenceEqualityComparer.Instance);
        var others = new List<HeldEvent>();
        foreach (int i in picked)
        {
            var of = Events(entries[i]);
            events.Add(of[^1]);
            others.AddRange(of.SkipLast(1));
        }

        foreach (var other in others.OrderBy(e => e.Ticks).ThenBy(e => e.Sequence))
        {
            if (events.Count == CorrelationMatch.MaxEvents)
            {
                break;
            }

            events.Add(other);
        }

        return [.. events.OrderBy(e => e.Ticks).ThenBy(e => e.Sequence)];
    }
}
