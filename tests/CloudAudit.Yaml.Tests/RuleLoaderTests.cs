using CloudAudit.Rules;

namespace CloudAudit.Yaml.Tests;

public sealed class RuleLoaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cloudaudit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_is_read_in_ordinal_order_with_what_is_below()
    {
        Write("b.yml", Rule("b"));
        Write("a/z.YAML", Rule("z"));
        Write("a/B.yml", Rule("upper"));
        Write("a/notes.txt", "not: [a rule");
        Write("pack.yml", "name: P\ntitle: T\ncontrols: [{ id: '1', title: T }]\n");
        RuleSet set = RuleLoader.LoadRules([_folder]);
        Assert.Empty(set.Problems);
        Assert.Equal(["upper", "z", "b"], set.Rules.Select(rule => rule.Name));
    }

    [SkippableFact]
    public void A_file_reached_twice_is_read_once_and_links_are_not_followed_round()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a privilege on Windows");
        string file = Write("a.yml", Rule("a"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "loop"), _folder);
        Assert.Equal("a", Assert.Single(RuleLoader.LoadRules([file, _folder, _folder + "/../" + Path.GetFileName(_folder)]).Rules).Name);
    }

    [Fact]
    public void One_bad_file_leaves_the_rest()
    {
        Write("a.yml", "title: [");
        Write("b.yml", Rule("b"));
        RuleSet set = RuleLoader.LoadRules([_folder, Path.Combine(_folder, "missing.yml")]);
        Assert.Equal("b", Assert.Single(set.Rules).Name);
        Assert.Equal([RuleProblemKind.Syntax, RuleProblemKind.Unreadable], set.Problems.Select(problem => problem.Kind));
    }

    [Fact]
    public void The_first_rule_of_a_name_has_it()
    {
        Write("a.yml", Rule("same", "First"));
        Write("b.yml", Rule("SAME", "Second"));
        RuleSet set = RuleLoader.LoadRules([_folder]);
        Assert.Equal("First", Assert.Single(set.Rules).Title);
        RuleProblem problem = Assert.Single(set.Problems);
        Assert.Equal((RuleProblemKind.Duplicate, "Second"), (problem.Kind, problem.RuleTitle));
        Assert.Contains("a.yml", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_that_do_not_say_it_have_the_licence_of_their_folder_where_it_wants_to_be_named()
    {
        Write("LICENSE", "The rules are released under the [Detection Rule License (DRL) 1.1](https://example.org)");
        Write("aws/a.yml", Rule("a"));
        Write("aws/b.yml", Rule("b") + "license: MIT\n");
        Write("own/LICENSE.md", "MIT License");
        Write("own/c.yml", Rule("c"));
        RuleSet set = RuleLoader.LoadRules([Path.Combine(_folder, "aws"), Path.Combine(_folder, "own")]);
        Assert.Equal(["DRL-1.1", "MIT", null], set.Rules.Select(rule => rule.License));
    }

    [Fact]
    public void A_relative_path_is_refused()
    {
        Assert.Throws<ArgumentException>(() => RuleLoader.LoadRules(["rules"]));
        Assert.Throws<ArgumentException>(() => RuleLoader.ReadPack("CIS.yml"));
        Assert.Throws<ArgumentException>(() => RuleFileReader.ReadFile("a.yml"));
    }

    [Fact]
    public void A_pack_finds_its_rules_by_name_and_by_id()
    {
        Write("rules/a.yml", Rule("by_name"));
        Write("rules/b.yml", "id: 0d2f6a3e-0000-4000-8000-00000000000b\n" + Rule(null, "By id"));
        string file = Write(
            "pack.yml",
            """
            name: P
            title: A framework
            version: v2
            description: >-
              Two
              lines.
            references: [https://example.com]
            controls:
              - id: 4.10
                title: First
                description: Why
                level: high
                alsoKnownAs: { v1: '3.1', v3: 5.10 }
                rules: [by_name, 0D2F6A3E-0000-4000-8000-00000000000B]
                shows: What it shows
                limits: What it does not
                proof: What proves it
                guidance: |
                  One.
                  Two.
              - id: 4.11
                title: Second
                rules:
                  - by_name
                  - nowhere
              - id: 4.12
                title: Not assessed
            """);
        LoadedPack loaded = RuleLoader.LoadPack(file, [Path.Combine(_folder, "rules")]);
        RulePack pack = loaded.Pack;
        Assert.Equal(("P", "A framework", "v2", "Two lines."), (pack.Name, pack.Title, pack.Version, pack.Description));
        Assert.Equal(["4.10", "4.11", "4.12"], pack.Controls.Select(control => control.Id));
        PackControl first = pack.Controls[0];
        Assert.Equal(("First", "Why", RuleLevel.High), (first.Title, first.Description, first.Level));
        Assert.Equal([new("v1", "3.1"), new("v3", "5.10")], first.AlsoKnownAs);
        Assert.Equal(("What it shows", "What it does not", "What proves it", "One.\nTwo."), (first.Shows, first.Limits, first.Proof, first.Guidance));
        Assert.Equal(["A rule", "By id"], loaded.RulesOf(first).Select(rule => rule.Title));
        Assert.Equal(["A rule"], loaded.RulesOf(pack.Controls[1]).Select(rule => rule.Title));
        Assert.Empty(loaded.RulesOf(pack.Controls[2]));

        RuleProblem problem = Assert.Single(loaded.Problems);
        Assert.Equal((RuleProblemKind.Missing, 25, 9, "      - nowhere"), (problem.Kind, problem.Line, problem.Column, problem.LineText));
        Assert.Equal("Control 4.11 names the rule 'nowhere', which was not found.", problem.Message);
    }

    [Theory]
    [InlineData("", RuleProblemKind.Invalid, "The file is empty.")]
    [InlineData("[]", RuleProblemKind.Invalid, "A rule pack must be a map, not a list.")]
    [InlineData("title: T\ncontrols: [{ id: 1, title: T }]", RuleProblemKind.Invalid, "A pack must have a 'name'.")]
    [InlineData("name: P\ntitle: T", RuleProblemKind.Invalid, "A pack must have a list of 'controls'.")]
    [InlineData("name: P\ntitle: T\ncontrols: []", RuleProblemKind.Invalid, "A pack must have a list of 'controls'.")]
    [InlineData("name: P\ntitle: T\ncontrols: [a]", RuleProblemKind.Invalid, "A control must be a map, not a text.")]
    [InlineData("name: P\ntitle: T\ncontrols: [{ id: 1 }]", RuleProblemKind.Invalid, "A control must have a 'title'.")]
    [InlineData("name: P\ntitle: T\nowner: me\ncontrols: [{ id: 1, title: T }]", RuleProblemKind.Invalid, "A pack has no field 'owner'.")]
    [InlineData("name: P\ntitle: T\ncontrols: [{ id: 1, title: T, guidence: x }]", RuleProblemKind.Invalid, "A control has no field 'guidence'.")]
    [InlineData("name: P\ntitle: T\ncontrols: [{ id: 1, title: T }, { id: 1, title: U }]", RuleProblemKind.Duplicate, "The pack has two controls '1'.")]
    [InlineData("name: P\ntitle: T\ncontrols: [{ id: 1, title: T, alsoKnownAs: { v1: } }]", RuleProblemKind.Invalid, "'alsoKnownAs' must have a 'v1'.")]
    [InlineData("name: P\ntitle: T\ncontrols: [{ id: 1, title: T }]\n---\nname: Q", RuleProblemKind.Invalid, "A file holds one pack; this is a second document.")]
    [InlineData("name: P\nname: Q", RuleProblemKind.Syntax, "The key 'name' is there twice in one map.")]
    public void A_bad_pack_is_refused(string text, RuleProblemKind kind, string message)
    {
        RuleProblem problem = Assert.Throws<RuleParseException>(() => RuleLoader.ReadPack(new RuleSource("p.yml", text))).Problem;
        Assert.Equal((kind, message), (problem.Kind, problem.Message));
    }

    private string Write(string name, string text)
    {
        string file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    private static string Rule(string? name, string title = "A rule")
        => $"title: {title}\nname: {name}\nlogsource: {{ product: aws, service: cloudtrail }}\ndetection: {{ s: {{ x: 1 }}, condition: s }}\n";
}
