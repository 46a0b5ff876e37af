using System.Globalization;
using System.Text;
using System.Xml;

namespace CloudAudit.HelpBuilder;

/// <summary>Writes cmdlet help in MAML, the form that PowerShell reads from a module's folder.</summary>
internal sealed class MamlWriter
{
    private const string Maml = "http://schemas.microsoft.com/maml/2004/10";
    private const string Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private const string Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private readonly XmlWriter _xml;

    private MamlWriter(XmlWriter xml) => _xml = xml;

    public static void Write(string path, IEnumerable<(CmdletShape Cmdlet, CmdletPage Page)> entries)
    {
        XmlWriterSettings settings = new() { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) };
        using XmlWriter xml = XmlWriter.Create(path, settings);
        xml.WriteStartElement("helpItems", "http://msh");
        xml.WriteAttributeString("schema", "maml");
        xml.WriteAttributeString("xmlns", "maml", null, Maml);
        xml.WriteAttributeString("xmlns", "command", null, Command);
        xml.WriteAttributeString("xmlns", "dev", null, Dev);
        MamlWriter writer = new(xml);
        foreach ((CmdletShape cmdlet, CmdletPage page) in entries)
        {
            writer.WriteCommand(cmdlet, page);
        }

        xml.WriteEndElement();
    }

    private void WriteCommand(CmdletShape cmdlet, CmdletPage page)
    {
        _xml.WriteStartElement("command", Command);

        _xml.WriteStartElement("details", Command);
        _xml.WriteElementString("name", Command, cmdlet.Name);
        _xml.WriteElementString("verb", Command, cmdlet.Verb);
        _xml.WriteElementString("noun", Command, cmdlet.Noun);
        WriteDescription([page.Synopsis]);
        _xml.WriteEndElement();

        WriteDescription(page.Description);
        WriteSyntax(cmdlet, page);

        _xml.WriteStartElement("parameters", Command);
        foreach ((string name, IReadOnlyList<string> text) in page.Parameters)
        {
            ParameterShape parameter = cmdlet.Parameters.First(shape => shape.Name == name);
            WriteParameter(parameter, parameter.Overall, text, inSyntax: false);
        }

        _xml.WriteEndElement();

        WriteTypes("inputTypes", "inputType", page.Inputs);
        WriteTypes("returnValues", "returnValue", page.Outputs);
        WriteNotes(page.Notes);
        WriteExamples(page.Examples);
        WriteLinks(page.Links);
        _xml.WriteEndElement();
    }

    private void WriteSyntax(CmdletShape cmdlet, CmdletPage page)
    {
        _xml.WriteStartElement("syntax", Command);
        foreach (string set in cmdlet.ParameterSets)
        {
            _xml.WriteStartElement("syntaxItem", Command);
            _xml.WriteElementString("name", Maml, cmdlet.Name);

            // As Get-Command orders them: by position, then what the set requires, then the rest as the page has it.
            var members = page.Parameters
                .Select(entry => (Shape: cmdlet.Parameters.First(shape => shape.Name == entry.Name), entry.Text))
                .Select(entry => (entry.Shape, Place: entry.Shape.In(set), entry.Text))
                .Where(entry => entry.Place is not null)
                .OrderBy(entry => entry.Place!.Position ?? int.MaxValue)
                .ThenBy(entry => !entry.Place!.Mandatory);
            foreach ((ParameterShape shape, ParameterPlace? place, IReadOnlyList<string> text) in members)
            {
                WriteParameter(shape, place!, text, inSyntax: true);
            }

            _xml.WriteEndElement();
        }

        _xml.WriteEndElement();
    }

    private void WriteParameter(ParameterShape parameter, ParameterPlace place, IReadOnlyList<string> text, bool inSyntax)
    {
        _xml.WriteStartElement("parameter", Command);
        _xml.WriteAttributeString("required", Flag(place.Mandatory));
        _xml.WriteAttributeString("variableLength", "true");
        _xml.WriteAttributeString("globbing", Flag(parameter.Wildcards));
        _xml.WriteAttributeString("pipelineInput", place.PipelineInput);
        _xml.WriteAttributeString("position", place.Position?.ToString(CultureInfo.InvariantCulture) ?? "named");
        _xml.WriteAttributeString("aliases", parameter.Aliases.Length > 0 ? parameter.Aliases : "none");
        _xml.WriteElementString("name", Maml, parameter.Name);

        List<string> description = [.. text];
        if (!inSyntax && parameter.Values.Count > 0)
        {
            description.Add("Values: " + string.Join(", ", parameter.Values));
        }

        WriteDescription(description);

        // A switch has no value in the syntax; in the list of parameters its type is shown.
        if (!parameter.IsSwitch || !inSyntax)
        {
            _xml.WriteStartElement("parameterValue", Command);
            _xml.WriteAttributeString("required", Flag(!parameter.IsSwitch));
            _xml.WriteAttributeString("variableLength", "false");
            _xml.WriteString(parameter.TypeName);
            _xml.WriteEndElement();
        }

        _xml.WriteStartElement("type", Dev);
        _xml.WriteElementString("name", Maml, parameter.TypeName);
        _xml.WriteElementString("uri", Maml, null);
        _xml.WriteEndElement();
        _xml.WriteElementString("defaultValue", Dev, parameter.Default ?? (parameter.IsSwitch ? "False" : "None"));
        _xml.WriteEndElement();
    }

    private void WriteTypes(string list, string item, IReadOnlyList<(string Name, IReadOnlyList<string> Text)> types)
    {
        _xml.WriteStartElement(list, Command);
        foreach ((string name, IReadOnlyList<string> text) in types)
        {
            _xml.WriteStartElement(item, Command);
            _xml.WriteStartElement("type", Dev);
            _xml.WriteElementString("name", Maml, name);
            _xml.WriteEndElement();
            WriteDescription(text);
            _xml.WriteEndElement();
        }

        _xml.WriteEndElement();
    }

    private void WriteNotes(IReadOnlyList<string> notes)
    {
        if (notes.Count > 0)
        {
            _xml.WriteStartElement("alertSet", Maml);
            _xml.WriteStartElement("alert", Maml);
            WriteParagraphs(notes);
            _xml.WriteEndElement();
            _xml.WriteEndElement();
        }
    }

    private void WriteExamples(IReadOnlyList<HelpExample> examples)
    {
        _xml.WriteStartElement("examples", Command);
        // Get-Help ends no paragraph of an example by itself: what follows would run on in its last line.
        foreach (HelpExample example in examples)
        {
            _xml.WriteStartElement("example", Command);
            _xml.WriteElementString("title", Maml, $"--- {example.Title} ---");
            if (example.Introduction.Count > 0)
            {
                _xml.WriteStartElement("introduction", Maml);
                WriteParagraphs([string.Concat(example.Introduction.Select(text => text + "\n\n"))]);
                _xml.WriteEndElement();
            }

            _xml.WriteElementString("code", Dev, example.Code);
            _xml.WriteStartElement("remarks", Dev);
            WriteParagraphs([.. example.Remarks, string.Empty]);
            _xml.WriteEndElement();
            _xml.WriteEndElement();
        }

        _xml.WriteEndElement();
    }

    private void WriteLinks(IReadOnlyList<HelpLink> links)
    {
        _xml.WriteStartElement("relatedLinks", Command);
        foreach (HelpLink link in links)
        {
            _xml.WriteStartElement("navigationLink", Maml);
            _xml.WriteElementString("linkText", Maml, link.Text);
            _xml.WriteElementString("uri", Maml, link.Address);
            _xml.WriteEndElement();
        }

        _xml.WriteEndElement();
    }

    private void WriteDescription(IReadOnlyList<string> paragraphs)
    {
        _xml.WriteStartElement("description", Maml);
        WriteParagraphs(paragraphs);
        _xml.WriteEndElement();
    }

    private void WriteParagraphs(IReadOnlyList<string> paragraphs)
    {
        foreach (string paragraph in paragraphs)
        {
            _xml.WriteElementString("para", Maml, paragraph);
        }
    }

    private static string Flag(bool value) => value ? "true" : "false";
}
