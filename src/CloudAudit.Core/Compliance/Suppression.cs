using CloudAudit.Rules;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Compliance;

/// <summary>Findings that somebody has looked at and answers for: known, allowed, and for a limited time.</summary>
public sealed record Suppression
{
    /// <summary>The rule's id, name or title, with wildcards.</summary>
    public required string Rule { get; init; }

    /// <summary>What the event must look like; null: any event of the rule.</summary>
    public Selection? Match { get; init; }

    /// <summary>Why it is no finding.</summary>
    public required string Reason { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>The last day on which it holds (UTC).</summary>
    public required DateOnly Expires { get; init; }

    /// <summary>The text it was read from.</summary>
    public required RuleSource Source { get; init; }

    /// <summary>Where it stands in <see cref="Source"/>.</summary>
    public SourcePosition Position { get; init; }

    /// <summary>Whether it holds no more.</summary>
    public bool IsExpired(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime) > Expires;

    /// <inheritdoc/>
    public override string ToString() => $"{Rule}: {Reason} ({Owner}, until {Expires:yyyy-MM-dd})";
}

/// <summary>Suppressions made ready, for one run. One that has expired is not among them.</summary>
internal sealed class SuppressionFilter
{
    private readonly List<(Func<string, bool> Rule, Matcher? Match)> _active = [];
    private readonly MatchScratch _scratch = new();

    /// <exception cref="RuleParseException">A suppression's selection cannot be evaluated.</exception>
    public SuppressionFilter(IEnumerable<Suppression> suppressions, DateTimeOffset now)
    {
        foreach (var suppression in suppressions.Where(s => !s.IsExpired(now)))
        {
            var rule = SelectionCompiler.Texts([TextPattern.PowerShell(suppression.Rule)], cased: false);
            try
            {
                _active.Add((text => rule.Passes(text), suppression.Match is null ? null : new SelectionCompiler(ignoreFieldCase: true).Compile(suppression.Match)));
            }
            catch (RuleCompileException e)
            {
                throw new RuleParseException(suppression.Source.Problem(
                    RuleProblemKind.Unsupported, e.Position.IsKnown ? e.Position : suppression.Position, e.Message));
            }
        }
    }

    public bool Any => _active.Count > 0;

    public bool Suppresses(SigmaRule rule, Decoding.RecordView record)
    {
        foreach (var (matchesRule, match) in _active)
        {
            if (((rule.Id is not null && matchesRule(rule.Id)) || (rule.Name is not null && matchesRule(rule.Name)) || matchesRule(rule.Title))
                && match?.Matches(record, _scratch) != false)
            {
                return true;
            }
        }

        return false;
    }
}
