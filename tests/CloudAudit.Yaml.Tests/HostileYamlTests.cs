using System.Diagnostics;
using System.Text;
using CloudAudit.Rules;

namespace CloudAudit.Yaml.Tests;

/// <summary>Files made to kill or stall their reader are refused with a reason, and soon.</summary>
public class HostileYamlTests
{
    /// <summary>Far above what any of them takes (a few milliseconds once compiled), far below what a quadratic reader would.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    public static TheoryData<string, string> DeepTexts()
    {
        var data = new TheoryData<string, string>();
        foreach (int count in new[] { 50_000, 1_000_000 })
        {
            data.Add($"{count} [", new string('[', count));
            data.Add($"{count} {{", new string('{', count));
            data.Add($"{count} lines [", Repeat("[\n", count));
            data.Add($"{count} - ", Repeat("- ", count));
            data.Add($"{count} ? ", Repeat("? ", count));
            data.Add($"{count} {{a: ", Repeat("{a: ", count));
            data.Add($"{count} [? ", Repeat("[? ", count));
            data.Add($"{count} [{{", "title: T\ndetection:\n  s: " + Repeat("[{x: ", count));
        }

        data.Add("staircase", string.Concat(Enumerable.Range(0, 1_000).Select(i => new string(' ', i) + "a:\n")));
        return data;
    }

    [Theory]
    [MemberData(nameof(DeepTexts), DisableDiscoveryEnumeration = true)]
    public void Depth_is_refused_soon_and_in_little_memory(string name, string text)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        RuleProblem problem = Timed(text);
        Assert.Equal((RuleProblemKind.TooLarge, "Lists and maps nest deeper than 32 levels."), (problem.Kind, problem.Message));

        // The line is shown in part, but found and kept in whole.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000 + (10L * text.Length));
        Assert.InRange(problem.ToString().Length, 1, 1_000);
        Assert.NotEmpty(name);
    }

    [Fact]
    public void Nesting_up_to_the_limit_is_read()
        => Assert.Equal(
            RuleProblemKind.Invalid,
            RuleTexts.ReadProblem(new string('[', 32) + new string(']', 32)).Kind);

    [Fact]
    public void Aliases_that_multiply_are_refused()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 20; i++)
        {
            text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Assert.Equal((RuleProblemKind.TooLarge, "The file has more than 100,000 nodes."), KindAndMessage(Timed(text.ToString())));
    }

    [Fact]
    public void Aliases_that_deepen_are_refused()
    {
        var text = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 100; i++)
        {
            text.Append($"a{i}: &a{i} [*a{i - 1}]\n");
        }

        Assert.Equal((RuleProblemKind.TooLarge, "Lists and maps nest deeper than 32 levels."), KindAndMessage(Timed(text.ToString())));
    }

    [Fact]
    public void Many_aliases_are_refused()
        => Assert.Equal(
            (RuleProblemKind.TooLarge, "The file has more than 1,000 aliases."),
            KindAndMessage(Timed("- &a x\n" + Repeat("- *a\n", 200_000))));

    [Fact]
    public void Many_nodes_are_refused()
        => Assert.Equal(
            (RuleProblemKind.TooLarge, "The file has more than 100,000 nodes."),
            KindAndMessage(Timed("[" + Repeat("a,", 500_000))));

    [Fact]
    public void Many_documents_are_refused()
    {
        RuleSet set = RuleTexts.Read(Repeat("---\n", 250_000));
        Assert.Equal((RuleProblemKind.TooLarge, "The file has more than 5,000 documents."), KindAndMessage(Assert.Single(set.Problems)));
    }

    public static TheoryData<string, string> LongTexts() => new()
    {
        { "plain key", new string('k', 1_000_000) + ": v" },
        { "quoted key", "\"" + new string('k', 1_000_000) + "\": v" },
        { "open quote", "\"" + new string('k', 1_000_000) },
        { "quoted lines", "\"" + Repeat("k\n", 500_000) + "\"" },
        { "comments", Repeat("#\n", 500_000) + "x" },
        { "spaces", new string(' ', 1_000_000) + "x" },
        { "tabs", new string('\t', 1_000_000) + "x" },
        { "plain lines", "a: b\n" + Repeat(" x\n", 330_000) },
        { "literal blanks", "a: |\n x\n" + Repeat("    \n", 200_000) },
        { "anchor", "&" + new string('k', 1_000_000) + " v" },
        { "tag", "!" + new string('k', 1_000_000) + " v" },
        { "directives", string.Concat(Enumerable.Range(0, 50_000).Select(i => $"%TAG !a{i}! x\n")) + "---\na" },
        { "ends", Repeat("...\n", 250_000) },
        { "condition", RuleTexts.Rule("s: { x: 1 }\ncondition: " + Repeat("s or ", 200_000) + "t") },
        { "modifiers", RuleTexts.Rule("s:\n  ? x" + Repeat("|re", 300_000) + "|y\n  : 1\ncondition: s") },
    };

    [Theory]
    [MemberData(nameof(LongTexts), DisableDiscoveryEnumeration = true)]
    public void Length_is_read_or_refused_soon(string name, string text)
    {
        var watch = Stopwatch.StartNew();
        RuleSet set = RuleTexts.Read(text);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
        Assert.Empty(set.Rules);

        // A key too long to be one ends the document, and what follows is a second problem.
        Assert.True(set.Problems.Count is 1 or 2, name);
    }

    [Fact]
    public void A_file_over_the_size_limit_is_not_even_parsed()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".yml");
        try
        {
            File.WriteAllText(file, RuleTexts.Rule("s: { x: 1 }\ncondition: s") + "\n" + Repeat("# more\n", 150_000));
            RuleProblem problem = Assert.Single(RuleFileReader.ReadFile(file).Problems);
            Assert.Equal((RuleProblemKind.TooLarge, "The file is larger than 1,024 KiB."), KindAndMessage(problem));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_file_that_is_not_utf_8_says_so()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".yml");
        try
        {
            File.WriteAllBytes(file, [.. "title: a\nauthor: "u8, 0xE9, .. "\n"u8]);
            RuleProblem problem = Assert.Single(RuleFileReader.ReadFile(file).Problems);
            Assert.Equal((RuleProblemKind.Syntax, 2), (problem.Kind, problem.Line));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Whatever a file holds, reading it gives rules and problems and never throws.</summary>
    [Fact]
    public void Damaged_rules_never_throw()
    {
        const string alphabet = "[]{}-?:,#&*!|>'\"%@`~ \n\t\r\\<=abc019\0\u0085\u2028\uFEFF\uD83D\uDE00";
        string rule = RuleTexts.Rule("s: &a\n  x|contains: ['a', \"b\", 1]\nt:\n  - y: null\n  - z\nu: *a\ncondition: 1 of s* and not (t or u)");
        var random = new Random(7);
        int stillRules = 0;
        for (int i = 0; i < 20_000; i++)
        {
            var text = new StringBuilder(rule);
            for (int edits = random.Next(1, 6); edits > 0; edits--)
            {
                int at = random.Next(text.Length);
                switch (random.Next(3))
                {
                    case 0:
                        text.Remove(at, Math.Min(random.Next(1, 8), text.Length - at));
                        break;
                    case 1:
                        text.Insert(at, alphabet[random.Next(alphabet.Length)]);
                        break;
                    default:
                        text[at] = alphabet[random.Next(alphabet.Length)];
                        break;
                }
            }

            RuleSet set = RuleTexts.Read(text.ToString());
            stillRules += set.Rules.Count;
            Assert.True(set.Rules.Count + set.Problems.Count > 0, text.ToString());
            Assert.All(set.Problems, problem => Assert.NotEmpty(problem.ToString()));
        }

        // The damage is small enough that some of them live: otherwise this would test only the first refusal.
        Assert.InRange(stillRules, 500, 19_000);
    }

    private static (RuleProblemKind Kind, string Message) KindAndMessage(RuleProblem problem) => (problem.Kind, problem.Message);

    private static RuleProblem Timed(string text)
    {
        var watch = Stopwatch.StartNew();
        RuleProblem problem = RuleTexts.ReadProblem(text);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
        return problem;
    }

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();
}
