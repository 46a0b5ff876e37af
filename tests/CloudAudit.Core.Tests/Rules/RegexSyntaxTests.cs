using System.Text;
using System.Text.RegularExpressions;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Core.Tests.Rules;

/// <summary>What is taken for valid without asking the engine is valid for it.</summary>
public sealed class RegexSyntaxTests
{
    private static readonly string[] Pieces =
    [
        "a", "Z", "0", "-", ".", "^", "$", "|", "(", "(?:", "(?<n>", "(?=", ")", "[", "[^", "]", "*", "+", "?", "{2}", "{2,}", "{,3}", "{3,1}", "{0,5}", "{x", "{", "}",
        "\\", "\\d", "\\S", "\\.", "\\-", "\\]", "\\b", "\\1", "\\x41", "\\p{L}", "a-z", "z-a", "é", " ", "#", ":", ",", "/", "&",
    ];

    [Fact]
    public void What_is_surely_valid_is_valid()
    {
        var random = new Random(20);
        int sure = 0;
        for (int i = 0; i < 60_000; i++)
        {
            var text = new StringBuilder();
            for (int n = random.Next(9); n >= 0; n--)
            {
                text.Append(Pieces[random.Next(Pieces.Length)]);
            }

            string expression = text.ToString();
            if (!RegexSyntax.IsSurelyValid(expression))
            {
                continue;
            }

            sure++;
            foreach (string placed in (ReadOnlySpan<string>)[expression, $@"\A(?:{expression})", $@"(?:{expression})\z"])
            {
                var error = Record.Exception(() => new Regex(placed, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));
                Assert.True(error is null, $"{placed}: {error?.Message}");
            }
        }

        Assert.True(sure > 3000, $"{sure} expressions were sure");
    }

    [Fact]
    public void What_surely_has_few_states_can_be_built_when_it_is_asked_for()
    {
        string[] pieces = ["a", "[b-e]", "\\d", ".", "(", "(?:", ")", "|", "{7}", "{0,60}", "{90,}", "{300}", "{2,999}", "*", "+?"];
        var random = new Random(21);
        int sure = 0;
        int doubtful = 0;
        for (int i = 0; i < 30_000; i++)
        {
            string expression = string.Concat(Enumerable.Range(0, 3 + random.Next(14)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (!RegexSyntax.IsSurelyValid(expression))
            {
                continue;
            }

            if (!RegexCompiler.IsSurelyLinear(expression))
            {
                doubtful++;
                continue;
            }

            sure++;
            var error = Record.Exception(() => new Regex(expression, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));
            Assert.True(error is null, $"{expression}: {error?.Message}");
        }

        Assert.True(sure > 500 && doubtful > 20, $"{sure} expressions were sure, {doubtful} were not");
    }

    [Fact]
    public void Two_counted_stretches_are_few_states() =>
        Assert.True(RegexCompiler.IsSurelyLinear(@"""Deny"".*""Service"":.{0,60}(a|b)\.com|""Service"":.{0,60}(a|b)\.com.*""Deny"""));

    [Theory]
    [InlineData("^[0-9a-fA-F.:]+$")]
    [InlineData(@"^arn:aws[a-z-]*:iam::\d{12}:(user|role)/(?:admin|ops).*?$")]
    [InlineData(@"pacu|cloudfox|[\w.+-]+@example\.com")]
    public void What_rules_are_made_of_is_sure(string expression) => Assert.True(RegexSyntax.IsSurelyValid(expression));

    [Theory]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData("[]a]")]
    [InlineData("[a-z-[b]]")]
    [InlineData("*a")]
    [InlineData("a**")]
    [InlineData("a{2")]
    [InlineData("a{3,2}")]
    [InlineData("a\\")]
    [InlineData(@"(a)\1")]
    [InlineData("(?=a)")]
    public void What_is_wrong_or_doubtful_is_left_to_the_engine(string expression) => Assert.False(RegexSyntax.IsSurelyValid(expression));
}
