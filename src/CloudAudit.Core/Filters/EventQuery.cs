using CloudAudit.Rules;

namespace CloudAudit.Filters;

/// <summary>
/// Which events are wanted. Every property that is set must hold; of several values in one, any may. Text is compared
/// without regard to case, with <c>*</c> and <c>?</c> as wildcards (a backtick takes their meaning away).
/// </summary>
public sealed record EventQuery
{
    /// <summary>The first moment, UTC, inclusive.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>The end, UTC, exclusive.</summary>
    public DateTimeOffset? EndTime { get; init; }

    public IReadOnlyList<string> EventName { get; init; } = [];

    /// <summary>Whole, or without the ending <c>.amazonaws.com</c>.</summary>
    public IReadOnlyList<string> EventSource { get; init; } = [];

    /// <summary>Any name of who acted: actor, user, role, ARN, principal, invoking service.</summary>
    public IReadOnlyList<string> Actor { get; init; } = [];

    public IReadOnlyList<string> AccessKeyId { get; init; } = [];

    /// <summary>An address, a network in CIDR notation, or a service's name.</summary>
    public IReadOnlyList<string> SourceIPAddress { get; init; } = [];

    public IReadOnlyList<string> Region { get; init; } = [];

    public IReadOnlyList<string> AccountId { get; init; } = [];

    public IReadOnlyList<string> ErrorCode { get; init; } = [];

    /// <summary>Only events with an error.</summary>
    public bool Failed { get; init; }

    /// <summary>Only events that change something, or do not say that they only read.</summary>
    public bool WriteOnly { get; init; }

    /// <summary>A name or ARN of what the request was about.</summary>
    public IReadOnlyList<string> ResourceName { get; init; } = [];

    public IReadOnlyList<string> EventId { get; init; } = [];

    public IReadOnlyList<string> EventCategory { get; init; } = [];

    /// <summary>Text anywhere in the record; no wildcards.</summary>
    public IReadOnlyList<string> Contains { get; init; } = [];

    /// <summary>A Sigma selection that must hold too.</summary>
    public Selection? Selection { get; init; }
}

/// <summary>A query that cannot be carried out, with the property that is at fault.</summary>
public sealed class EventQueryException(string property, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The name of the property of <see cref="EventQuery"/>.</summary>
    public string Property { get; } = property;
}
