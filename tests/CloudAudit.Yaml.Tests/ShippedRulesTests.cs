using CloudAudit.Core.Tests;
using CloudAudit.Rules;

namespace CloudAudit.Yaml.Tests;

/// <summary>The rules and packs in the repository, and those of SigmaHQ.</summary>
public class ShippedRulesTests
{
    private static readonly string Detections = Path.Combine(SharedData.RepositoryRoot, "rules", "detections");

    private static readonly string Packs = Path.Combine(SharedData.RepositoryRoot, "rules", "packs");

    private static string[] Files(string folder) => Directory.GetFiles(folder, "*.yml").Order(StringComparer.Ordinal).ToArray();

    public static TheoryData<string> PackNames() => [.. Files(Packs).Select(file => Path.GetFileNameWithoutExtension(file))];

    public static TheoryData<string> DetectionNames() => [.. Files(Detections).Select(file => Path.GetFileNameWithoutExtension(file))];

    [Fact]
    public void All_rules_load_together()
    {
        RuleSet set = RuleLoader.LoadRules([Path.Combine(SharedData.RepositoryRoot, "rules")]);
        Assert.Empty(set.Problems);
        Assert.Equal(Files(Detections).Length, set.All.Count(set.Links.ReportsAlone));
        Assert.Distinct(set.All.Where(set.Links.ReportsAlone).Select(rule => rule.Title), StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(DetectionNames))]
    public void A_detection_says_all_that_a_reader_needs(string name)
    {
        string file = Path.Combine(Detections, name + ".yml");
        RuleSet set = RuleLinks.Link(RuleFileReader.ReadFile(file));
        Assert.Empty(set.Problems);

        // A file holds one rule that reports; of a correlation also those that it is over, named after it.
        SigmaRule rule = Assert.Single(set.All, set.Links.ReportsAlone);
        Assert.Equal(name, rule.Name);
        Assert.All(set.All, part => Assert.StartsWith(name, part.Name, StringComparison.Ordinal));
        Assert.True(Guid.TryParseExact(rule.Id, "D", out Guid id) && id.Version == 4);
        Assert.False(string.IsNullOrWhiteSpace(rule.Description));
        Assert.Equal(("MIT", "The CloudAudit authors"), (rule.License, rule.Author));
        Assert.Contains(rule.Status, new[] { "stable", "test", "experimental" });
        Assert.NotEmpty(rule.References);
        Assert.NotEmpty(rule.FalsePositives);
        Assert.All(set.Correlations.Count > 0 ? [] : set.Rules, detection => Assert.NotEmpty(detection.Fields));
        Assert.Matches(@"^\d{4}-\d{2}-\d{2}$", rule.Date);
        Assert.Contains(rule.Tags, tag => tag.StartsWith("attack.t", StringComparison.Ordinal));
        Assert.All(rule.Tags, tag => Assert.Matches(@"^[a-z0-9_-]+\.[a-z0-9._-]+$", tag));
        Assert.Equal(rule.Tags.Distinct(StringComparer.Ordinal), rule.Tags);
        Assert.All(set.Rules.SelectMany(AllTests), test => Assert.Equal(test.Values.Distinct(), test.Values));
        Assert.StartsWith("# yaml-language-server: $schema=../schema/rule.schema.json\n", rule.Source.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(PackNames))]
    public void A_pack_resolves_and_says_what_its_evidence_is_worth(string name)
    {
        LoadedPack loaded = RuleLoader.LoadPack(Path.Combine(Packs, name + ".yml"), [Detections]);
        Assert.Empty(loaded.Problems);
        Assert.Equal(name, loaded.Pack.Name);
        Assert.False(string.IsNullOrWhiteSpace(loaded.Pack.Description));
        Assert.StartsWith("# yaml-language-server: $schema=../schema/pack.schema.json\n", loaded.Pack.Source.Text, StringComparison.Ordinal);
        Assert.All(loaded.Pack.Controls, control =>
        {
            Assert.All(control.Rules, rule => Assert.True(loaded.Rules.ContainsKey(rule.Key)));
            Assert.All(
                new[] { control.Title, control.Description, control.Shows, control.Limits, control.Proof, control.Guidance },
                text => Assert.False(string.IsNullOrWhiteSpace(text), control.Id));
            Assert.DoesNotContain("compliant", control.Shows + control.Proof + control.Guidance, StringComparison.OrdinalIgnoreCase);
        });
    }

    /// <summary>
    /// Whoever takes on a role says how the session is called: a name there excuses nobody. The role, and who vouched for
    /// the caller, AWS writes itself.
    /// </summary>
    [Theory]
    [MemberData(nameof(DetectionNames))]
    public void No_caller_is_left_out_for_a_name_of_the_own_choice(string name)
    {
        RuleSet set = RuleFileReader.ReadFile(Path.Combine(Detections, name + ".yml"));
        var excuses = set.Rules.SelectMany(rule => rule.Selections).Where(s => s.Key.StartsWith("filter", StringComparison.Ordinal)).SelectMany(s => AllTests(s.Value));
        Assert.All(
            excuses.Where(test => test.Field is "userIdentity.arn" or "userIdentity.principalId" or "userIdentity.sessionContext.sourceIdentity" && !test.Modifiers.Contains("fieldref")),
            test => Assert.All(test.Values, value => Assert.StartsWith(":assumed-role/", value.Text, StringComparison.Ordinal)));
    }

    [Fact]
    public void CIS_has_its_fifteen_controls_with_a_rule_each()
    {
        LoadedPack cis = RuleLoader.LoadPack(Path.Combine(Packs, "CIS.yml"), [Detections]);
        Assert.Equal(Enumerable.Range(1, 15).Select(number => $"4.{number}"), cis.Pack.Controls.Select(control => control.Id));
        Assert.All(cis.Pack.Controls, control =>
        {
            Assert.Single(cis.RulesOf(control));
            Assert.Equal("5" + control.Id[1..], control.AlsoKnownAs["v6.0"]);
        });
    }

    /// <summary>The lists of the benchmark's filters, by length: a name lost or doubled shows here.</summary>
    [Theory]
    [InlineData("iam_policy_change", 16)]
    [InlineData("cloudtrail_configuration_change", 5)]
    [InlineData("kms_key_disabled_or_deleted", 2)]
    [InlineData("s3_bucket_policy_change", 9)]
    [InlineData("config_recorder_change", 4)]
    [InlineData("security_group_change", 7)]
    [InlineData("network_acl_change", 6)]
    [InlineData("network_gateway_change", 6)]
    [InlineData("route_table_change", 7)]
    [InlineData("vpc_change", 11)]
    [InlineData("organizations_change", 18)]
    public void CIS_lists_have_all_their_event_names(string name, int count)
    {
        DetectionRule rule = Assert.Single(RuleFileReader.ReadFile(Path.Combine(Detections, name + ".yml")).Rules);
        Assert.Equal(count, AllTests(rule).Single(test => test.Field == "eventName").Values.Count);
    }

    [SkippableFact]
    public void The_rules_of_SigmaHQ_load_unchanged()
    {
        RuleSet set = RuleLoader.LoadRules([Path.GetFullPath(SharedData.Folder("sigmahq"))]);
        Assert.Empty(set.Problems);
        Assert.Equal(57, set.Rules.Count);
        Assert.Equal(57, set.Rules.Select(rule => rule.Id).Distinct().Count());
        Assert.Equal(
            [(RuleLevel.Low, 13), (RuleLevel.Medium, 28), (RuleLevel.High, 16)],
            set.Rules.GroupBy(rule => rule.Level).OrderBy(group => group.Key).Select(group => (group.Key, group.Count())));

        // The census of what they use: modifiers, null values, and 21 fields.
        FieldTest[] tests = [.. set.Rules.SelectMany(AllTests)];
        Assert.Equal(4, tests.Count(test => test.Values.Any(value => value.IsNull)));
        Assert.Equal(
            ["all 1", "contains 14", "fieldref 1", "re 1", "startswith 1"],
            tests.SelectMany(test => test.Modifiers).GroupBy(modifier => modifier).OrderBy(group => group.Key).Select(group => $"{group.Key} {group.Count()}"));
    }

    private static IEnumerable<FieldTest> AllTests(DetectionRule rule) => rule.Selections.Values.SelectMany(AllTests);

    private static IEnumerable<FieldTest> AllTests(Selection selection)
        => selection switch
        {
            SelectionMap map => map.Tests,
            SelectionList list => list.Items.SelectMany(AllTests),
            _ => throw new InvalidOperationException(selection.GetType().Name),
        };
}
