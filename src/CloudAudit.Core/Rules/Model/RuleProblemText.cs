using System.Globalization;
using System.Text;
using CloudAudit.Output;

namespace CloudAudit.Rules;

/// <summary>
/// Lays a problem out as PowerShell 7 lays out a script's parse error:
/// <code>
/// rules/a.yml:12:16
/// Line |
///   12 |     condition: selection adn not filter
///      |                          ~~~
///      | Unexpected 'adn'. Expected 'and', 'or' or the end of the condition.
/// </code>
/// </summary>
internal static class RuleProblemText
{
    private const int LongestLine = 160;

    public static string Format(RuleProblem problem)
    {
        var text = new StringBuilder(OneLine(problem.File));
        if (problem.Line > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $":{problem.Line}:{problem.Column}");
        }

        text.Append('\n');
        string bar = "     | ";
        if (problem.Line > 0 && problem.LineText.Length > 0)
        {
            (string line, int column) = Window(problem.LineText, Math.Max(0, problem.Column - 1));
            int length = Math.Clamp(problem.Length, 1, Math.Max(1, line.Length - column));
            string number = problem.Line.ToString(CultureInfo.InvariantCulture).PadLeft(4);
            bar = new string(' ', number.Length) + " | ";
            text.Append("Line".PadLeft(number.Length)).Append(" |\n")
                .Append(number).Append(" | ").Append(line).Append('\n')
                .Append(bar).Append(' ', column).Append('~', length).Append('\n');
        }

        text.Append(bar).Append(OneLine(problem.Message));
        if (problem.Expected is { Length: > 0 } expected)
        {
            text.Append(" Expected ").Append(OneLine(expected)).Append('.');
        }

        return text.ToString();
    }

    /// <summary>The part of a long line around the column.</summary>
    private static (string Line, int Column) Window(string line, int column)
    {
        column = Math.Min(column, line.Length);
        int start = 0;
        if (line.Length > LongestLine)
        {
            start = Math.Clamp(column - (LongestLine / 2), 0, line.Length - LongestLine);
            line = line.Substring(start, LongestLine);
        }

        return (OneLine(line).TrimEnd(), column - start);
    }

    /// <summary>A rule file is somebody else's text and must not steer the terminal. A tab keeps its one column.</summary>
    private static string OneLine(string text) => TerminalText.Clean(text.Replace('\t', ' '));
}
