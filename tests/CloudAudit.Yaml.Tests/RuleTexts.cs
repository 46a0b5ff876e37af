using CloudAudit.Rules;

namespace CloudAudit.Yaml.Tests;

/// <summary>Rules in text, as short as a rule can be.</summary>
internal static class RuleTexts
{
    public static string Rule(string detection, string level = "low")
        => $"""
            title: A rule
            id: 11111111-2222-4333-8444-555555555555
            logsource:
              product: aws
              service: cloudtrail
            level: {level}
            detection:
            {Indent(detection)}
            """;

    public static RuleSet Read(string text) => RuleFileReader.Read(new RuleSource("rules/a.yml", text));

    public static DetectionRule ReadRule(string text)
    {
        RuleSet set = Read(text);
        Assert.Empty(set.Problems);
        return Assert.Single(set.Rules);
    }

    public static RuleProblem ReadProblem(string text)
    {
        RuleSet set = Read(text);
        Assert.Empty(set.Rules);
        return Assert.Single(set.Problems);
    }

    /// <summary>The only test of the only selection.</summary>
    public static FieldTest ReadTest(string line)
    {
        DetectionRule rule = ReadRule(Rule($"selection:\n  {line}\ncondition: selection"));
        return Assert.Single(Assert.IsType<SelectionMap>(rule.Selections["selection"]).Tests);
    }

    private static string Indent(string text) => "  " + text.ReplaceLineEndings("\n").Replace("\n", "\n  ", StringComparison.Ordinal);
}
