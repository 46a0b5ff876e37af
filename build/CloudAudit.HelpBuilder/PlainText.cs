using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace CloudAudit.HelpBuilder;

/// <summary>Markdown as the plain text that Get-Help shows.</summary>
internal static class PlainText
{
    /// <summary>Blocks as paragraphs: a list item is one, code keeps its lines.</summary>
    public static IEnumerable<string> Paragraphs(IEnumerable<Block> blocks) => blocks.SelectMany(Paragraphs);

    /// <summary>The lines of a code block.</summary>
    public static string Code(LeafBlock block) => block.Lines.ToString().TrimEnd();

    /// <summary>Inline text without its marks; a link to another place keeps its address.</summary>
    public static string Of(ContainerInline? inlines)
    {
        StringBuilder text = new();
        Append(text, inlines);
        return text.ToString().Trim();
    }

    private static IEnumerable<string> Paragraphs(Block block)
    {
        switch (block)
        {
            case CodeBlock code:
                return [Code(code)];
            case ListBlock list:
                return list.Cast<ListItemBlock>().Select((item, index) =>
                    (list.IsOrdered ? $"{index + 1}. " : "- ") + string.Join('\n', Paragraphs((IEnumerable<Block>)item)));
            case ContainerBlock container:
                return Paragraphs((IEnumerable<Block>)container);
            case LeafBlock leaf when leaf.Inline is not null:
                return [Of(leaf.Inline)];
            default:
                return [];
        }
    }

    private static void Append(StringBuilder text, ContainerInline? inlines)
    {
        foreach (Inline inline in inlines ?? Enumerable.Empty<Inline>())
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Append(literal.Content.ToString());
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case LineBreakInline:
                    text.Append(' ');
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.ToString());
                    break;
                case AutolinkInline link:
                    text.Append(link.Url);
                    break;
                case LinkInline link:
                    Append(text, link);
                    if (Uri.TryCreate(link.Url, UriKind.Absolute, out _))
                    {
                        text.Append(" (").Append(link.Url).Append(')');
                    }

                    break;
                case ContainerInline container:
                    Append(text, container);
                    break;
                default:
                    break;
            }
        }
    }
}
