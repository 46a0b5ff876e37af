namespace CloudAudit.Rules;

/// <summary>What sort of thing is wrong with a rule, a pack or a file of them.</summary>
public enum RuleProblemKind
{
    /// <summary>Not YAML, or a condition that cannot be parsed.</summary>
    Syntax,

    /// <summary>Well-formed, but no rule or pack: a field is missing or has the wrong type or value.</summary>
    Invalid,

    /// <summary>Valid, but this program cannot evaluate it.</summary>
    Unsupported,

    /// <summary>Made for another log source than CloudTrail.</summary>
    OtherLogSource,

    /// <summary>Names a rule that was not found.</summary>
    Missing,

    /// <summary>Says the same id or name as another rule.</summary>
    Duplicate,

    /// <summary>Deeper, larger or more often aliased than any rule has need to be.</summary>
    TooLarge,

    /// <summary>The file could not be read.</summary>
    Unreadable,

    /// <summary>A test that the rule brings with it fails.</summary>
    FailedTest,

    /// <summary>Tests a field that no CloudTrail record has.</summary>
    UnknownField,

    /// <summary>Looks for an event name or source that is not known.</summary>
    UnknownEvent,

    /// <summary>A condition that no record can meet.</summary>
    NeverTrue,

    /// <summary>A selection that no condition names.</summary>
    Unused,

    /// <summary>Tests are missing.</summary>
    Untested,
}

/// <summary>
/// Something wrong in a rule file, with its place. One bad rule never takes a pack down:
/// loading collects these and goes on.
/// </summary>
public sealed record RuleProblem
{
    /// <summary>What sort of problem.</summary>
    public required RuleProblemKind Kind { get; init; }

    /// <summary>The file's path as it was given.</summary>
    public required string File { get; init; }

    /// <summary>Line from 1; 0 when the problem is about the whole file.</summary>
    public int Line { get; init; }

    /// <summary>Column from 1, in UTF-16 units; 0 when the problem is about the whole file.</summary>
    public int Column { get; init; }

    /// <summary>How many characters from <see cref="Column"/> on the problem is about; at least 1.</summary>
    public int Length { get; init; } = 1;

    /// <summary>The line's text, without its line end.</summary>
    public string LineText { get; init; } = string.Empty;

    /// <summary>What is wrong, in one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What would have been right there, if that can be said.</summary>
    public string? Expected { get; init; }

    /// <summary>The rule is used all the same; how it was taken may not be how it was meant.</summary>
    public bool IsWarning { get; init; }

    /// <summary>The rule's id, when it was known already.</summary>
    public string? RuleId { get; init; }

    /// <summary>The rule's title, when it was known already.</summary>
    public string? RuleTitle { get; init; }

    /// <summary>The rule's level and tags, when they were known already: they say which controls would have selected it.</summary>
    public RuleTraits? RuleTraits { get; init; }

    /// <summary>The problem laid out as PowerShell lays out a parse error: place, line, underline, message.</summary>
    public override string ToString() => RuleProblemText.Format(this);
}

/// <summary>By what a control may select a rule.</summary>
/// <param name="Level">Its level.</param>
/// <param name="Tags">Its tags.</param>
public sealed record RuleTraits(RuleLevel Level, IReadOnlyList<string> Tags);
