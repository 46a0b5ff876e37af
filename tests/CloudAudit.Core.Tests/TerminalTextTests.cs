using CloudAudit.Output;

namespace CloudAudit.Core.Tests;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("plain ~ text", "plain ~ text")]
    [InlineData("caf\u00e9 \u6f22\u5b57 \U0001F600 e\u0301", "caf\u00e9 \u6f22\u5b57 \U0001F600 e\u0301")]
    [InlineData("\u001b[2J\u001b]0;title\u0007", "\u241b[2J\u241b]0;title\u2407")]
    [InlineData("a\r\nb\tc\0", "a\u240d\u240ab\u2409c\u2400")]
    [InlineData("\u007f", "\u2421")]
    [InlineData("\u009b31m\u0085", "\ufffd31m\ufffd")]
    [InlineData("\u202Eexe.txt\u2066\u200b\ufeff\u00ad", "\ufffdexe.txt\ufffd\ufffd\ufffd\ufffd")]
    [InlineData("\u2028\u2029", "\ufffd\ufffd")]
    [InlineData("\U000E0041\ue000", "\ufffd\ufffd")]
    public void What_acts_on_a_terminal_is_shown_instead(string? text, string expected) => Assert.Equal(expected, TerminalText.Clean(text));

    // An attribute's text cannot hold these.
    [Fact]
    public void Half_a_surrogate_pair_is_replaced() => Assert.Equal("\ufffdx\ufffd", TerminalText.Clean("\ud800x\udc00"));

    [Fact]
    public void No_character_that_acts_gets_through()
    {
        for (int c = 0; c < 0x10000; c++)
        {
            string clean = TerminalText.Clean("a" + (char)c);
            Assert.DoesNotContain(clean, ch => char.IsControl(ch) || ch is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069');
            Assert.Equal(clean, TerminalText.Clean(clean));
        }
    }
}
