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
    /// <param name="placeholders">What placeholders stand for; a rule with another one cannot be used.</param>
    public static IEnumerable<AuditRule> List(RuleSet rules, IReadOnlyList<LoadedPack> packs, RulePlaceholders? placeholders = null)
    {
        var controls = packs
            .SelectMany(pack => pack.Pack.Controls.SelectMany(control => pack.RulesOf(control).Select(rule => (Key: rule.Id ?? rule.Key, Control: $"{pack.Pack.Name} {control.Id}"))))
            .ToLookup(c => c.Key, c => c.Control, StringComparer.OrdinalIgnoreCase);
        var check = new RuleCheck(rules.Links, placeholders);
        return rules.All.Select(rule => Of(rule, controls[rule.Id ?? rule.Key].Distinct(StringComparer.Ordinal), check.Problem(rule)))
            .Concat(rules.Problems.Where(problem => !problem.IsWarning).Select(Of));
    }

    /// <summary>The rules of packs as sets, each rule and problem in one of them, with the links of its pack.</summary>
    public static IEnumerable<RuleSet> SetsOf(IReadOnlyList<LoadedPack> packs)
    {
        var rules = new HashSet<SigmaRule>(ReferenceEqualityComparer.Instance);
        var problems = new HashSet<RuleProblem>();
        foreach (var pack in packs)
        {
            List<SigmaRule> own = [.. pack.Rules.Values.Where(rules.Add)];
            yield return new RuleSet([.. own.OfType<DetectionRule>()], [.. pack.Problems.Where(problems.Add)])
            {
                Correlations = [.. own.OfType<CorrelationRule>()],
                Links = pack.Links,
            };
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Title;

    private static AuditRule Of(SigmaRule rule, IEnumerable<string> controls, RuleProblem? problem) => new(rule.Title)
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
        Problem = problem?.ToString(),
    };

    private static AuditRule Of(RuleProblem problem) => new(problem.RuleTitle ?? Path.GetFileName(problem.File))
    {
        Name = problem.RuleTitle is null ? null : problem.RuleId,
        Id = problem.RuleId,
        File = problem.File,
        Line = problem.Line,
        Problem = problem.ToString(),
    };

    /// <summary>Says why rules cannot be used; of a correlation also why one under it cannot.</summary>
    private sealed class RuleCheck(RuleLinks links, RulePlaceholders? placeholders)
    {
        private readonly Dictionary<SigmaRule, RuleProblem?> _known = new(ReferenceEqualityComparer.Instance);

        public RuleProblem? Problem(SigmaRule rule)
        {
            if (!_known.TryGetValue(rule, out var problem))
            {
                problem = rule switch
                {
                    DetectionRule detection => RuleTestRunner.Check(detection, placeholders),
                    CorrelationRule correlation => Problem(correlation),
                    _ => null,
                };
                _known.Add(rule, problem);
            }

            return problem;
        }

        // Correlations that name each other in a circle were left out when the set was linked.
        private RuleProblem? Problem(CorrelationRule rule)
        {
            var sources = links.SourcesOf(rule);
            for (int i = 0; i < sources.Count; i++)
            {
                if (Problem(sources[i]) is not null)
                {
                    return rule.Problem(
                        RuleProblemKind.Missing, rule.Rules[i].Position, $"The correlation names the rule '{sources[i].Title}', which cannot be used.");
                }
            }

            return null;
        }
    }
}
