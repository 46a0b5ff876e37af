// Makes the module's help from Markdown. The build runs it:
//
//     CloudAudit.HelpBuilder <CloudAudit.dll> <docs folder> <output folder>
//
// docs/en-US/<Cmdlet-Name>.md, one page a cmdlet, becomes its entry in CloudAudit.dll-Help.xml (MAML). The page has
// what only a person can write; names, types, aliases, positions, pipeline input, parameter sets and syntax are read
// from the cmdlet itself, so the page neither repeats them nor can contradict them:
//
//     # Get-AuditEvent                        the cmdlet's name, which is the file's name
//     ## SYNOPSIS                             one paragraph
//     ## DESCRIPTION
//     ## EXAMPLES
//     ### Example 1: What it shows            numbered from 1; text, ```powershell blocks, ```output blocks
//     ## PARAMETERS
//     ### -Path                               every parameter of the cmdlet, in the order help shows them
//     ## INPUTS                               ### Type name and text for what the pipeline takes, or "None."
//     ## OUTPUTS                              ### Type name and text for each [OutputType], or "None."
//     ## NOTES                                optional
//     ## RELATED LINKS                        optional, a list of links
//
// -WhatIf, -Confirm and SupportsPaging's parameters have a text of their own and need none on the page. A default
// value is shown where the property has [PSDefaultValue].
//
// docs/en-US/shared/<Area>.md has texts of parameters that many cmdlets have alike, under ## PARAMETERS. A page that
// says nothing of such a parameter gets its text from there.
//
// docs/en-US/about_<Topic>.md becomes about_<Topic>.help.txt:
//
//     # about_Topic                           the file's name
//     ## SHORT DESCRIPTION                    one line of at most 76 characters, shown in lists of topics
//     ## LONG DESCRIPTION                     and any further ## and ### sections
//
// Whatever is missing, unknown or said twice is an error with the page's file and line.
using CloudAudit.HelpBuilder;

if (args.Length != 3)
{
    Console.Error.WriteLine("usage: CloudAudit.HelpBuilder <CloudAudit.dll> <docs folder> <output folder>");
    return 2;
}

Diagnostics diagnostics = new(Console.Error);
IReadOnlyList<CmdletShape> cmdlets = CmdletShape.ReadAll(args[0]);
SharedParameters shared = SharedParameters.Read(Path.Join(args[1], "shared"), cmdlets, diagnostics);
List<(CmdletShape Cmdlet, CmdletPage Page)> entries = [];
foreach (CmdletShape cmdlet in cmdlets)
{
    string path = Path.Join(args[1], cmdlet.Name + ".md");
    if (!File.Exists(path))
    {
        diagnostics.Error(path, 1, $"{cmdlet.Name} has no help page");
    }
    else if (CmdletPage.Read(path, cmdlet, shared, diagnostics) is { } page)
    {
        entries.Add((cmdlet, page));
    }
}

List<AboutTopic> topics = [];
string[] pages = Directory.Exists(args[1]) ? Directory.GetFiles(args[1], "*.md") : [];
foreach (string path in pages.Order(StringComparer.Ordinal))
{
    string name = Path.GetFileNameWithoutExtension(path);
    if (name.StartsWith("about_", StringComparison.Ordinal))
    {
        if (AboutTopic.Read(path, diagnostics) is { } topic)
        {
            topics.Add(topic);
        }
    }
    else if (cmdlets.All(cmdlet => cmdlet.Name != name))
    {
        diagnostics.Error(path, 1, $"there is no cmdlet {name}");
    }
}

if (diagnostics.HasErrors)
{
    return 1;
}

Directory.CreateDirectory(args[2]);
MamlWriter.Write(Path.Join(args[2], Path.GetFileName(args[0]) + "-Help.xml"), entries);
foreach (AboutTopic topic in topics)
{
    File.WriteAllText(Path.Join(args[2], topic.Name + ".help.txt"), topic.Text);
}

return 0;
