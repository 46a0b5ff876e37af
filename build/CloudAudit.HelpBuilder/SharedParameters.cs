namespace CloudAudit.HelpBuilder;

/// <summary>Texts of parameters that many cmdlets have alike: a page of their own, which a cmdlet's page may overrule.</summary>
internal sealed class SharedParameters
{
    private readonly List<(string Name, IReadOnlyList<string> Text)> _texts = [];

    /// <summary>The text of a parameter; null where none is shared.</summary>
    public IReadOnlyList<string>? this[string name] => _texts.Find(entry => entry.Name == name).Text;

    /// <summary>Reads all pages of a folder, which may be missing. Errors are reported.</summary>
    public static SharedParameters Read(string folder, IReadOnlyList<CmdletShape> cmdlets, Diagnostics diagnostics)
    {
        SharedParameters shared = new();
        string[] pages = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.md") : [];
        foreach (string path in pages.Order(StringComparer.Ordinal))
        {
            foreach (Section section in MarkdownOutline.Read(path, diagnostics)?.Sections ?? [])
            {
                if (section.Title != "PARAMETERS")
                {
                    diagnostics.Error(path, section.Line, $"a shared page has the section PARAMETERS alone, not '{section.Title}'");
                    continue;
                }

                foreach (Section entry in section.Sections)
                {
                    shared.Add(path, entry, cmdlets, diagnostics);
                }
            }
        }

        return shared;
    }

    private void Add(string path, Section entry, IReadOnlyList<CmdletShape> cmdlets, Diagnostics diagnostics)
    {
        string name = entry.Title.TrimStart('-');
        List<string> text = [.. PlainText.Paragraphs(entry.Blocks)];
        if (!entry.Title.StartsWith('-') || cmdlets.All(cmdlet => cmdlet.Parameters.All(parameter => parameter.Name != name)))
        {
            diagnostics.Error(path, entry.Line, $"no cmdlet has a parameter '{entry.Title}'");
        }
        else if (this[name] is not null)
        {
            diagnostics.Error(path, entry.Line, $"'{entry.Title}' is shared twice");
        }
        else if (text.Count == 0)
        {
            diagnostics.Error(path, entry.Line, $"'{entry.Title}' has no text");
        }
        else
        {
            _texts.Add((name, text));
        }
    }
}
