using System.Collections.ObjectModel;
using CloudAudit.Rules;
using CloudAudit.Rules.Correlation;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Compliance;

/// <summary>A rule matched an event, or a correlation several.</summary>
public sealed class Finding
{
    private readonly Func<string> _explain;
    private string? _reason;

    internal Finding(CompiledRule rule, AuditEvent auditEvent, IReadOnlyList<string> controls)
    {
        Rule = rule.Rule;
        _explain = () => rule.Explain(auditEvent.Json.Span);
        Event = auditEvent;
        Events = new AuditList<AuditEvent>([auditEvent]);
        EventCount = 1;
        FirstSeen = auditEvent.EventTime;
        LastSeen = auditEvent.EventTime;
        Controls = new AuditList<string>([.. controls]);
    }

    internal Finding(CorrelationRule rule, CorrelationMatch match, IReadOnlyList<string> controls)
    {
        Rule = rule;
        _explain = () => Explain(rule);
        Event = match.Events[^1].Event;
        Events = new AuditList<AuditEvent>([.. match.Events.Select(e => e.Event)]);
        EventCount = match.EventCount;
        FirstSeen = new DateTimeOffset(match.FirstTicks, TimeSpan.Zero);
        LastSeen = new DateTimeOffset(match.LastTicks, TimeSpan.Zero);
        Controls = new AuditList<string>([.. controls]);
        var group = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < rule.GroupBy.Count; i++)
        {
            group.TryAdd(rule.GroupBy[i], match.Group[i]);
        }

        Group = new ReadOnlyDictionary<string, string>(group);
    }

    /// <summary>The rule's id, else its name.</summary>
    public string RuleId => Rule.Id ?? Rule.Key;

    public string? RuleName => Rule.Name;

    public string Title => Rule.Title;

    public RuleLevel Level => Rule.Level;

    public string? EventId => Event.EventId;

    public DateTimeOffset? EventTime => Event.EventTime;

    public string? EventName => Event.EventName;

    public string? Actor => Event.Actor;

    public string? Region => Event.Region;

    public string? AccountId => Event.AccountId;

    /// <summary>
    /// Why the rule matched: its selections that held, with the fields and values that made them hold; of a correlation
    /// what was counted, and for whom. At most 1,024 characters; made when it is first asked for.
    /// </summary>
    public string Reason => _reason ??= _explain();

    /// <summary>The rule's tags, such as attack.t1078.</summary>
    public AuditList<string> Tags => new([.. Rule.Tags]);

    /// <summary>The controls it is evidence for, as <c>CIS 4.1</c>.</summary>
    public AuditList<string> Controls { get; }

    /// <summary>Who wrote the rule; some rule licences ask for it in every finding.</summary>
    public string? Author => Rule.Author;

    public string? License => Rule.License;

    /// <summary>The event itself; of a correlation the last that is kept.</summary>
    public AuditEvent Event { get; }

    /// <summary>The events by their time: one, or those of a correlation, of more than a hundred the first and the last.</summary>
    public AuditList<AuditEvent> Events { get; }

    /// <summary>How many events there are, <see cref="Events"/> or more.</summary>
    public long EventCount { get; }

    /// <summary>When the first of the events was.</summary>
    public DateTimeOffset? FirstSeen { get; }

    /// <summary>When the last of the events was.</summary>
    public DateTimeOffset? LastSeen { get; }

    /// <summary>What the events of a correlation have in common: the values of its group-by fields, in their order.</summary>
    public IReadOnlyDictionary<string, string> Group { get; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Whether the files of all its events are proven to be what CloudTrail delivered; null where that was not asked for.</summary>
    public bool? IsProven => Event.IsProven is null ? null : Events.All(e => e.IsProven == true);

    /// <summary>The rule itself.</summary>
    public SigmaRule Rule { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Level} {Title}: {Event}";

    private string Explain(CorrelationRule rule)
    {
        string group = string.Join(", ", Group.Select(g => $"{g.Key} = {g.Value}"));
        string text = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{EventCount} events of {string.Join(", ", rule.Rules.Select(r => r.Key))} within {rule.Timespan}{(group.Length > 0 ? " for " + group : string.Empty)}");
        return text.Length <= 1024 ? text : text[..1023] + "…";
    }
}
