using System.Diagnostics;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Core.Tests;

public sealed class TextPatternTests
{
    [Fact]
    public void Random_patterns_match_what_a_plain_matcher_matches()
    {
        var random = new Random(13);
        int matches = 0;
        for (int round = 0; round < 60_000; round++)
        {
            string pattern = Text(random, "aAb*?*`", 8);
            string text = Text(random, "aAbB*?`", 9);
            bool expected = QueryOracle.Like(pattern, text);
            Assert.True(expected == TextPattern.PowerShell(pattern).IsMatch(text, StringComparison.OrdinalIgnoreCase), $"{pattern} on {text}");
            Assert.True(expected == SelectionCompiler.Texts([TextPattern.PowerShell(pattern)], cased: false).Passes(text), $"{pattern} on {text}, compiled");
            matches += expected ? 1 : 0;
        }

        Assert.True(matches > 5000, $"{matches}");
    }

    [Theory]
    [InlineData("a*b", "a*b", true)]
    [InlineData("a\\*b", "a*b", true)]
    [InlineData("a\\*b", "axb", false)]
    [InlineData("a\\?b", "a?b", true)]
    [InlineData("a\\?b", "axb", false)]
    [InlineData("a\\\\b", "a\\b", true)]
    [InlineData("a\\b", "a\\b", true)]
    [InlineData("a\\\\*", "a\\xyz", true)]
    [InlineData("a\\\\\\*", "a\\*", true)]
    [InlineData("a\\\\\\*", "a\\x", false)]
    [InlineData("a\\", "a\\", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("?", "", false)]
    [InlineData("a**b", "ab", true)]
    [InlineData("*ab*ab*", "abab", true)]
    [InlineData("*aba*aba*", "ababa", false)]
    [InlineData("ab*ab", "ab", false)]
    public void Sigma_escapes_by_a_backslash(string pattern, string text, bool expected) =>
        Assert.Equal(expected, TextPattern.Sigma(ValueText.Parse(pattern)).IsMatch(text, StringComparison.Ordinal));

    [Theory]
    [InlineData("b", false, true, "bx", true)]
    [InlineData("b", true, false, "xb", true)]
    [InlineData("b", true, true, "xbx", true)]
    [InlineData("b", false, true, "xb", false)]
    [InlineData("", true, true, "anything", true)]
    [InlineData("", false, true, "anything", true)]
    [InlineData("*b", true, true, "xbx", true)]
    [InlineData("b*", true, true, "x", false)]
    [InlineData("b\\*", true, true, "xb*x", true)]
    public void Open_ends_take_any_text(string pattern, bool openStart, bool openEnd, string text, bool expected)
    {
        List<Glyph> glyphs = [.. ValueText.Parse(pattern).Glyphs];
        glyphs.InsertRange(0, openStart ? [Glyph.Star] : []);
        glyphs.AddRange(openEnd ? [Glyph.Star] : []);
        var compiled = TextPattern.Sigma(new ValueText(glyphs));
        Assert.Equal(expected, compiled.IsMatch(text, StringComparison.Ordinal));
        Assert.Equal(expected, SelectionCompiler.Texts([compiled], cased: true).Passes(text));
    }

    [Fact]
    public void Many_stars_on_a_long_text_take_no_time()
    {
        var pattern = TextPattern.PowerShell(string.Concat(Enumerable.Repeat("a*", 50)) + "b");
        var watch = Stopwatch.StartNew();
        Assert.False(pattern.IsMatch(new string('a', 1_000_000), StringComparison.OrdinalIgnoreCase));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
    }

    private static string Text(Random random, string letters, int longest) =>
        string.Concat(Enumerable.Range(0, random.Next(longest)).Select(_ => letters[random.Next(letters.Length)]));
}
