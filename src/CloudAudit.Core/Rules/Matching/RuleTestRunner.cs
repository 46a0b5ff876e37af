using System.Text;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Rules.Matching;

/// <summary>What came of one of a rule's tests.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Test">The test.</param>
/// <param name="Matched">Whether the rule matched.</param>
/// <param name="Reason">Why it matched; empty where it did not.</param>
public sealed record RuleTestResult(DetectionRule Rule, RuleTest Test, bool Matched, string Reason)
{
    /// <summary>Whether the rule did what the test says.</summary>
    public bool Passed => Matched == Test.Matches;
}

/// <summary>Runs the tests that rules bring with them, with the matchers that also look through logs.</summary>
public static class RuleTestRunner
{
    /// <summary>Runs a rule's tests. A test of several events holds a match where any of them does.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="placeholders">What its placeholders stand for.</param>
    /// <exception cref="RuleCompileException">The rule cannot be evaluated.</exception>
    public static IReadOnlyList<RuleTestResult> Run(DetectionRule rule, RulePlaceholders? placeholders = null)
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
}
