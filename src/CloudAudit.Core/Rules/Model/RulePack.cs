namespace CloudAudit.Rules;

/// <summary>
/// A framework's controls and the rules that give evidence for each.
/// Evidence, never compliance: a pack says what the logs show, what they cannot, and how one knows that they were looked at.
/// </summary>
public sealed record RulePack
{
    /// <summary>The short name by which it is called: CIS, SOC2.</summary>
    public required string Name { get; init; }

    /// <summary>The framework's full name.</summary>
    public required string Title { get; init; }

    /// <summary>The framework's version, whose numbers the controls have.</summary>
    public string? Version { get; init; }

    /// <summary>What the pack covers.</summary>
    public string? Description { get; init; }

    /// <summary>Links to the framework.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The controls in the pack's order, each id once.</summary>
    public required IReadOnlyList<PackControl> Controls { get; init; }

    /// <summary>The text the pack was read from.</summary>
    public required RuleSource Source { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A control of a framework.</summary>
public sealed record PackControl
{
    /// <summary>The framework's number for it: "4.1".</summary>
    public required string Id { get; init; }

    /// <summary>What the control asks for, in our words.</summary>
    public required string Title { get; init; }

    /// <summary>Why it matters.</summary>
    public string? Description { get; init; }

    /// <summary>How serious a violation is; null: as its rules say.</summary>
    public RuleLevel? Level { get; init; }

    /// <summary>The numbers of the same control in other versions of the framework, by version.</summary>
    public IReadOnlyDictionary<string, string> AlsoKnownAs { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The rules that give evidence, each by name or id. None: the control is listed but not assessed.</summary>
    public IReadOnlyList<RuleReference> Rules { get; init; } = [];

    /// <summary>Further rules, by what they are instead of by name; null for none.</summary>
    public RuleSelect? Select { get; init; }

    /// <summary>What CloudTrail can show for this control.</summary>
    public string? Shows { get; init; }

    /// <summary>What CloudTrail cannot show.</summary>
    public string? Limits { get; init; }

    /// <summary>What proves that the logs were looked at, so that silence means something.</summary>
    public string? Proof { get; init; }

    /// <summary>What to check when there is evidence, and how to undo it.</summary>
    public string? Guidance { get; init; }

    /// <summary>Where the control stands in its pack.</summary>
    public SourcePosition Position { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {Title}";
}

/// <summary>Rules by what they are: those that have every property asked for.</summary>
/// <param name="MinimumLevel">At least this level; null for any.</param>
/// <param name="Tags">Any of these tags, or a tag below one (attack.t1078 takes attack.t1078.004 in); empty for any.</param>
public sealed record RuleSelect(RuleLevel? MinimumLevel, IReadOnlyList<string> Tags)
{
    /// <summary>Whether a rule is among them.</summary>
    public bool Includes(RuleLevel level, IReadOnlyList<string> tags) =>
        (MinimumLevel is null || level >= MinimumLevel)
        && (Tags.Count == 0 || tags.Any(tag => Tags.Any(wanted => IsAtOrBelow(tag, wanted))));

    private static bool IsAtOrBelow(string tag, string wanted) =>
        tag.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) && (tag.Length == wanted.Length || tag[wanted.Length] == '.');
}

/// <summary>A rule as a pack names it.</summary>
/// <param name="Key">The rule's name or id.</param>
/// <param name="Position">Where the pack says it.</param>
public sealed record RuleReference(string Key, SourcePosition Position = default)
{
    /// <inheritdoc/>
    public override string ToString() => Key;
}
