using System.Globalization;

namespace CloudAudit.Rules;

/// <summary>
/// Parses conditions by the grammar of the Sigma specification 2.1.0, loosest to tightest:
/// <c>or</c>, <c>and</c>, <c>not</c>, <c>1 of</c> / <c>all of</c>, parentheses.
/// Operators may be written in capitals, as older rules do; selection names are case-sensitive.
/// </summary>
public static class ConditionParser
{
    /// <summary>How deep parentheses and <c>not</c> may nest; real rules stay under five.</summary>
    public const int DeepestNesting = 64;

    /// <summary>Parses a condition.</summary>
    /// <exception cref="ConditionSyntaxException">It is no condition, nests too deep, or is an old aggregation.</exception>
    public static Condition Parse(string text)
    {
        var parser = new Reader(text);
        Condition condition = parser.ReadOr(0);
        parser.ExpectEnd();
        return condition;
    }

    private const string OperandExpected = "a selection's name, 'not', '1 of', 'all of' or '('";

    private enum TokenKind
    {
        End,
        Open,
        Close,
        Pipe,
        Word,
    }

    private readonly record struct Token(TokenKind Kind, int Offset, int Length);

    private ref struct Reader
    {
        private readonly string _text;
        private Token _token;

        public Reader(string text)
        {
            _text = text;
            _token = Scan(text, 0);
        }

        private readonly ReadOnlySpan<char> Word => _text.AsSpan(_token.Offset, _token.Length);

        public Condition ReadOr(int depth)
        {
            Condition first = ReadAnd(depth);
            if (!IsWord("or"))
            {
                return first;
            }

            var operands = new List<Condition> { first };
            while (TryTake("or"))
            {
                operands.Add(ReadAnd(depth));
            }

            return new ConditionOr(operands);
        }

        public readonly void ExpectEnd()
        {
            switch (_token.Kind)
            {
                case TokenKind.End:
                    return;
                case TokenKind.Pipe:
                    throw new ConditionSyntaxException(
                        "Aggregation after '|' is the obsolete form of Sigma and is unsupported; write a correlation rule in its place.",
                        _token.Offset,
                        _text.AsSpan(_token.Offset).TrimEnd().Length,
                        isUnsupported: true);
                case TokenKind.Close:
                    throw Error("There is no '(' for this ')'.", "'and', 'or' or the end of the condition");
                default:
                    throw Error(Unexpected(), "'and', 'or' or the end of the condition");
            }
        }

        private Condition ReadAnd(int depth)
        {
            Condition first = ReadNot(depth);
            if (!IsWord("and"))
            {
                return first;
            }

            var operands = new List<Condition> { first };
            while (TryTake("and"))
            {
                operands.Add(ReadNot(depth));
            }

            return new ConditionAnd(operands);
        }

        private Condition ReadNot(int depth)
        {
            if (depth > DeepestNesting)
            {
                throw Error(
                    string.Create(CultureInfo.InvariantCulture, $"The condition nests deeper than {DeepestNesting} levels."),
                    null);
            }

            return TryTake("not") ? new ConditionNot(ReadNot(depth + 1)) : ReadOperand(depth);
        }

        private Condition ReadOperand(int depth)
        {
            switch (_token.Kind)
            {
                case TokenKind.Open:
                    int open = _token.Offset;
                    Take();
                    Condition inner = ReadOr(depth + 1);
                    if (_token.Kind != TokenKind.Close)
                    {
                        string message = _token.Kind == TokenKind.End
                            ? string.Create(CultureInfo.InvariantCulture, $"The '(' at column {open + 1} of the condition is not closed.")
                            : Unexpected();
                        throw Error(message, "'and', 'or' or ')'");
                    }

                    Take();
                    return inner;
                case TokenKind.Word when IsOperator():
                    throw Error(Unexpected(), OperandExpected);
                case TokenKind.Word:
                    return ReadName();
                case TokenKind.End:
                    throw Error(_text.AsSpan().IsWhiteSpace() ? "The condition is empty." : "The condition ends too early.", OperandExpected);
                default:
                    throw Error(Unexpected(), OperandExpected);
            }
        }

        private Condition ReadName()
        {
            Token first = _token;
            Take();
            if (TryTake("of"))
            {
                return ReadQuantifier(first);
            }

            string name = _text.Substring(first.Offset, first.Length);
            if (name.Contains('*', StringComparison.Ordinal))
            {
                throw new ConditionSyntaxException(
                    $"'{name}' is a pattern, which stands only after '1 of' or 'all of'.", first.Offset, first.Length, "a selection's name");
            }

            return new ConditionName(name, first.Offset);
        }

        private ConditionQuantifier ReadQuantifier(Token first)
        {
            string quantity = _text.Substring(first.Offset, first.Length);
            bool all = quantity.Equals("all", StringComparison.OrdinalIgnoreCase);

            // The specification says "1 of"; the reference implementation takes "any of" for the same.
            if (!all && quantity != "1" && !quantity.Equals("any", StringComparison.OrdinalIgnoreCase))
            {
                throw new ConditionSyntaxException($"'{quantity} of' is no quantifier.", first.Offset, first.Length, "'1 of' or 'all of'");
            }

            if (_token.Kind != TokenKind.Word || IsOperator())
            {
                throw Error(
                    _token.Kind == TokenKind.End ? "The condition ends too early." : Unexpected(),
                    "'them' or a pattern of selection names");
            }

            bool them = IsWord("them");
            string? pattern = them ? null : Word.ToString();
            int end = _token.Offset + _token.Length;
            Take();
            return new ConditionQuantifier(all, pattern, first.Offset, end - first.Offset);
        }

        private readonly bool IsWord(string word)
            => _token.Kind == TokenKind.Word && Word.Equals(word, StringComparison.OrdinalIgnoreCase);

        private readonly bool IsOperator() => IsWord("and") || IsWord("or") || IsWord("not") || IsWord("of");

        private bool TryTake(string word)
        {
            if (!IsWord(word))
            {
                return false;
            }

            Take();
            return true;
        }

        private void Take() => _token = Scan(_text, _token.Offset + _token.Length);

        private readonly string Unexpected()
        {
            ReadOnlySpan<char> word = Word;
            return word.Length > 64 ? $"Unexpected '{word[..64]}…'." : $"Unexpected '{word}'.";
        }

        private readonly ConditionSyntaxException Error(string message, string? expected)
            => new(message, _token.Offset, Math.Max(1, _token.Length), expected);

        private static Token Scan(string text, int offset)
        {
            while (offset < text.Length && char.IsWhiteSpace(text[offset]))
            {
                offset++;
            }

            if (offset == text.Length)
            {
                return new Token(TokenKind.End, text.AsSpan().TrimEnd().Length, 0);
            }

            switch (text[offset])
            {
                case '(':
                    return new Token(TokenKind.Open, offset, 1);
                case ')':
                    return new Token(TokenKind.Close, offset, 1);
                case '|':
                    return new Token(TokenKind.Pipe, offset, 1);
            }

            int end = offset;
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('(' or ')' or '|'))
            {
                end++;
            }

            return new Token(TokenKind.Word, offset, end - offset);
        }
    }
}
