namespace CloudAudit.Rules.Correlation;

/// <summary>A burst: windows of one group that satisfy a correlation's condition, joined where they share an event.</summary>
internal sealed class CorrelationMatch
{
    /// <summary>Events kept of a match: the first of them and the last; all are counted.</summary>
    public const int MaxEvents = 100;

    public required int Correlation { get; init; }

    /// <summary>The values of the group-by fields, in their order.</summary>
    public required IReadOnlyList<string> Group { get; init; }

    /// <summary>When the first of its events was.</summary>
    public required long FirstTicks { get; init; }

    /// <summary>When the last of its events was: the end of its last window.</summary>
    public required long LastTicks { get; init; }

    /// <summary>How many events it has; those of correlations that it rests on included.</summary>
    public required long EventCount { get; init; }

    /// <summary>By time, at least one.</summary>
    public required IReadOnlyList<HeldEvent> Events { get; init; }
}
