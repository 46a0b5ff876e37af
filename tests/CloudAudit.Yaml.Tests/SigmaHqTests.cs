using CloudAudit.Compliance;
using CloudAudit.Core.Tests;
using CloudAudit.Filters;
using CloudAudit.Reading;
using CloudAudit.Rules;
using CloudAudit.Sources;

namespace CloudAudit.Yaml.Tests;

/// <summary>The rules of SigmaHQ over real logs find what an independent evaluator found.</summary>
public class SigmaHqTests
{
    [SkippableFact]
    public void The_57_rules_find_exactly_the_109_events()
    {
        string logs = Path.GetFullPath(SharedData.Folder("invictus"));
        string expected = SharedData.Folder("expected");
        RuleSet rules = RuleLoader.LoadRules([Path.GetFullPath(SharedData.Folder("sigmahq"))]);
        var pack = new RulePack
        {
            Name = "SigmaHQ",
            Title = "SigmaHQ",
            Controls = [.. rules.Rules.Select((rule, i) => new PackControl { Id = $"{i}", Title = rule.Title, Rules = [new RuleReference(rule.Id!)] })],
            Source = new RuleSource("sigmahq", string.Empty),
        };
        var plan = new CompliancePlan([RuleLoader.Resolve(pack, rules)]);
        Assert.Empty(plan.Problems);

        var run = new ComplianceRun(plan, new EventReadOptions());
        var files = new LocalLogs([logs], new EventQuery(), error => Assert.Fail(error.Message)).List();
        var found = run.Read(files, CancellationToken.None).SelectMany(batch => batch.Results).ToList();

        string[] wanted = File.ReadAllLines(Path.Combine(expected, "sigmahq-on-invictus.hits.tsv"));
        Assert.Equal(109, wanted.Length);
        Assert.Equal(
            wanted.Order(StringComparer.Ordinal),
            found.Select(finding => $"{finding.EventId}\t{finding.RuleId}").Order(StringComparer.Ordinal));
        Assert.All(found, finding =>
        {
            Assert.StartsWith("selection", finding.Reason, StringComparison.Ordinal);
            Assert.Contains("=", finding.Reason, StringComparison.Ordinal);
            Assert.False(string.IsNullOrEmpty(finding.Author));
            Assert.Equal("DRL-1.1", finding.License);
        });
    }
}
