using System.Text;
using CloudAudit.Output;

namespace CloudAudit.Cli.Output;

/// <summary>Rows in columns of fixed width, safe for a terminal; what is too long ends in an ellipsis.</summary>
internal sealed class TextTable(TextWriter writer, params (string Header, int Width)[] columns)
{
    public void Header()
    {
        Row([.. columns.Select(c => c.Header)]);
        Row([.. columns.Select(c => new string('-', Math.Min(c.Width, c.Header.Length)))]);
    }

    public void Row(params string?[] values)
    {
        var line = new StringBuilder();
        for (int i = 0; i < columns.Length; i++)
        {
            int width = columns[i].Width;
            string text = TerminalText.Clean(values[i]);
            if (text.Length > width)
            {
                // Never half a surrogate pair.
                int end = char.IsHighSurrogate(text[width - 2]) ? width - 2 : width - 1;
                text = text[..end] + "…";
            }

            line.Append(i == columns.Length - 1 ? text : text.PadRight(width + 1));
        }

        writer.WriteLine(line.ToString().TrimEnd());
    }
}
