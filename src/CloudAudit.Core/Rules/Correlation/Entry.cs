namespace CloudAudit.Rules.Correlation;

/// <summary>One thing that a correlation counts: a base rule's match of an event, or a match of another correlation.</summary>
/// <param name="Ticks">When, UTC.</param>
/// <param name="Sequence">Which event or match: one of them may give several entries, of several rules or values.</param>
/// <param name="Source">Which of the correlation's rules it matched.</param>
/// <param name="Value">The value that is told apart; null where none is.</param>
/// <param name="Number">The value as a number; 0 where none is asked for.</param>
/// <param name="Evidence">A <see cref="HeldEvent"/> or a <see cref="CorrelationMatch"/>; null once it was let go.</param>
internal readonly record struct Entry(long Ticks, long Sequence, int Source, string? Value, decimal Number, object? Evidence)
{
    /// <summary>By time, then as they were read: one event's entries stand together.</summary>
    public static int Compare(Entry a, Entry b)
    {
        int order = a.Ticks.CompareTo(b.Ticks);
        order = order != 0 ? order : a.Sequence.CompareTo(b.Sequence);
        return order != 0 ? order : a.Source.CompareTo(b.Source);
    }
}

/// <summary>An event kept as evidence, and how many entries it is the evidence of.</summary>
internal sealed class HeldEvent(AuditEvent auditEvent, long ticks, long sequence)
{
    public AuditEvent Event { get; } = auditEvent;

    public long Ticks { get; } = ticks;

    /// <summary>Its place among the events that were read.</summary>
    public long Sequence { get; } = sequence;

    public int Holders { get; set; }

    /// <summary>Bytes it takes: its text, and what stands around it.</summary>
    public long Bytes => Event.Json.Length + 600;
}

/// <summary>The entries of the events that agree in the values of a correlation's group-by fields.</summary>
internal sealed class EntryGroup(string[] values)
{
    public string[] Values { get; } = values;

    public List<Entry> Entries { get; } = [];
}
