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

    // The engine refuses an automaton of 10,000 states; an expression that stays far below is not built to see it.
    private const int FewStates = 4000;

    /// <summary>
    /// The expression, checked now and built when it is first asked for: building takes milliseconds, and most rules never
    /// come to it.
    /// </summary>
    /// <exception cref="RuleCompileException">The expression is not valid, needs backtracking, or is too large.</exception>
    public static Lazy<Regex> Compile(ModifierChain chain, RuleValue value, string expression)
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
            var options = chain.RegexOptions | RegexOptions.CultureInvariant;
            if (IsSurelyLinear(placed))
            {
                if (!RegexSyntax.IsSurelyValid(expression))
                {
                    _ = new Regex(placed, options);
                }

                return new Lazy<Regex>(() => new Regex(placed, options | RegexOptions.NonBacktracking));
            }

            var regex = new Regex(placed, options | RegexOptions.NonBacktracking);
            return new Lazy<Regex>(regex);
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

    /// <summary>
    /// Whether the engine can take the expression if it is valid at all: no group but plain ones, no reference to another,
    /// and few states. What is in doubt is built to see. Open to tests.
    /// </summary>
    internal static bool IsSurelyLinear(string expression)
    {
        long states = expression.Length;
        for (int i = 0; i < expression.Length; i++)
        {
            switch (expression[i])
            {
                case '\\':
                    i++;
                    if (i < expression.Length && (char.IsAsciiDigit(expression[i]) || expression[i] is 'k' or 'G'))
                    {
                        return false;
                    }

                    break;
                case '(' when expression.AsSpan(i).StartsWith("(?") && !expression.AsSpan(i).StartsWith("(?:"):
                    return false;
                case '{' when i > 0 && expression[i - 1] == ')':
                    // How large the group is, is not looked at: it is at most all that came before.
                    states *= Repeats(expression.AsSpan(i + 1));
                    break;
                case '{':
                    states += Repeats(expression.AsSpan(i + 1));
                    break;
            }

            if (states > FewStates)
            {
                return false;
            }
        }

        return true;
    }

    // The greater of the one or two numbers behind a brace; a brace without one stands for itself.
    private static int Repeats(ReadOnlySpan<char> text)
    {
        int most = 1;
        int number = 0;
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c) && number <= FewStates)
            {
                number = (number * 10) + (c - '0');
                most = Math.Max(most, number);
            }
            else if (c == ',')
            {
                number = 0;
            }
            else
            {
                break;
            }
        }

        return most;
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
