using System.Collections.ObjectModel;

namespace CloudAudit.Measurement;

/// <summary>What is worth knowing first of a pile of events.</summary>
public sealed class EventSummary
{
    /// <summary>How many events.</summary>
    public long Events { get; internal init; }

    /// <summary>Of them, those with an error.</summary>
    public long Failed { get; internal init; }

    /// <summary>Of them, those whose time is missing or cannot be read.</summary>
    public long Untimed { get; internal init; }

    /// <summary>The time of the earliest event, UTC.</summary>
    public DateTimeOffset? FirstSeen { get; internal init; }

    /// <summary>The time of the latest event, UTC.</summary>
    public DateTimeOffset? LastSeen { get; internal init; }

    /// <summary>The names of events, the most frequent first.</summary>
    public required SummaryPart EventName { get; init; }

    /// <summary>Who acted.</summary>
    public required SummaryPart Actor { get; init; }

    /// <summary>Where requests came from.</summary>
    public required SummaryPart SourceIPAddress { get; init; }

    /// <summary>The codes of errors, or messages where there is no code.</summary>
    public required SummaryPart ErrorCode { get; init; }

    /// <summary>The regions that requests were made to.</summary>
    public required SummaryPart Region { get; init; }

    /// <summary>The hours of the day, UTC, 0 to 23: all of them, be they empty.</summary>
    public required IReadOnlyList<EventHour> Hour { get; init; }
}

/// <summary>One of a summary's lists: its largest groups, and how many there are in all.</summary>
public sealed class SummaryPart : ReadOnlyCollection<EventGroup>
{
    internal SummaryPart(int distinct, IList<EventGroup> groups)
        : base(groups) => Distinct = distinct;

    /// <summary>How many values there are; of more than the group limit, the limit.</summary>
    public int Distinct { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", this);
}

/// <summary>The events of one hour of the day.</summary>
/// <param name="Hour">0 to 23, UTC.</param>
/// <param name="Count">How many events.</param>
public sealed record EventHour(int Hour, long Count);
