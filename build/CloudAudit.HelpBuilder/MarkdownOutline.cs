using Markdig;
using Markdig.Syntax;

namespace CloudAudit.HelpBuilder;

/// <summary>A heading and what stands under it.</summary>
internal sealed class Section
{
    public required string Title { get; init; }

    public required int Level { get; init; }

    /// <summary>The heading's line, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The text blocks before the next heading of any level.</summary>
    public List<Block> Blocks { get; } = [];

    /// <summary>The headings one level below.</summary>
    public List<Section> Sections { get; } = [];
}

/// <summary>A page as a tree of its headings.</summary>
internal static class MarkdownOutline
{
    /// <summary>Reads a page, whose one level-1 heading must be its file's name.</summary>
    /// <returns>The level-1 section, or null after an error.</returns>
    public static Section? Read(string path, Diagnostics diagnostics)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        Stack<Section> open = new();
        Section? root = null;
        foreach (Block block in Markdown.Parse(File.ReadAllText(path)))
        {
            int line = block.Line + 1;
            if (block is not HeadingBlock heading)
            {
                if (root is null)
                {
                    diagnostics.Error(path, line, $"a page begins with its heading, '# {name}'");
                    return null;
                }

                open.Peek().Blocks.Add(block);
                continue;
            }

            Section section = new() { Title = PlainText.Of(heading.Inline), Level = heading.Level, Line = line };
            if (heading.Level == 1 ? root is not null || section.Title != name : root is null)
            {
                diagnostics.Error(path, line, $"a page has one level-1 heading, its first line: '# {name}'");
                return null;
            }

            while (open.Count > 0 && open.Peek().Level >= heading.Level)
            {
                open.Pop();
            }

            if (open.Count > 0 && open.Peek().Level != heading.Level - 1)
            {
                diagnostics.Error(path, line, $"'{section.Title}' skips a heading level");
                return null;
            }

            if (open.TryPeek(out Section? parent))
            {
                parent.Sections.Add(section);
            }

            root ??= section;
            open.Push(section);
        }

        if (root is null)
        {
            diagnostics.Error(path, 1, "the page is empty");
        }

        return root;
    }
}
