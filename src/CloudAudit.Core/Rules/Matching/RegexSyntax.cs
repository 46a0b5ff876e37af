namespace CloudAudit.Rules.Matching;

/// <summary>
/// Tells expressions that are surely valid, so that no engine need be started to see it: most rules are never asked for
/// theirs, and starting one takes longer than reading the rule. What is not sure is for the engine to say.
/// </summary>
internal static class RegexSyntax
{
    private const int MostRepeats = 1000;

    /// <summary>
    /// Whether an expression is made of nothing but characters, escapes of punctuation, <c>\d \w \s</c> and their opposites,
    /// simple classes, plain groups, alternatives, anchors, and quantifiers behind one of these, and is well-formed.
    /// </summary>
    public static bool IsSurelyValid(string expression)
    {
        int depth = 0;
        bool atom = false;
        for (int i = 0; i < expression.Length;)
        {
            switch (expression[i])
            {
                case '\\':
                    if (!IsPlainEscape(expression, i))
                    {
                        return false;
                    }

                    i += 2;
                    atom = true;
                    break;
                case '[':
                    i = ClassEnd(expression, i);
                    if (i < 0)
                    {
                        return false;
                    }

                    atom = true;
                    break;
                case '(':
                    depth++;
                    i++;
                    if (i < expression.Length && expression[i] == '?')
                    {
                        if (i + 1 >= expression.Length || expression[i + 1] != ':')
                        {
                            return false;
                        }

                        i += 2;
                    }

                    atom = false;
                    break;
                case ')':
                    if (--depth < 0)
                    {
                        return false;
                    }

                    i++;
                    atom = true;
                    break;
                case '|' or '^' or '$':
                    i++;
                    atom = false;
                    break;
                case '*' or '+' or '?' or '{':
                    i = atom ? QuantifierEnd(expression, i) : -1;
                    if (i < 0)
                    {
                        return false;
                    }

                    atom = false;
                    break;
                case ']' or '}':
                    return false;
                default:
                    i++;
                    atom = true;
                    break;
            }
        }

        return depth == 0;
    }

    private static bool IsPlainEscape(string text, int at) =>
        at + 1 < text.Length && (text[at + 1] is 'd' or 'D' or 'w' or 'W' or 's' or 'S' || (char.IsAscii(text[at + 1]) && char.IsPunctuation(text[at + 1])));

    // Behind the bracket that closes a class of single characters and ranges between letters or digits; -1 for another class.
    private static int ClassEnd(string text, int at)
    {
        at += at + 1 < text.Length && text[at + 1] == '^' ? 2 : 1;
        int first = at;
        while (at < text.Length && text[at] != ']')
        {
            if (text[at] == '\\')
            {
                if (!IsPlainEscape(text, at))
                {
                    return -1;
                }

                at += 2;
            }
            else if (at + 2 < text.Length && text[at + 1] == '-' && text[at + 2] != ']')
            {
                if (!char.IsAsciiLetterOrDigit(text[at]) || !char.IsAsciiLetterOrDigit(text[at + 2]) || text[at] > text[at + 2])
                {
                    return -1;
                }

                at += 3;
            }
            else if (text[at] is '[' or '-' && at > first && at + 1 < text.Length && text[at + 1] != ']')
            {
                return -1;
            }
            else
            {
                at++;
            }
        }

        return at > first && at < text.Length ? at + 1 : -1;
    }

    // Behind a quantifier, which may be lazy; -1 where the brace is none, or another quantifier follows.
    private static int QuantifierEnd(string text, int at)
    {
        if (text[at] == '{')
        {
            int close = text.IndexOf('}', at);
            if (close < 0 || !IsCount(text.AsSpan(at + 1, close - at - 1)))
            {
                return -1;
            }

            at = close;
        }

        at++;
        at += at < text.Length && text[at] == '?' ? 1 : 0;
        return at < text.Length && text[at] is '*' or '+' or '?' or '{' ? -1 : at;
    }

    private static bool IsCount(ReadOnlySpan<char> text)
    {
        int comma = text.IndexOf(',');
        if (comma < 0)
        {
            return TryNumber(text, out _);
        }

        return TryNumber(text[..comma], out int least) && (comma == text.Length - 1 || (TryNumber(text[(comma + 1)..], out int most) && least <= most));
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c) || number > MostRepeats)
            {
                return false;
            }

            number = (number * 10) + (c - '0');
        }

        return text.Length > 0 && number <= MostRepeats;
    }
}
