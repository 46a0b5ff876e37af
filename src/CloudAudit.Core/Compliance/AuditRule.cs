using CloudAudit.Rules;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Compliance;

/// <summary>A rule as a user lists it: what it finds, which controls it serves, and whether it can be used.</summary>
public sealed class AuditRule
{
    private AuditRule(string title)
    {
        Title = title;
    }

    /// <summary>The rule's name, else its id, else its title.</summary>
    public string? Name { get; private init; }

    public string? Id { get; private init; }

    public string Title { get; }

    /// <summary>Null where the rule could not be read.</summary>
    public RuleLevel? Level { get; private init; }

    public string? Status { get; private init; }

    public string? Description { get; private init; }

    public string? Author { get; private init; }

    public string? License { get; private init; }

    public AuditList<string> Tags { get; private init; } = new([]);

    public AuditList<string> References { get; private init; } = new([]);

    public AuditList<string> FalsePositives { get; private init; } = new([]);

    /// <summary>The controls it gives evidence for, as <c>CIS 4.1</c>.</summary>
    public AuditList<string> Controls { get; private init; } = new([]);

    public string File { get; private init; } = string.Empty;

    /// <summary>The line its document starts at, from 1.</summary>
    public int Line { get; private init; }

    public bool IsSupported => Problem is null;

    /// <summary>Why the rule cannot be used; null where it can.</summary>
    public string? Problem { get; private init; }

    /// <summary>Lists rules, and behind them what kept others from being read.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="packs">The packs whose controls are told.</param>
    public static IEnumerable<AuditRule> List(RuleSet rules, IReadOnlyList<LoadedPack> packs)
    {
        var controls = packs
            .SelectMany(pack => pack.Pack.Controls.SelectMany(control => pack.RulesOf(control).Select(rule => (Key: rule.Id ?? rule.Key, Control: $"{pack.Pack.Name} {control.Id}"))))
            .ToLookup(c => c.Key, c => c.Control, StringComparer.OrdinalIgnoreCase);
        return rules.All.Select(rule => Of(rule, controls[rule.Id ?? rule.Key].Distinct(StringComparer.Ordinal)))
            .Concat(rules.Problems.Where(problem => !problem.IsWarning).Select(Of));
    }

    /// <inheritdoc/>
    public override string ToString() => Title;

    private static AuditRule Of(SigmaRule rule, IEnumerable<string> controls) => new(rule.Title)
    {
        Name = rule.Key,
        Id = rule.Id,
        Level = rule.Level,
        Status = rule.Status,
        Description = rule.Description,
        Author = rule.Author,
        License = rule.License,
        Tags = new AuditList<string>([.. rule.Tags]),
        References = new AuditList<string>([.. rule.References]),
        FalsePositives = new AuditList<string>([.. rule.FalsePositives]),
        Controls = new AuditList<string>([.. controls]),
        File = rule.Source.File,
        Line = rule.Position.Line,
        Problem = WhyUnsupported(rule),
    };

    private static AuditRule Of(RuleProblem problem) => new(problem.RuleTitle ?? Path.GetFileName(problem.File))
    {
        Name = problem.RuleTitle is null ? null : problem.RuleId,
        Id = problem.RuleId,
        File = problem.File,
        Line = problem.Line,
        Problem = problem.ToString(),
    };

    private static string? WhyUnsupported(SigmaRule rule) =>
        rule is DetectionRule detection ? RuleTestRunner.Check(detection)?.ToString() : null;
}

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
        Limits = control.Limits;
        Proof = control.Proof;
        Guidance = control.Guidance;
    }

    public string Pack { get; }

    public string Control { get; }

    public string Title { get; }

    public RuleLevel? Level { get; }

    public AuditList<string> Rules { get; }

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

/// <summary>A pack as a user lists it.</summary>
public sealed class AuditPack(LoadedPack pack)
{
    public string Name => pack.Pack.Name;

    public string Title => pack.Pack.Title;

    public string? Version => pack.Pack.Version;

    public int Controls => pack.Pack.Controls.Count;

    /// <summary>Different rules that its controls use.</summary>
    public int Rules => pack.Pack.Controls.SelectMany(pack.RulesOf).Distinct().Count();

    public string? Description => pack.Pack.Description;

    public AuditList<string> References => new([.. pack.Pack.References]);

    public string File => pack.Pack.Source.File;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
