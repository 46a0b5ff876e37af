namespace CloudAudit.Rules;

/// <summary>
/// The text that rules were read from, kept so that an error found later, when a rule is compiled,
/// still shows the line it is about. Rules of one file share one source.
/// </summary>
public sealed class RuleSource
{
    /// <summary>Names a text.</summary>
    /// <param name="file">The file's path, or what stands for it ("-FilterHashtable").</param>
    /// <param name="text">The whole text; empty when there is none.</param>
    public RuleSource(string file, string text)
    {
        File = file;
        Text = text;
    }

    /// <summary>The file's path as it was given.</summary>
    public string File { get; }

    /// <summary>The file's whole text.</summary>
    public string Text { get; }

    /// <summary>One line's text without its line end; empty when there is no such line.</summary>
    /// <param name="line">Counts from 1.</param>
    public string GetLine(int line)
    {
        if (line < 1)
        {
            return string.Empty;
        }

        int current = 1;
        foreach (ReadOnlySpan<char> text in Text.AsSpan().EnumerateLines())
        {
            if (current++ == line)
            {
                return text.ToString();
            }
        }

        return string.Empty;
    }

    /// <summary>Makes a problem at a place of this source, with the line it is about.</summary>
    public RuleProblem Problem(RuleProblemKind kind, SourcePosition position, string message, string? expected = null)
        => new()
        {
            Kind = kind,
            File = File,
            Line = position.Line,
            Column = position.Column,
            Length = Math.Max(1, position.Length),
            LineText = GetLine(position.Line),
            Message = message,
            Expected = expected,
        };

    /// <inheritdoc/>
    public override string ToString() => File;
}
