using System.Globalization;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace CloudAudit.HelpBuilder;

/// <summary>One example: what is run, and what is said of it.</summary>
/// <param name="Title">The heading after its number.</param>
/// <param name="Introduction">Text before the first code.</param>
/// <param name="Code">The PowerShell code.</param>
/// <param name="Remarks">Text and output after the code.</param>
internal sealed record HelpExample(
    string Title, IReadOnlyList<string> Introduction, string Code, IReadOnlyList<string> Remarks);

/// <summary>A link of RELATED LINKS.</summary>
/// <param name="Text">What it is called.</param>
/// <param name="Address">Its address, empty for another page of this module.</param>
internal sealed record HelpLink(string Text, string Address);

/// <summary>A cmdlet's page: the words of its help, checked against the cmdlet.</summary>
internal sealed class CmdletPage
{
    private static readonly string[] Required = ["SYNOPSIS", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS"];
    private static readonly string[] Optional = ["NOTES", "RELATED LINKS"];

    private readonly string _path;
    private readonly Diagnostics _diagnostics;

    private readonly SharedParameters _shared;

    private CmdletPage(string path, SharedParameters shared, Diagnostics diagnostics)
    {
        _path = path;
        _shared = shared;
        _diagnostics = diagnostics;
    }

    public string Synopsis { get; private set; } = string.Empty;

    public IReadOnlyList<string> Description { get; private set; } = [];

    public IReadOnlyList<HelpExample> Examples { get; private set; } = [];

    /// <summary>Each parameter's paragraphs, in the page's order.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Text)> Parameters { get; private set; } = [];

    public IReadOnlyList<(string Name, IReadOnlyList<string> Text)> Inputs { get; private set; } = [];

    public IReadOnlyList<(string Name, IReadOnlyList<string> Text)> Outputs { get; private set; } = [];

    public IReadOnlyList<string> Notes { get; private set; } = [];

    public IReadOnlyList<HelpLink> Links { get; private set; } = [];

    /// <summary>Reads a page; null where it is no page at all. Errors are reported.</summary>
    public static CmdletPage? Read(string path, CmdletShape cmdlet, SharedParameters shared, Diagnostics diagnostics)
    {
        if (MarkdownOutline.Read(path, diagnostics) is not { } root)
        {
            return null;
        }

        CmdletPage page = new(path, shared, diagnostics);
        page.CheckSections(root);
        foreach (Section section in root.Sections)
        {
            page.ReadSection(section, cmdlet);
        }

        return page;
    }

    private void Error(Section at, string message) => _diagnostics.Error(_path, at.Line, message);

    private void CheckSections(Section root)
    {
        foreach (Section section in root.Sections)
        {
            if (!Required.Contains(section.Title) && !Optional.Contains(section.Title))
            {
                Error(section, $"no such section '{section.Title}'; there are {string.Join(", ", Required.Concat(Optional))}");
            }
            else if (root.Sections.First(other => other.Title == section.Title) != section)
            {
                Error(section, $"a second section '{section.Title}'");
            }
        }

        foreach (string missing in Required.Where(title => root.Sections.TrueForAll(section => section.Title != title)))
        {
            Error(root, $"the section '## {missing}' is missing");
        }
    }

    private void ReadSection(Section section, CmdletShape cmdlet)
    {
        switch (section.Title)
        {
            case "SYNOPSIS":
                IReadOnlyList<string> synopsis = Text(section);
                if (synopsis.Count != 1)
                {
                    Error(section, "the synopsis is one paragraph");
                }

                Synopsis = synopsis.Count > 0 ? synopsis[0] : string.Empty;
                break;
            case "DESCRIPTION":
                Description = Text(section);
                break;
            case "EXAMPLES":
                Examples = [.. section.Sections.Select((example, index) => ReadExample(example, index + 1))];
                if (Examples.Count == 0)
                {
                    Error(section, "no example");
                }

                break;
            case "PARAMETERS":
                Parameters = ReadParameters(section, cmdlet);
                break;
            case "INPUTS":
                Inputs = ReadTypes(
                    section,
                    cmdlet.Parameters.Where(parameter => parameter.Overall.ByValue || parameter.Overall.ByPropertyName)
                        .Select(parameter => parameter.ElementType),
                    everyOne: false);
                break;
            case "OUTPUTS":
                Outputs = ReadTypes(section, cmdlet.OutputTypes, everyOne: true);
                break;
            case "NOTES":
                Notes = Text(section);
                break;
            case "RELATED LINKS":
                Links = [.. section.Blocks.SelectMany(block => block.Descendants<LinkInline>()).Select(ReadLink)];
                break;
            default:
                break;
        }
    }

    private IReadOnlyList<string> Text(Section section)
    {
        List<string> text = [.. PlainText.Paragraphs(section.Blocks)];
        if (text.Count == 0)
        {
            Error(section, $"'{section.Title}' has no text");
        }

        return text;
    }

    private HelpExample ReadExample(Section section, int number)
    {
        string prefix = string.Create(CultureInfo.InvariantCulture, $"Example {number}: ");
        if (!section.Title.StartsWith(prefix, StringComparison.Ordinal) || section.Title.Length == prefix.Length)
        {
            Error(section, $"an example's heading is '### {prefix}what it shows'");
        }

        List<FencedCodeBlock> code = [.. section.Blocks.OfType<FencedCodeBlock>().Where(block => block.Info == "powershell")];
        if (code.Count == 0)
        {
            Error(section, "an example needs a ```powershell block");
            return new HelpExample(section.Title, [], string.Empty, []);
        }

        int first = section.Blocks.IndexOf(code[0]);
        return new HelpExample(
            section.Title,
            [.. PlainText.Paragraphs(section.Blocks.Take(first))],
            string.Join("\n\n", code.Select(PlainText.Code)),
            [.. PlainText.Paragraphs(section.Blocks.Skip(first).Where(block => !code.Contains(block)))]);
    }

    private List<(string Name, IReadOnlyList<string> Text)> ReadParameters(Section section, CmdletShape cmdlet)
    {
        List<(string Name, IReadOnlyList<string> Text)> parameters = [];
        foreach (Section entry in section.Sections)
        {
            string name = entry.Title.TrimStart('-');
            if (!entry.Title.StartsWith('-') || cmdlet.Parameters.All(parameter => parameter.Name != name))
            {
                Error(entry, $"{cmdlet.Name} has no parameter '{entry.Title}'");
            }
            else if (parameters.Exists(parameter => parameter.Name == name))
            {
                Error(entry, $"'{entry.Title}' stands here twice");
            }
            else
            {
                parameters.Add((name, Text(entry)));
            }
        }

        foreach (ParameterShape missing in cmdlet.Parameters.Where(p => parameters.TrueForAll(entry => entry.Name != p.Name)))
        {
            if ((missing.CommonText is null ? _shared[missing.Name] : [missing.CommonText]) is { } text)
            {
                parameters.Add((missing.Name, text));
            }
            else
            {
                Error(section, $"the parameter -{missing.Name} is missing");
            }
        }

        return parameters;
    }

    // Types are named in full or by their last part, and must be the cmdlet's own.
    private List<(string Name, IReadOnlyList<string> Text)> ReadTypes(Section section, IEnumerable<string> types, bool everyOne)
    {
        List<string> known = [.. types.Distinct(StringComparer.Ordinal)];
        List<(string Name, IReadOnlyList<string> Text)> entries = [];
        foreach (Section entry in section.Sections)
        {
            string? type = known.Find(name => name == entry.Title || name.EndsWith("." + entry.Title, StringComparison.Ordinal));
            if (type is null)
            {
                Error(entry, $"'{entry.Title}' is none of {(known.Count > 0 ? string.Join(", ", known) : "none")}");
            }
            else
            {
                entries.Add((type, Text(entry)));
            }
        }

        foreach (string type in known.Where(type => everyOne && !entries.Exists(entry => entry.Name == type)))
        {
            Error(section, $"the type '{type}' is missing");
        }

        if (section.Sections.Count == 0 && string.Join(' ', PlainText.Paragraphs(section.Blocks)) != "None.")
        {
            Error(section, "name the types under ###, or say 'None.'");
        }

        return entries;
    }

    private static HelpLink ReadLink(LinkInline link)
    {
        string text = PlainText.Of(link);
        return new HelpLink(text, Uri.TryCreate(link.Url, UriKind.Absolute, out _) ? link.Url! : string.Empty);
    }
}
