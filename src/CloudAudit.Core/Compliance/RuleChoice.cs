using CloudAudit.Rules;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Compliance;

/// <summary>Which of the packs' rules are used. Every property that is set must hold.</summary>
public sealed record RuleChoice
{
    /// <summary>Rules below this level are left out.</summary>
    public RuleLevel MinimumLevel { get; init; } = RuleLevel.Informational;

    /// <summary>Ids, names or titles, with wildcards; empty for every rule.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Ids, names or titles, with wildcards, of rules that are left out.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Tags, with wildcards, of which a rule must have one; empty for any.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>A test of texts by patterns with <c>*</c> and <c>?</c>, of which any may match, in any case.</summary>
    public static Func<string, bool> Wildcards(IReadOnlyList<string> patterns)
    {
        var test = SelectionCompiler.Texts([.. patterns.Select(TextPattern.PowerShell)], cased: false);
        return text => test.Passes(text);
    }

    internal Func<SigmaRule, bool> Compile()
    {
        var include = Test(Include);
        var exclude = Test(Exclude);
        var tags = Test(Tags);
        return rule => rule.Level >= MinimumLevel
            && (include is null || Names(rule).Any(include))
            && (exclude is null || !Names(rule).Any(exclude))
            && (tags is null || rule.Tags.Any(tags));
    }

    private static IEnumerable<string> Names(SigmaRule rule) =>
        new[] { rule.Id, rule.Name, rule.Title }.OfType<string>();

    private static Func<string, bool>? Test(IReadOnlyList<string> patterns) => patterns.Count == 0 ? null : Wildcards(patterns);
}
