namespace CloudAudit.Measurement;

/// <summary>Events with the same values, counted.</summary>
public sealed class EventGroup
{
    internal EventGroup(AuditList<string> properties, IReadOnlyList<string?> values, Tally tally)
    {
        Properties = properties;
        Values = new AuditList<string?>([.. values]);
        Count = tally.Count;
        FirstSeen = Moment(tally.First == long.MaxValue ? -1 : tally.First);
        LastSeen = Moment(tally.Last);
        IsOthers = tally.Key is null;
    }

    /// <summary>The start of the time bucket, UTC; null without -Interval, and for events that have no time.</summary>
    public DateTimeOffset? Time { get; internal init; }

    /// <summary>How many events.</summary>
    public long Count { get; }

    /// <summary>
    /// The values in words, with commas between them; <c>(none)</c> where events have none, <c>(others)</c> for what was
    /// counted together.
    /// </summary>
    public string Name => IsOthers ? "(others)" : string.Join(", ", Values.Select(v => v ?? "(none)"));

    /// <summary>The values, in the order of <see cref="Properties"/>; null where events have none.</summary>
    public AuditList<string?> Values { get; }

    /// <summary>The time of the earliest event, UTC; null where none has a time.</summary>
    public DateTimeOffset? FirstSeen { get; }

    /// <summary>The time of the latest event, UTC; null where none has a time.</summary>
    public DateTimeOffset? LastSeen { get; }

    /// <summary>What the events were counted by.</summary>
    public AuditList<string> Properties { get; }

    /// <summary>Not one group, but what was counted together because there were more groups than the limit.</summary>
    public bool IsOthers { get; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Count} {Name}");

    private static DateTimeOffset? Moment(long ticks) => ticks < 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
