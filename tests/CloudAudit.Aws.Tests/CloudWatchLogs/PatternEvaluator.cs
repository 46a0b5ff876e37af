using System.Text.Json;
using System.Text.RegularExpressions;

namespace CloudAudit.Aws.Tests.CloudWatchLogs;

/// <summary>
/// What a CloudWatch filter pattern lets through, after its documentation alone ("Filter pattern syntax"): conditions on
/// JSON properties, joined by <c>&amp;&amp;</c>, <c>||</c> and parentheses.
/// </summary>
internal sealed class PatternEvaluator
{
    private readonly string _text;
    private readonly JsonElement _record;
    private int _at;

    private PatternEvaluator(string text, JsonElement record) => (_text, _record) = (text, record);

    public static bool Matches(string pattern, string record)
    {
        Assert.InRange(pattern.Length, 1, 1024);
        Assert.InRange(pattern.Count(c => c == '%'), 0, 4);
        Assert.True(pattern.StartsWith("{ ", StringComparison.Ordinal) && pattern.EndsWith(" }", StringComparison.Ordinal), pattern);
        using var json = JsonDocument.Parse(record);
        var evaluator = new PatternEvaluator(pattern[2..^2], json.RootElement);
        bool answer = evaluator.Or();
        Assert.Equal(evaluator._text.Length, evaluator._at);
        return answer;
    }

    private bool Or()
    {
        bool answer = And();
        while (Take(" || "))
        {
            answer |= And();
        }

        return answer;
    }

    private bool And()
    {
        bool answer = Term();
        while (Take(" && "))
        {
            answer &= Term();
        }

        return answer;
    }

    private bool Term()
    {
        if (!Take("("))
        {
            return Condition();
        }

        bool answer = Or();
        Assert.True(Take(")"), $"')' expected at {_at} of {_text}");
        return answer;
    }

    private bool Condition()
    {
        int end = _text.IndexOf(' ', _at);
        string path = _text[_at..end];
        _at = end;
        JsonElement? value = Find(path);
        if (Take(" NOT EXISTS"))
        {
            return value is null;
        }

        if (Take(" IS NULL"))
        {
            return value?.ValueKind == JsonValueKind.Null;
        }

        if (Take(" IS FALSE"))
        {
            return value?.ValueKind == JsonValueKind.False;
        }

        Assert.True(Take(" = "), $"'=' expected at {_at} of {_text}");
        char quote = _text[_at];
        int close = _text.IndexOf(quote, _at + 1);
        string operand = _text[(_at + 1)..close];
        _at = close + 1;
        if (value?.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        string text = value.Value.GetString()!;
        if (quote == '"')
        {
            return operand == "*" || operand == text;
        }

        Assert.Equal('%', quote);
        Assert.DoesNotContain('(', operand);
        Assert.All(operand, c => Assert.True(char.IsAsciiLetterOrDigit(c) || "_#=@/;,-:^$?[]{}|\\*+.".Contains(c, StringComparison.Ordinal), $"'{c}' in {operand}"));
        return Regex.IsMatch(text, operand, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    private JsonElement? Find(string path)
    {
        JsonElement at = _record;
        foreach (string name in path.Split('.')[1..])
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at;
    }

    private bool Take(string token)
    {
        if (string.CompareOrdinal(_text, _at, token, 0, token.Length) != 0)
        {
            return false;
        }

        _at += token.Length;
        return true;
    }
}
