using CloudAudit.Rules;

namespace CloudAudit.Compliance;

/// <summary>One rule matched one event.</summary>
public sealed class Finding
{
    internal Finding(DetectionRule rule, AuditEvent auditEvent, IReadOnlyList<string> controls)
    {
        Rule = rule;
        Event = auditEvent;
        Controls = new AuditList<string>([.. controls]);
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

    /// <summary>The rule's tags, such as attack.t1078.</summary>
    public AuditList<string> Tags => new([.. Rule.Tags]);

    /// <summary>The controls it is evidence for, as <c>CIS 4.1</c>.</summary>
    public AuditList<string> Controls { get; }

    /// <summary>Who wrote the rule; some rule licences ask for it in every finding.</summary>
    public string? Author => Rule.Author;

    public string? License => Rule.License;

    /// <summary>The event itself.</summary>
    public AuditEvent Event { get; }

    /// <summary>The rule itself.</summary>
    public DetectionRule Rule { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Level} {Title}: {Event}";
}
