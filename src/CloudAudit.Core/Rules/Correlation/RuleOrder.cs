namespace CloudAudit.Rules.Correlation;

/// <summary>
/// Whether a window has a chain of different events that match the rules in their order, each no earlier than the one
/// before. CloudTrail's times have whole seconds, so that of events of the same second either may have been first: they
/// are taken in whichever order makes the chain.
/// </summary>
internal sealed class RuleOrder(CorrelationCondition condition, int rules) : WindowMeasure(condition)
{
    private const long None = long.MinValue;

    // After each entry: the latest time at which a whole chain starts that ends there or before.
    private long[] _chainStarts = [];

    public override void Add(int index)
    {
    }

    public override void Remove(int index)
    {
    }

    public override bool Holds(int first, int last) => _chainStarts[last] >= Entries[first].Ticks;

    protected override void Reset()
    {
        var entries = Entries;
        _chainStarts = new long[entries.Length];

        // For each number of rules, the latest time at which a chain starts that has matched so many.
        long[] starts = new long[rules];
        Array.Fill(starts, None);
        int from = 0;
        while (from < entries.Length)
        {
            int to = from + 1;
            while (to < entries.Length && entries[to].Ticks == entries[from].Ticks)
            {
                to++;
            }

            Extend(starts, entries[from..to]);
            Array.Fill(_chainStarts, starts[^1], from, to - from);
            from = to;
        }
    }

    // Takes chains on by the entries of one moment.
    private void Extend(long[] starts, ReadOnlySpan<Entry> moment)
    {
        if (moment.Length == 1)
        {
            int rule = moment[0].Source;
            starts[rule] = Math.Max(starts[rule], rule == 0 ? moment[0].Ticks : starts[rule - 1]);
            return;
        }

        var eventsOfRule = new List<long>[rules];
        foreach (ref readonly var entry in moment)
        {
            (eventsOfRule[entry.Source] ??= []).Add(entry.Sequence);
        }

        long[] before = [.. starts];
        for (int done = 0; done < rules; done++)
        {
            long start = done == 0 ? moment[0].Ticks : before[done - 1];
            if (start == None)
            {
                continue;
            }

            // As many further rules as have an event each: a matching that grows by one rule at a time.
            var taken = new Dictionary<long, int>();
            for (int rule = done; rule < rules && Assign(rule, eventsOfRule, taken, []); rule++)
            {
                starts[rule] = Math.Max(starts[rule], start);
            }
        }
    }

    private static bool Assign(int rule, List<long>?[] eventsOfRule, Dictionary<long, int> taken, HashSet<long> tried)
    {
        foreach (long candidate in eventsOfRule[rule] ?? [])
        {
            if (tried.Add(candidate) && (!taken.TryGetValue(candidate, out int other) || Assign(other, eventsOfRule, taken, tried)))
            {
                taken[candidate] = rule;
                return true;
            }
        }

        return false;
    }
}
