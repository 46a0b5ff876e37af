using CloudAudit.Rules;

namespace CloudAudit.Compliance;

/// <summary>What the logs say about a control. Never that an account complies: logs show what happened, not what is set.</summary>
public enum ControlStatus
{
    /// <summary>There are events that speak against it.</summary>
    Violated,

    /// <summary>The logs were looked through by every rule of the control, and no such event was found.</summary>
    NoViolationFound,

    /// <summary>The logs cannot show it: none were read, or none of a category of events that one of its rules looks at.</summary>
    NoEvidence,

    /// <summary>The pack has no rule for it, or one that belongs to it cannot be used, and the others found nothing.</summary>
    NotAssessed,
}

/// <summary>What the logs say about one control of a pack, with the events that say it.</summary>
public sealed class ControlResult
{
    internal ControlResult(RulePack pack, PackControl control, RuleLevel? level)
    {
        Pack = pack.Name;
        Control = control.Id;
        Title = control.Title;
        Description = control.Description;
        Level = level;
        Shows = control.Shows;
        Limits = control.Limits;
        Proof = control.Proof;
        Guidance = control.Guidance;
        Rules = new AuditList<string>([.. control.Rules.Select(r => r.Key)]);
    }

    public string Pack { get; }

    public string Control { get; }

    public string Title { get; }

    public ControlStatus Status { get; internal init; }

    /// <summary>What the status rests on, or why there is no better one, in a sentence or two.</summary>
    public string StatusReason { get; internal init; } = string.Empty;

    /// <summary>
    /// The level that the pack gives the control. Where it gives none: of what was found, the highest level of the rules that
    /// matched; where nothing was found, the highest of the rules that looked.
    /// </summary>
    public RuleLevel? Level { get; }

    /// <summary>How many events speak against it.</summary>
    public long Count { get; internal init; }

    /// <summary>How many events would speak against it, had nobody answered for them.</summary>
    public long Suppressed { get; internal init; }

    public DateTimeOffset? FirstSeen { get; internal init; }

    public DateTimeOffset? LastSeen { get; internal init; }

    /// <summary>Who did it, most often first.</summary>
    public AuditList<string> Actors { get; internal init; } = new([]);

    /// <summary>What it was done to: the names of resources in the events, most often first.</summary>
    public AuditList<string> Resources { get; internal init; } = new([]);

    /// <summary>The events, in the order they were read; of very many the first (see <see cref="EvidenceTruncated"/>).</summary>
    public AuditList<AuditEvent> Evidence { get; internal init; } = new([]);

    /// <summary>There were more events than <see cref="Evidence"/> holds.</summary>
    public bool EvidenceTruncated => Evidence.Count < Count;

    /// <summary>The rules that look for it.</summary>
    public AuditList<string> Rules { get; }

    /// <summary>Rules that belong to it and could not be used.</summary>
    public AuditList<string> MissingRules { get; internal init; } = new([]);

    /// <summary>The categories of events that its rules look at.</summary>
    public AuditList<string> Categories { get; internal init; } = new([]);

    /// <summary>When the first event of these categories was, whatever it was.</summary>
    public DateTimeOffset? CoveredFrom { get; internal init; }

    /// <summary>When the last event of these categories was.</summary>
    public DateTimeOffset? CoveredTo { get; internal init; }

    /// <summary>
    /// The longest stretches, of one whole hour and more, of which the logs hold no event of these categories: at most
    /// ten. In a quiet account nothing may have happened; else records are missing. Where a time was asked for, its ends count.
    /// </summary>
    public AuditList<TimeGap> Gaps { get; internal init; } = new([]);

    public string? Description { get; }

    /// <summary>What CloudTrail can show for this control.</summary>
    public string? Shows { get; }

    /// <summary>What CloudTrail cannot show.</summary>
    public string? Limits { get; }

    /// <summary>What proves that the logs were looked at.</summary>
    public string? Proof { get; }

    /// <summary>What to check and how to undo it.</summary>
    public string? Guidance { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Pack} {Control} {Title}: {Status}";
}
