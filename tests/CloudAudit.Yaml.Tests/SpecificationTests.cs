using CloudAudit.Compliance;
using CloudAudit.Core.Tests;
using CloudAudit.Rules;

namespace CloudAudit.Yaml.Tests;

/// <summary>Rules written by hand from the specification, each with events that it must and must not match.</summary>
public class SpecificationTests
{
    [Theory]
    [InlineData("detections.yml", 113)]
    [InlineData("correlations.yml", 24)]
    public void Rules_find_what_the_specification_says(string name, int least)
    {
        string file = Path.Combine(SharedData.RepositoryRoot, "tests", "CloudAudit.Yaml.Tests", "Specification", name);
        var reports = RuleReport.Examine(RuleLoader.LoadRules([file])).ToList();

        Assert.InRange(reports.Count, least, int.MaxValue);
        Assert.All(reports, report => Assert.True(
            report.Result != RuleReportResult.Failed && report.TestsPassed == report.Tests, string.Join('\n', report.Problems)));
        Assert.InRange(reports.Sum(r => r.Tests), least, int.MaxValue);
    }
}
