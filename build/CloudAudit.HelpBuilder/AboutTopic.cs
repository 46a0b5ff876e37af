using System.Text;
using Markdig.Syntax;

namespace CloudAudit.HelpBuilder;

/// <summary>A conceptual topic, as the text file that Get-Help shows.</summary>
internal sealed class AboutTopic
{
    private const int Width = 80;
    private const int Indent = 4;

    private AboutTopic(string name, string text)
    {
        Name = name;
        Text = text;
    }

    public string Name { get; }

    public string Text { get; }

    /// <summary>Reads a topic; null after an error.</summary>
    public static AboutTopic? Read(string path, Diagnostics diagnostics)
    {
        if (MarkdownOutline.Read(path, diagnostics) is not { } root)
        {
            return null;
        }

        // Get-Help takes a topic's synopsis from its fifth line, whatever stands there.
        Section? first = root.Sections.FirstOrDefault();
        List<string> summary = first is null ? [] : [.. PlainText.Paragraphs(first.Blocks)];
        if (first?.Title != "SHORT DESCRIPTION" || summary.Count != 1 || summary[0].Length > Width - Indent)
        {
            diagnostics.Error(
                path,
                first?.Line ?? root.Line,
                $"a topic begins with '## SHORT DESCRIPTION' of one line, at most {Width - Indent} characters");
            return null;
        }

        StringBuilder text = new();
        text.Append("TOPIC\n").Append(' ', Indent).Append(root.Title).Append('\n');
        foreach (Section section in root.Sections)
        {
            text.Append('\n').Append(section.Title).Append('\n');
            AppendBlocks(text, section.Blocks);
            foreach (Section part in section.Sections)
            {
                text.Append('\n').Append(' ', Indent / 2).Append(part.Title).Append('\n');
                AppendBlocks(text, part.Blocks);
            }
        }

        return new AboutTopic(root.Title, text.ToString());
    }

    private static void AppendBlocks(StringBuilder text, List<Block> blocks)
    {
        for (int i = 0; i < blocks.Count; i++)
        {
            if (i > 0)
            {
                text.Append('\n');
            }

            foreach (string paragraph in PlainText.Paragraphs([blocks[i]]))
            {
                AppendParagraph(text, paragraph, verbatim: blocks[i] is CodeBlock, hanging: blocks[i] is ListBlock);
            }
        }
    }

    private static void AppendParagraph(StringBuilder text, string paragraph, bool verbatim, bool hanging)
    {
        if (verbatim)
        {
            foreach (string line in paragraph.Split('\n'))
            {
                text.Append(line.Length > 0 ? new string(' ', 2 * Indent) : string.Empty).Append(line).Append('\n');
            }

            return;
        }

        int column = 0;
        foreach (string word in paragraph.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + 1 + word.Length > Width)
            {
                text.Append('\n');
                column = 0;
            }

            if (column == 0)
            {
                int indent = Indent + (hanging && !word.StartsWith('-') ? 2 : 0);
                text.Append(' ', indent);
                column = indent;
            }
            else
            {
                text.Append(' ');
                column++;
            }

            text.Append(word);
            column += word.Length;
        }

        text.Append('\n');
    }
}
