using CloudAudit.Rules;

namespace CloudAudit.Compliance;

/// <summary>A control as a user lists it: what a pack says of it.</summary>
public sealed class AuditControl
{
    private AuditControl(LoadedPack pack, PackControl control)
    {
        Pack = pack.Pack.Name;
        Control = control.Id;
        Title = control.Title;
        Description = control.Description;
        Rules = new AuditList<string>([.. pack.RulesOf(control).Select(rule => rule.Key)]);
        Level = control.Level ?? (pack.RulesOf(control).Any() ? pack.RulesOf(control).Max(rule => rule.Level) : null);
        AlsoKnownAs = new AuditList<string>([.. control.AlsoKnownAs.Select(other => $"{other.Key}: {other.Value}")]);
        Shows = control.Shows;
        MissingRules = new AuditList<string>([.. pack.Lost.GetValueOrDefault(control.Id, [])]);
        Limits = control.Limits;
        Proof = control.Proof;
        Guidance = control.Guidance;
    }

    public string Pack { get; }

    public string Control { get; }

    public string Title { get; }

    public RuleLevel? Level { get; }

    public AuditList<string> Rules { get; }

    /// <summary>Rules that belong to it and could not be loaded.</summary>
    public AuditList<string> MissingRules { get; }

    public string? Description { get; }

    /// <summary>The control's numbers in other versions of the framework.</summary>
    public AuditList<string> AlsoKnownAs { get; }

    /// <summary>What CloudTrail can show for it.</summary>
    public string? Shows { get; }

    /// <summary>What CloudTrail cannot show.</summary>
    public string? Limits { get; }

    /// <summary>What proves that the logs were looked at.</summary>
    public string? Proof { get; }

    /// <summary>What to check and how to undo it.</summary>
    public string? Guidance { get; }

    /// <summary>The controls of packs, in their order.</summary>
    public static IEnumerable<AuditControl> List(IEnumerable<LoadedPack> packs) =>
        packs.SelectMany(pack => pack.Pack.Controls.Select(control => new AuditControl(pack, control)));

    /// <inheritdoc/>
    public override string ToString() => $"{Pack} {Control} {Title}";
}
