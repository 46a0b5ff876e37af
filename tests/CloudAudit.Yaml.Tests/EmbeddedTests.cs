using CloudAudit.Compliance;
using CloudAudit.Core.Tests;
using CloudAudit.Rules;

namespace CloudAudit.Yaml.Tests;

/// <summary>The tests that each shipped detection brings with it.</summary>
public class EmbeddedTests
{
    private static readonly string Detections = Path.Combine(SharedData.RepositoryRoot, "rules", "detections");

    public static TheoryData<string> Names() =>
        [.. Directory.GetFiles(Detections, "*.yml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_detection_does_what_its_tests_say(string name)
    {
        RuleSet set = RuleLinks.Link(RuleFileReader.ReadFile(Path.Combine(Detections, name + ".yml")));
        Assert.Empty(set.Problems);
        Assert.All(set.All, rule => Assert.All(RuleTestRunner.Run(rule, set.Links), result => Assert.True(
                result.Passed,
                $"{name}: '{result.Test.Name}' {(result.Matched ? "matches" : "does not match")}. {result.Reason}\n{string.Join('\n', result.Test.Events)}")));

        // What a correlation is over is tested with it.
        Assert.All(set.All.Where(set.Links.ReportsAlone), rule =>
        {
            Assert.Contains(rule.Tests, test => test.Matches);
            Assert.Contains(rule.Tests, test => !test.Matches);
            Assert.Equal(rule.Tests.Count, rule.Tests.Select(test => test.Name).Distinct(StringComparer.Ordinal).Count());
        });
    }

    /// <summary>A call of another name shows nothing: any rule that names its calls passes by it.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_near_miss_is_a_call_that_the_rule_is_about(string name)
    {
        RuleSet set = RuleLinks.Link(RuleFileReader.ReadFile(Path.Combine(Detections, name + ".yml")));
        SigmaRule rule = Assert.Single(set.All, set.Links.ReportsAlone);
        HashSet<string?> calls = [.. rule.Tests.Where(test => test.Matches).SelectMany(test => test.Events).Select(Call)];
        Assert.Contains(rule.Tests.Where(test => !test.Matches).SelectMany(test => test.Events).Select(Call), calls.Contains);
    }

    private static string? Call(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return document.RootElement.GetProperty("eventName").GetString();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_detection_says_how_bad_it_is_and_where_that_is_known_from(string name)
    {
        RuleSet set = RuleLinks.Link(RuleFileReader.ReadFile(Path.Combine(Detections, name + ".yml")));
        Assert.All(set.All.Where(set.Links.ReportsAlone), rule =>
        {
            Assert.Contains("\nlevel: ", rule.Source.Text, StringComparison.Ordinal);
            Assert.Contains(rule.Tags, tag => System.Text.RegularExpressions.Regex.IsMatch(tag, @"^attack\.t\d{4}(\.\d{3})?$", System.Text.RegularExpressions.RegexOptions.NonBacktracking));
            Assert.Contains(rule.Tags, tag => tag.StartsWith("attack.", StringComparison.Ordinal) && !tag.StartsWith("attack.t", StringComparison.Ordinal));
            Assert.NotEmpty(rule.References);
            Assert.NotEmpty(rule.FalsePositives);
        });
    }
}
