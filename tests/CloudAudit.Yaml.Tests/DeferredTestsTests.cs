using System.Text;
using CloudAudit.Rules;
using CloudAudit.Yaml.Nodes;

namespace CloudAudit.Yaml.Tests;

/// <summary>A file that is read without its tests says the same as one that is read whole.</summary>
public sealed class DeferredTestsTests
{
    private const string Head = "title: A rule\nid: 1\ndescription: |\n  Text with\n  tests: in it\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  s:\n    a: &v\n    - 1\n  condition: s\n";

    private static string Detections => Path.Combine(Repository, "rules", "detections");

    private static string Repository
    {
        get
        {
            string folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "CloudAudit.sln")))
            {
                folder = Path.GetDirectoryName(folder)!;
            }

            return folder;
        }
    }

    [Fact]
    public void Shipped_rules_have_the_tests_that_a_whole_reading_gives()
    {
        int deferred = 0;
        foreach (string file in Directory.GetFiles(Detections, "*.yml"))
        {
            RuleSource source = RuleText.Read(file);
            deferred += DeferredTests.Documents(source) is null ? 0 : 1;
            RuleSet set = RuleFileReader.Read(source);
            Assert.Empty(set.Problems);
            List<YamlDocument> whole = new YamlDocumentReader(source).ReadAll();
            SigmaRule[] rules = [.. set.All];
            Assert.Equal(whole.Count, rules.Length);
            foreach (SigmaRule rule in rules)
            {
                YamlMapping map = whole.Select(d => Assert.IsType<YamlMapping>(d.Root)).Single(m => (m.Find("id") as YamlScalar)?.Text == rule.Id);
                IReadOnlyList<RuleTest> expected = new RuleTestBuilder(new NodeReader(source)).Build(map);
                Assert.Null(rule.Tests.Problem);
                Assert.Equal(expected.Select(Say), rule.Tests.Select(Say));
            }
        }

        Assert.True(deferred > 300, $"the tests of {deferred} files were left for later");
    }

    [Theory]
    [InlineData("tests:\n  - name: x\n", true)]
    [InlineData("tests:\n- name: x\n  matches: true\n\n# a comment\n-\n  name: y", true)]
    [InlineData("tests: # a comment\r\n  - name: x\r\n\r\n  - name: y\r\n", true)]
    [InlineData("tests:", true)]
    [InlineData("tests: [a,\n  b]\n", true)]
    [InlineData("tests: [a,\n  b\n]\n", false)]
    [InlineData("tests:\n  - name: x\nlevel: high\n", false)]
    [InlineData("tests:\n  - name: x\n? level\n: high\n", false)]
    [InlineData("tests:\n  - name: x\n---\ntitle: b\n", false)]
    [InlineData("tests:\n  - name: x\n...\ntitle: b\n", false)]
    [InlineData("tests:\n  - name: x\n\tlevel: high\n", false)]
    [InlineData("tests:\n  - name: x\rlevel: high\n", false)]
    [InlineData("tests:\n  - name: x\rlevel: high", false)]
    [InlineData("tests:\n  - name: x\u0085level: high\n", false)]
    [InlineData("tests:\n  - name: x\u2028level: high\n", false)]
    [InlineData("tests:x\n", false)]
    [InlineData("tests:\n  - a\ntests:\n  - b\n", false)]
    [InlineData("note: \"\ntests:\n  - a\"\n", false)]
    [InlineData("note: {a: b,\ntests:\n  - a\n  }\n", false)]
    [InlineData("...\ntests:\n  - a\n", false)]
    [InlineData("---\ntests:\n  - a\n", true)]
    public void A_file_is_cut_where_nothing_but_tests_follows(string tail, bool cut)
    {
        bool isCut = DeferredTests.Documents(new RuleSource("a.yml", Head + tail)) is not null;

        // A map of nothing but tests is no whole map before them.
        Assert.Equal(cut && !tail.StartsWith("---", StringComparison.Ordinal), isCut);
    }

    [Fact]
    public void A_root_that_is_no_block_map_is_read_whole()
    {
        Assert.Null(DeferredTests.Documents(new RuleSource("a.yml", "{title: a}\ntests:\n  - b\n")));
        Assert.Null(DeferredTests.Documents(new RuleSource("a.yml", "--- |\n text\ntests:\n  - b\n")));
        Assert.Null(DeferredTests.Documents(new RuleSource("a.yml", " title: a\ntests:\n  - b\n")));
        Assert.Null(DeferredTests.Documents(new RuleSource("a.yml", "- a\ntests:\n  - b\n")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_stands_in_a_file_a_cut_loses_nothing_of_it(int seed)
    {
        string[] pieces =
        [
            "\n", "\n", "tests:", "\ntests:\n", " ", "  ", "- ", ": ", "a", "b: c", "\"", "'", "|", ">", "{", "}", "[", "]", ",", "#", "\t", "\r", "\r\n", "---", "\n---\n", "...", "&v ", "*v", "!!str ", "? ", "\u2028", "level: high\n",
        ];
        var random = new Random(seed);
        int cuts = 0;
        for (int i = 0; i < 4000; i++)
        {
            var text = new StringBuilder(Head + "tests:\n  - name: x\n    event: {a: *v}\n\n  - name: y\n");
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                int at = random.Next(text.Length);
                text.Remove(at, Math.Min(random.Next(3), text.Length - at));
                text.Insert(at, pieces[random.Next(pieces.Length)]);
            }

            var source = new RuleSource("a.yml", text.ToString());
            List<YamlDocument> whole = new YamlDocumentReader(source).ReadAll();
            if (DeferredTests.Documents(source) is not { } cut)
            {
                continue;
            }

            // A file whose tests are no YAML is another matter: the rule is kept, and the tests say so when they are asked for.
            cuts++;
            Assert.Equal(whole.Count, cut.Count);
            Assert.Equal(whole.SkipLast(1).Select(Say), cut.SkipLast(1).Select(Say));
            if (whole[^1].Problem is null)
            {
                YamlMapping expected = Assert.IsType<YamlMapping>(whole[^1].Root);
                Assert.True(expected.Find("tests") is not null, text.ToString());
                Assert.Equal(
                    expected.Entries.Where(e => e.Key.Text != "tests").Select(e => Say(e.Key) + Say(e.Value)),
                    Assert.IsType<YamlMapping>(cut[^1].Root).Entries.Select(e => Say(e.Key) + Say(e.Value)));
            }
        }

        Assert.True(cuts > 1000, $"{cuts} files were cut");
    }

    [Fact]
    public void Tests_that_are_no_YAML_leave_the_rule_and_say_so()
    {
        DetectionRule rule = RuleTexts.ReadRule(RuleTexts.Rule("s:\n  a: 1\ncondition: s") + "\ntests:\n  - name: [\n");
        Assert.Empty(rule.Tests);
        RuleProblem problem = Assert.IsType<RuleProblem>(rule.Tests.Problem);
        Assert.Equal(RuleProblemKind.Syntax, problem.Kind);
        Assert.True(problem.Line > 9, $"line {problem.Line}");
    }

    private static string Say(RuleTest test) => $"{test.Name} {test.Matches} {test.Position.Line}:{test.Position.Column} {string.Join('\n', test.Events)}";

    private static string Say(YamlDocument document) => document.Problem?.Message ?? Say(document.Root);

    private static string Say(YamlNode? node) => node switch
    {
        YamlScalar scalar => $"{scalar.Type} '{scalar.Text}' {scalar.Position} {scalar.RawStart}-{scalar.RawEnd}",
        YamlSequence list => $"[{string.Join(", ", list.Items.Select(Say))}]",
        YamlMapping map => $"{{{string.Join(", ", map.Entries.Select(e => Say(e.Key) + ": " + Say(e.Value)))}}}",
        _ => "nothing",
    };
}
