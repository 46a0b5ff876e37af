using CloudAudit.Rules;
using CloudAudit.Rules.Linting;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Compliance;

/// <summary>What came of the examination of a rule.</summary>
public enum RuleReportResult
{
    /// <summary>It can be used, does what its tests say, and nothing about it is doubtful.</summary>
    Passed,

    /// <summary>It can be used, and something about it is doubtful.</summary>
    Warning,

    /// <summary>It is for another log source than CloudTrail, and was not examined.</summary>
    Skipped,

    /// <summary>It cannot be used, or does not do what its tests say.</summary>
    Failed,
}

/// <summary>A rule examined: whether it can be used, what about it is doubtful, and what came of its tests.</summary>
public sealed class RuleReport
{
    private RuleReport(string title, string file, IEnumerable<RuleProblem> problems)
    {
        Title = title;
        File = file;
        Problems = new AuditList<RuleProblem>([.. problems]);
        Result = Problems.Any(p => !p.IsWarning && p.Kind != RuleProblemKind.OtherLogSource) ? RuleReportResult.Failed
            : Problems.Any(p => !p.IsWarning) ? RuleReportResult.Skipped
            : Problems.Count > 0 ? RuleReportResult.Warning
            : RuleReportResult.Passed;
    }

    public RuleReportResult Result { get; }

    /// <summary>The rule's name, else its id, else its title.</summary>
    public string? Name { get; private init; }

    public string? Id { get; private init; }

    public string Title { get; }

    /// <summary>How many tests the rule brings with it.</summary>
    public int Tests { get; private init; }

    /// <summary>How many of them it passes.</summary>
    public int TestsPassed { get; private init; }

    /// <summary>What is wrong with it, and what is doubtful (IsWarning), by their places.</summary>
    public AuditList<RuleProblem> Problems { get; }

    /// <summary>What it fails for; empty where it does not.</summary>
    public IEnumerable<RuleProblem> Errors => Result == RuleReportResult.Failed ? Problems.Where(p => !p.IsWarning) : [];

    public string File { get; }

    /// <summary>The line its document starts at, from 1.</summary>
    public int Line { get; private init; }

    /// <summary>Examines the rules of a set, and tells what kept others from being among them.</summary>
    /// <param name="rules">The rules, linked.</param>
    /// <param name="placeholders">What placeholders stand for; a rule with another one is refused.</param>
    public static IEnumerable<RuleReport> Examine(RuleSet rules, RulePlaceholders? placeholders = null)
    {
        var ofRule = rules.Problems.ToLookup(p => p.IsWarning ? (p.File, p.RuleId, p.RuleTitle) : default);
        foreach (var rule in rules.All.Concat(rules.Filters))
        {
            yield return Examine(rule, rules.Links, placeholders, ofRule[(rule.Source.File, rule.Id, rule.Title)]);
        }

        foreach (var refused in rules.Problems.Where(p => !p.IsWarning).GroupBy(p => (p.File, p.RuleId, p.RuleTitle)))
        {
            var first = refused.First();
            yield return new RuleReport(first.RuleTitle ?? Path.GetFileName(first.File), first.File, refused)
            {
                Name = first.RuleTitle is null ? null : first.RuleId,
                Id = first.RuleId,
                Line = first.Line,
            };
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Title}: {Result}";

    private static RuleReport Examine(SigmaRule rule, RuleLinks links, RulePlaceholders? placeholders, IEnumerable<RuleProblem> known)
    {
        var problems = new List<RuleProblem>(known);
        IReadOnlyList<RuleTestResult> results = [];
        try
        {
            results = rule is FilterRule filter ? Compile(filter, placeholders) : RuleTestRunner.Run(rule, links, placeholders);
            problems.AddRange(results.Where(r => !r.Passed).Select(Failure));
            if (rule.Tests.Problem is { } unreadable)
            {
                problems.Add(unreadable with { RuleId = rule.Id, RuleTitle = rule.Title });
            }

            problems.AddRange(RuleLinter.Run(rule, placeholders, wantsTests: links.ReportsAlone(rule)));
        }
        catch (RuleCompileException e)
        {
            problems.Add(rule.Problem(e.Kind, e.Position, e.Message));
        }

        return new RuleReport(rule.Title, rule.Source.File, problems.OrderBy(p => p.IsWarning).ThenBy(p => p.Kind == RuleProblemKind.Untested).ThenBy(p => p.Line).ThenBy(p => p.Column))
        {
            Name = rule.Key,
            Id = rule.Id,
            Line = rule.Position.Line,
            Tests = rule.Tests.Count,
            TestsPassed = results.Count(r => r.Passed),
        };
    }

    private static IReadOnlyList<RuleTestResult> Compile(FilterRule filter, RulePlaceholders? placeholders)
    {
        _ = new RuleCompiler(placeholders).Compile(filter.LeftOut());
        return [];
    }

    private static RuleProblem Failure(RuleTestResult result) => result.Rule.Problem(
        RuleProblemKind.FailedTest,
        result.Test.Position,
        result.Matched
            ? $"The test '{result.Test.Name}' is not to match, and the rule does: {result.Reason}."
            : $"The test '{result.Test.Name}' is to match, and the rule does not.");
}
