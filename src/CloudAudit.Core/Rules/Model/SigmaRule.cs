namespace CloudAudit.Rules;

/// <summary>
/// What every document of a rule file says about itself, in the words of the Sigma specification 2.1.0: what it is called,
/// what it is for, who wrote it, and where it was read. Detections, correlations and filters add what they do.
/// </summary>
public abstract record SigmaRule
{
    /// <summary>A UUID as a rule; null when there is none.</summary>
    public string? Id { get; init; }

    /// <summary>A short unique name that packs and correlations may use in place of the id.</summary>
    public string? Name { get; init; }

    /// <summary>What the rule finds, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>What the rule finds and why it matters.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// How serious a match is. A rule that does not say is taken as medium: worth a look, no alarm.
    /// </summary>
    public RuleLevel Level { get; init; } = RuleLevel.Medium;

    /// <summary>stable, test, experimental, deprecated or unsupported, as the rule says it.</summary>
    public string? Status { get; init; }

    /// <summary>Who wrote the rule; some licences want it in every finding.</summary>
    public string? Author { get; init; }

    /// <summary>The licence's SPDX id.</summary>
    public string? License { get; init; }

    /// <summary>When the rule was made, as the rule writes it (YYYY-MM-DD).</summary>
    public string? Date { get; init; }

    /// <summary>When the rule was last changed, as the rule writes it (YYYY-MM-DD).</summary>
    public string? Modified { get; init; }

    /// <summary>Links and titles of what the rule was made from.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Namespaced tags: attack.t1078, cve.2021.44228.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What else may look like this.</summary>
    public IReadOnlyList<string> FalsePositives { get; init; } = [];

    /// <summary>Fields worth showing to whoever looks into a match.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>The tests that the rule brings with it.</summary>
    public RuleTests Tests { get; init; } = RuleTests.None;

    /// <summary>The text the rule was read from.</summary>
    public required RuleSource Source { get; init; }

    /// <summary>Where the rule's document starts in <see cref="Source"/>.</summary>
    public SourcePosition Position { get; init; }

    /// <summary>What to call the rule where only one word fits: its name, else its id, else its title.</summary>
    public string Key => Name ?? Id ?? Title;

    /// <summary>Makes a problem with this rule at a place in it.</summary>
    public RuleProblem Problem(RuleProblemKind kind, SourcePosition position, string message, string? expected = null)
        => Source.Problem(kind, position.IsKnown ? position : Position, message, expected) with { RuleId = Id, RuleTitle = Title };

    /// <inheritdoc/>
    public sealed override string ToString() => Title;
}
