using CloudAudit.Rules;

namespace CloudAudit.Yaml.Tests;

public class ConditionParserTests
{
    [Theory]
    [InlineData("selection", "selection")]
    [InlineData("a or b and c", "(a or (b and c))")]
    [InlineData("a and b or c", "((a and b) or c)")]
    [InlineData("(a or b) and c", "((a or b) and c)")]
    [InlineData("not a and b", "((not a) and b)")]
    [InlineData("not (a and b)", "(not (a and b))")]
    [InlineData("not not a", "(not (not a))")]
    [InlineData("a and not b or c", "((a and (not b)) or c)")]
    [InlineData("a or b or c", "(a or b or c)")]
    [InlineData("1 of them", "1 of them")]
    [InlineData("all of them", "all of them")]
    [InlineData("any of them", "1 of them")]
    [InlineData("1 of selection_*", "1 of selection_*")]
    [InlineData("all of *sel*x*", "all of *sel*x*")]
    [InlineData("1 of selection", "1 of selection")]
    [InlineData("not 1 of filter_* and all of sel*", "((not 1 of filter_*) and all of sel*)")]
    [InlineData("selection AND NOT 1 OF filter_*", "(selection and (not 1 of filter_*))")]
    [InlineData("all of a* or all", "(all of a* or all)")]
    [InlineData("them and 1", "(them and 1)")]
    [InlineData("  a\n  and(b)or(c)  ", "((a and b) or c)")]
    [InlineData("android or notary", "(android or notary)")]
    [InlineData("sel-1.x and sel_2", "(sel-1.x and sel_2)")]
    public void Reads_the_grammar_of_the_specification(string text, string expected)
        => Assert.Equal(expected, ConditionParser.Parse(text).ToString());

    [Theory]
    [InlineData("", 0, "The condition is empty.", "a selection's name, 'not', '1 of', 'all of' or '('")]
    [InlineData("   ", 0, "The condition is empty.", "a selection's name, 'not', '1 of', 'all of' or '('")]
    [InlineData("a and", 5, "The condition ends too early.", "a selection's name, 'not', '1 of', 'all of' or '('")]
    [InlineData("a adn b", 2, "Unexpected 'adn'.", "'and', 'or' or the end of the condition")]
    [InlineData("a and or b", 6, "Unexpected 'or'.", "a selection's name, 'not', '1 of', 'all of' or '('")]
    [InlineData("(a or b", 7, "The '(' at column 1 of the condition is not closed.", "'and', 'or' or ')'")]
    [InlineData("(a b)", 3, "Unexpected 'b'.", "'and', 'or' or ')'")]
    [InlineData("a or b)", 6, "There is no '(' for this ')'.", "'and', 'or' or the end of the condition")]
    [InlineData("()", 1, "Unexpected ')'.", "a selection's name, 'not', '1 of', 'all of' or '('")]
    [InlineData("a and sel*", 6, "'sel*' is a pattern, which stands only after '1 of' or 'all of'.", "a selection's name")]
    [InlineData("a or 2 of them", 5, "'2 of' is no quantifier.", "'1 of' or 'all of'")]
    [InlineData("1 of", 4, "The condition ends too early.", "'them' or a pattern of selection names")]
    [InlineData("1 of (a)", 5, "Unexpected '('.", "'them' or a pattern of selection names")]
    [InlineData("all of and", 7, "Unexpected 'and'.", "'them' or a pattern of selection names")]
    [InlineData("of them", 0, "Unexpected 'of'.", "a selection's name, 'not', '1 of', 'all of' or '('")]
    public void Says_where_and_what_was_expected(string text, int offset, string message, string expected)
    {
        var error = Assert.Throws<ConditionSyntaxException>(() => ConditionParser.Parse(text));
        Assert.Equal((offset, message, expected, false), (error.Offset, error.Problem, error.Expected, error.IsUnsupported));
        Assert.Equal($"{message} Expected {expected}.", error.Message);
    }

    [Theory]
    [InlineData("selection | count() > 5", 10, 13)]
    [InlineData("selection|count(userName) by sourceIPAddress > 5  ", 9, 39)]
    public void An_old_aggregation_is_unsupported_and_says_what_to_write(string text, int offset, int length)
    {
        var error = Assert.Throws<ConditionSyntaxException>(() => ConditionParser.Parse(text));
        Assert.True(error.IsUnsupported);
        Assert.Equal((offset, length), (error.Offset, error.Length));
        Assert.Contains("correlation rule", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_is_capped_whatever_makes_it()
    {
        const int deepest = ConditionParser.DeepestNesting;
        Assert.Equal("a", ConditionParser.Parse(new string('(', deepest) + "a" + new string(')', deepest)).ToString());
        foreach (string hostile in new[]
        {
            new string('(', deepest + 1) + "a" + new string(')', deepest + 1),
            new string('(', 1_000_000),
            string.Concat(Enumerable.Repeat("not ", 250_000)) + "a",
            string.Concat(Enumerable.Repeat("not (", 200_000)),
            string.Concat(Enumerable.Repeat("a and (b or ", 100_000)),
        })
        {
            var error = Assert.Throws<ConditionSyntaxException>(() => ConditionParser.Parse(hostile));
            Assert.Contains("nests deeper than 64 levels", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Width_is_not_depth()
    {
        var condition = Assert.IsType<ConditionOr>(ConditionParser.Parse(string.Join(" or ", Enumerable.Repeat("a", 100_000))));
        Assert.Equal(100_000, condition.Operands.Count);
    }

    [Theory]
    [InlineData(null, "selection", true)]
    [InlineData(null, "_hidden", false)]
    [InlineData("*", "selection", true)]
    [InlineData("*", "_hidden", false)]
    [InlineData("_*", "_hidden", true)]
    [InlineData("_*", "shown", false)]
    [InlineData("selection*", "selection", true)]
    [InlineData("selection*", "Selection_1", false)]
    [InlineData("*_name", "selection_name", true)]
    [InlineData("*_name", "selection_names", false)]
    [InlineData("a*b*c", "axxbyyc", true)]
    [InlineData("a*b*c", "axxbyycd", false)]
    [InlineData("a*b*c", "abbbbc", true)]
    [InlineData("a*a", "a", false)]
    [InlineData("a**a", "aa", true)]
    [InlineData("selection", "selection", true)]
    [InlineData("selection", "selection_1", false)]
    [InlineData("s.l*", "sel", false)]
    public void A_quantifier_means_the_names_of_its_pattern(string? pattern, string name, bool expected)
        => Assert.Equal(expected, new ConditionQuantifier(All: false, pattern).Includes(name));

    [Fact]
    public void A_hostile_pattern_costs_little()
    {
        string pattern = string.Concat(Enumerable.Repeat("a*", 2_000)) + "b";
        Assert.False(new ConditionQuantifier(All: false, pattern).Includes(new string('a', 20_000)));
    }

    /// <summary>
    /// Random conditions are written with only the parentheses that precedence asks for; what was
    /// parsed must then be true and false for the same assignments as what was written.
    /// </summary>
    [Fact]
    public void Parsed_conditions_mean_what_was_written()
    {
        var random = new Random(20_260_101);
        for (int i = 0; i < 3_000; i++)
        {
            (string text, Func<int, bool> meaning) = Write(random, depth: 5, tightness: 0);
            Condition condition = ConditionParser.Parse(text);
            Condition again = ConditionParser.Parse(condition.ToString()!);
            for (int assignment = 0; assignment < 32; assignment++)
            {
                Assert.True(meaning(assignment) == Holds(condition, assignment), text);
                Assert.True(meaning(assignment) == Holds(again, assignment), condition.ToString());
            }
        }
    }

    /// <param name="random">Makes the choices.</param>
    /// <param name="depth">How deep the condition may still nest.</param>
    /// <param name="tightness">0: may be an or; 1: an and; 2: a not; 3: a name or parentheses.</param>
    private static (string Text, Func<int, bool> Meaning) Write(Random random, int depth, int tightness)
    {
        int choice = depth == 0 ? 3 : random.Next(4);
        if (choice < tightness)
        {
            (string inner, Func<int, bool> innerMeaning) = Write(random, depth - 1, 0);
            return ($"({inner})", innerMeaning);
        }

        switch (choice)
        {
            case 0:
            case 1:
                (string left, Func<int, bool> leftMeaning) = Write(random, depth - 1, choice);
                (string right, Func<int, bool> rightMeaning) = Write(random, depth - 1, choice);
                return choice == 0
                    ? ($"{left} {Case(random, "or")} {right}", x => leftMeaning(x) || rightMeaning(x))
                    : ($"{left} {Case(random, "and")}  {right}", x => leftMeaning(x) && rightMeaning(x));
            case 2:
                (string operand, Func<int, bool> operandMeaning) = Write(random, depth - 1, 2);
                return ($"{Case(random, "not")} {operand}", x => !operandMeaning(x));
            default:
                int name = random.Next(5);
                return random.Next(6) switch
                {
                    0 => ("all of them", x => x == 31),
                    1 => ("1 of s*", x => x != 0),
                    _ => ("s" + name, x => (x & (1 << name)) != 0),
                };
        }
    }

    private static string Case(Random random, string word) => random.Next(4) == 0 ? word.ToUpperInvariant() : word;

    private static bool Holds(Condition condition, int assignment)
        => condition switch
        {
            ConditionName name => IsSet(name.Name, assignment),
            ConditionNot not => !Holds(not.Operand, assignment),
            ConditionAnd and => and.Operands.All(operand => Holds(operand, assignment)),
            ConditionOr or => or.Operands.Any(operand => Holds(operand, assignment)),
            ConditionQuantifier { All: true } all => Names.Where(all.Includes).All(name => IsSet(name, assignment)),
            ConditionQuantifier any => Names.Where(any.Includes).Any(name => IsSet(name, assignment)),
            _ => throw new InvalidOperationException(condition.GetType().Name),
        };

    private static readonly string[] Names = ["s0", "s1", "s2", "s3", "s4"];

    private static bool IsSet(string name, int assignment) => (assignment & (1 << (name[1] - '0'))) != 0;
}
