using System.Text;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;
using CloudAudit.Reading;
using CloudAudit.Rules;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Compliance;

/// <summary>What came of one of a rule's tests.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Test">The test.</param>
/// <param name="Matched">Whether the rule matched.</param>
/// <param name="Reason">Why it matched; empty where it did not.</param>
public sealed record RuleTestResult(SigmaRule Rule, RuleTest Test, bool Matched, string Reason)
{
    /// <summary>Whether the rule did what the test says.</summary>
    public bool Passed => Matched == Test.Matches;
}

/// <summary>Runs the tests that rules bring with them, with the matchers and windows that also look through logs.</summary>
public static class RuleTestRunner
{
    /// <summary>
    /// Runs a rule's tests. A test of several events holds a match of a detection where any of them does; a correlation
    /// sees them together. Events that repeat an eventID are not taken for copies.
    /// </summary>
    /// <param name="rule">The rule.</param>
    /// <param name="links">The links of the set that the rule is of, without which a correlation is nothing.</param>
    /// <param name="placeholders">What its placeholders stand for.</param>
    /// <exception cref="RuleCompileException">The rule, or one that it is over, cannot be evaluated.</exception>
    public static IReadOnlyList<RuleTestResult> Run(SigmaRule rule, RuleLinks? links = null, RulePlaceholders? placeholders = null)
        => rule is DetectionRule detection
            ? Run(detection, placeholders)
            : [.. rule.Tests.Select(test => Run(Plan(rule, links ?? RuleLinks.None, placeholders), rule, test))];

    /// <summary>What is wrong with a rule that reads well but cannot be evaluated; null where nothing is.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="placeholders">What its placeholders stand for.</param>
    public static RuleProblem? Check(DetectionRule rule, RulePlaceholders? placeholders = null)
    {
        try
        {
            _ = new RuleCompiler(placeholders).Compile(rule);
            return null;
        }
        catch (RuleCompileException error)
        {
            return rule.Problem(error.Kind, error.Position, error.Message);
        }
    }

    private static List<RuleTestResult> Run(DetectionRule rule, RulePlaceholders? placeholders)
    {
        var compiled = new RuleCompiler(placeholders).Compile(rule);
        var index = new RuleIndex([compiled]);
        var text = new JsonText();
        var record = new RecordView();
        var scratch = new MatchScratch();
        var matched = new List<int>();
        var results = new List<RuleTestResult>();
        foreach (var test in rule.Tests)
        {
            string reason = string.Empty;
            matched.Clear();
            foreach (byte[] json in test.Events.Select(Encoding.UTF8.GetBytes))
            {
                text.Load(json);
                record.MoveTo(text, new JsonSlice(0, json.Length));
                index.Match(record, scratch, matched);
                if (matched.Count > 0)
                {
                    reason = compiled.Explain(json);
                    break;
                }
            }

            results.Add(new RuleTestResult(rule, test, matched.Count > 0, reason));
        }

        return results;
    }

    private static RuleTestResult Run(CompliancePlan plan, SigmaRule rule, RuleTest test)
    {
        var run = new ComplianceRun(plan, new EventReadOptions { KeepDuplicate = true }, evidenceLimit: 0);
        var findings = new List<Finding>();
        for (int i = 0; i < test.Events.Count; i++)
        {
            // The events were made from YAML: they are JSON.
            findings.AddRange(run.Add(EventFactory.Create(Encoding.UTF8.GetBytes(test.Events[i]), rule.Source.File, i, out _)!));
        }

        findings.AddRange(run.Complete());
        var own = findings.Find(f => ReferenceEquals(f.Rule, rule));
        return new RuleTestResult(rule, test, own is not null, own?.Reason ?? string.Empty);
    }

    // A pack of the one rule.
    private static CompliancePlan Plan(SigmaRule rule, RuleLinks links, RulePlaceholders? placeholders)
    {
        var control = new PackControl { Id = rule.Key, Title = rule.Title, Rules = [new RuleReference(rule.Key)] };
        var pack = new RulePack { Name = rule.Key, Title = rule.Title, Controls = [control], Source = rule.Source };
        var rules = new Dictionary<string, SigmaRule>(StringComparer.Ordinal) { [rule.Key] = rule };
        var plan = new CompliancePlan([new LoadedPack(pack, rules, []) { Links = links }], placeholders: placeholders);
        return plan.Problems is [var problem, ..]
            ? throw new RuleCompileException(new SourcePosition(problem.Line, problem.Column, problem.Length), problem.Message, problem.Kind)
            : plan;
    }
}
