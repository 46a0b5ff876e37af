using System.Text;
using System.Text.RegularExpressions;

namespace CloudAudit.Rules.Matching;

/// <summary>
/// Compiles a rule's regular expressions for an engine that runs in time linear in the text and never backtracks. What it
/// cannot do, and what it would read otherwise than PCRE, of which Sigma takes a part, is refused.
/// </summary>
internal static class RegexCompiler
{
    /// <summary>How long an expression may be.</summary>
    public const int LongestExpression = 8192;

    /// <exception cref="RuleCompileException">The expression is not valid, needs backtracking, or is too large.</exception>
    public static Regex Compile(ModifierChain chain, RuleValue value, string expression)
    {
        if (expression.Length > LongestExpression)
        {
            throw chain.Error($"The expression is longer than {LongestExpression} characters.", value);
        }

        if (PosixClass(expression) is { } posix)
        {
            throw chain.Error($"The class '{posix}' is not part of Sigma's regular expressions; write its characters, such as [A-Za-z].", value);
        }

        // Sigma does not say that an expression stands for the whole value: it is sought anywhere in it.
        string placed = chain.Relation switch
        {
            TextRelation.StartsWith => $@"\A(?:{expression})",
            TextRelation.EndsWith => $@"(?:{expression})\z",
            _ => expression,
        };
        try
        {
            return new Regex(placed, chain.RegexOptions | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException e)
        {
            throw chain.Error(
                $"The expression needs an engine that backtracks, which an event could make run for ever: {Reason(e.Message)}",
                value,
                RuleProblemKind.Unsupported);
        }
        catch (ArgumentException e)
        {
            throw chain.Error($"The regular expression is not valid: {Reason(e.Message)}", value);
        }
    }

    /// <summary>A text with Sigma's wildcards as a part of an expression.</summary>
    public static string Quote(ValueText text)
    {
        var quoted = new StringBuilder("(?:");
        foreach (var glyph in text.Glyphs)
        {
            quoted.Append(glyph.Kind switch
            {
                GlyphKind.AnyMany => ".*",
                GlyphKind.AnyOne => ".",
                _ => Regex.Escape(glyph.Char.ToString()),
            });
        }

        return quoted.Append(')').ToString();
    }

    private static string Reason(string message) => message.ReplaceLineEndings(" ");

    // [:alpha:] and its like, which .NET would take for the characters of the name.
    private static string? PosixClass(string expression)
    {
        for (int at = expression.IndexOf("[:", StringComparison.Ordinal); at >= 0; at = expression.IndexOf("[:", at + 1, StringComparison.Ordinal))
        {
            int end = at + 2;
            while (end < expression.Length && (char.IsAsciiLetterLower(expression[end]) || expression[end] == '^'))
            {
                end++;
            }

            if (end > at + 2 && expression.AsSpan(end).StartsWith(":]"))
            {
                return expression[at..(end + 2)];
            }
        }

        return null;
    }
}
