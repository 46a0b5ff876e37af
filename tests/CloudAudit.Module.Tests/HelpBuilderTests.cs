using System.Xml.Linq;
using CloudAudit.HelpBuilder;

namespace CloudAudit.Module.Tests;

public sealed class HelpBuilderTests : IDisposable
{
    private const string Page = """
        # Get-Sample

        ## SYNOPSIS

        Gets samples.

        ## DESCRIPTION

        Gets *samples* of `everything`.

        ## EXAMPLES

        ### Example 1: By name

        First this:

        ```powershell
        Get-Sample x
        ```

        Then that.

        ## PARAMETERS

        ### -Name

        The names.

        ### -Id

        The numbers.

        ### -Colour

        The colour.

        ### -Limit

        How many.

        ## INPUTS

        ### String

        Names.

        ## OUTPUTS

        ### System.Version

        The samples.
        """;

    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly CmdletShape Cmdlet =
        CmdletShape.ReadAll(typeof(GetSampleCommand).Assembly.Location).Single(cmdlet => cmdlet.Name == "Get-Sample");

    private readonly string _folder = Directory.CreateTempSubdirectory("CloudAudit").FullName;
    private readonly StringWriter _errors = new();

    public void Dispose()
    {
        _errors.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_the_cmdlet_says_of_a_parameter_stands_in_its_help()
    {
        XElement help = Build(Page);
        XElement parameters = help.Element(Command + "parameters")!;

        Assert.Equal(["Name", "Id", "Colour", "Limit", "WhatIf", "Confirm"], parameters.Elements().Select(Name));
        XElement name = Parameter(parameters, "Name");
        Assert.Equal("Title, Label", name.Attribute("aliases")!.Value);
        Assert.Equal("True (ByValue)", name.Attribute("pipelineInput")!.Value);
        Assert.Equal("0", name.Attribute("position")!.Value);
        Assert.Equal("true", name.Attribute("globbing")!.Value);
        Assert.Equal("String[]", name.Element(Command + "parameterValue")!.Value);
        Assert.Contains("Red, Green", Parameter(parameters, "Colour").Value, StringComparison.Ordinal);
        XElement limit = Parameter(parameters, "Limit");
        Assert.Equal("10", limit.Element(Dev + "defaultValue")!.Value);
        Assert.Equal("Int32", limit.Element(Dev + "type")!.Element(Maml + "name")!.Value);
        Assert.Equal("named", limit.Attribute("position")!.Value);
    }

    [Fact]
    public void Each_parameter_set_is_a_syntax_with_the_default_one_first()
    {
        XElement[] items = [.. Build(Page).Element(Command + "syntax")!.Elements()];

        Assert.Equal(2, items.Length);
        Assert.Equal(["Name", "Colour", "Limit", "WhatIf", "Confirm"], Names(items[0]));
        Assert.Equal(["Id", "Colour", "Limit", "WhatIf", "Confirm"], Names(items[1]));
        Assert.Equal("true", Parameter(items[1], "Id").Attribute("required")!.Value);

        static IEnumerable<string> Names(XElement item) => item.Elements(Command + "parameter").Select(Name);
    }

    [Fact]
    public void An_example_keeps_its_code_apart_from_its_text()
    {
        XElement example = Build(Page).Element(Command + "examples")!.Elements().Single();

        Assert.Equal("Get-Sample x", example.Element(Dev + "code")!.Value);
        Assert.StartsWith("First this:", example.Element(Maml + "introduction")!.Value, StringComparison.Ordinal);
        Assert.Equal("Then that.", example.Element(Dev + "remarks")!.Value);
    }

    [Fact]
    public void Marks_of_Markdown_are_not_shown() =>
        Assert.Equal("Gets samples of everything.", Build(Page).Element(Maml + "description")!.Value);

    [Theory]
    [InlineData("# Get-Sample", "# Get-Other", 1, "'# Get-Sample'")]
    [InlineData("## SYNOPSIS", "## SUMMARY", 3, "no such section 'SUMMARY'")]
    [InlineData("## DESCRIPTION", "## SYNOPSIS", 7, "a second section 'SYNOPSIS'")]
    [InlineData("Gets samples.", "", 3, "'SYNOPSIS' has no text")]
    [InlineData("## OUTPUTS", "", 1, "'## OUTPUTS' is missing")]
    [InlineData("### Example 1: By name", "### By name", 13, "'### Example 1: what it shows'")]
    [InlineData("```powershell", "```", 13, "needs a ```powershell block")]
    [InlineData("### -Id", "### -Ident", 29, "no parameter '-Ident'")]
    [InlineData("### -Id", "### -Name", 29, "'-Name' stands here twice")]
    [InlineData("### -Limit\n\nHow many.", "", 23, "the parameter -Limit is missing")]
    [InlineData("How many.", "", 37, "'-Limit' has no text")]
    [InlineData("### String", "### Guid", 43, "'Guid' is none of")]
    [InlineData("### String\n\nNames.", "Names.", 41, "say 'None.'")]
    [InlineData("### System.Version", "### System.Uri", 47, "the type 'System.Version' is missing")]
    [InlineData("### -Colour", "##### -Colour", 33, "skips a heading level")]
    public void A_page_that_is_wrong_is_an_error_with_its_line(string text, string instead, int line, string message)
    {
        string path = Write("Get-Sample.md", Page.Replace(text, instead, StringComparison.Ordinal));
        CmdletPage.Read(path, Cmdlet, new SharedParameters(), new Diagnostics(_errors));

        Assert.Contains(
            _errors.ToString().Split('\n'),
            error => error.StartsWith($"{path}({line}): error ", StringComparison.Ordinal) && error.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_parameter_without_a_text_of_its_own_has_the_shared_one()
    {
        Write("shared/Common.md", "# Common\n\n## PARAMETERS\n\n### -Limit\n\nShared text.\n\n### -Id\n\nNot used.\n");
        XElement help = Build(Page.Replace("### -Limit\n\nHow many.", string.Empty, StringComparison.Ordinal));

        XElement parameters = help.Element(Command + "parameters")!;
        Assert.Equal("Shared text.", Parameter(parameters, "Limit").Element(Maml + "description")!.Value);
        Assert.Equal("The numbers.", Parameter(parameters, "Id").Element(Maml + "description")!.Value);
    }

    [Fact]
    public void A_shared_text_that_no_cmdlet_has_a_use_for_is_an_error()
    {
        string path = Write("shared/Common.md", "# Common\n\n## PARAMETERS\n\n### -Nothing\n\nText.\n");
        Shared();

        Assert.StartsWith($"{path}(5): error ", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_topic_has_its_synopsis_where_Get_Help_looks_for_it()
    {
        string path = Write("about_Sample.md", "# about_Sample\n\n## SHORT DESCRIPTION\n\nIn *short*.\n\n## LONG DESCRIPTION\n\n" +
            string.Concat(Enumerable.Repeat("word ", 40)) + "\n\n- item\n\n```powershell\nGet-Sample  x\n```\n");
        string[] lines = AboutTopic.Read(path, new Diagnostics(_errors))!.Text.Split('\n');

        Assert.Equal("    In short.", lines[4]);
        Assert.Contains("    - item", lines);
        Assert.Contains("        Get-Sample  x", lines);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void A_topic_needs_a_short_description_of_one_line()
    {
        string path = Write("about_Sample.md", "# about_Sample\n\n## SHORT DESCRIPTION\n\n" + new string('x', 77) + "\n");

        Assert.Null(AboutTopic.Read(path, new Diagnostics(_errors)));
        Assert.StartsWith($"{path}(3): error ", _errors.ToString(), StringComparison.Ordinal);
    }

    private static string Name(XElement parameter) => parameter.Element(Maml + "name")!.Value;

    private static XElement Parameter(XElement parent, string name) =>
        parent.Elements(Command + "parameter").Single(parameter => Name(parameter) == name);

    private XElement Build(string text)
    {
        CmdletPage page = CmdletPage.Read(Write("Get-Sample.md", text), Cmdlet, Shared(), new Diagnostics(_errors))!;
        Assert.Empty(_errors.ToString());
        string path = Path.Join(_folder, "help.xml");
        MamlWriter.Write(path, [(Cmdlet, page)]);
        return XDocument.Load(path).Root!.Elements().Single();
    }

    private SharedParameters Shared() => SharedParameters.Read(Path.Join(_folder, "shared"), [Cmdlet], new Diagnostics(_errors));

    private string Write(string name, string text)
    {
        string path = Path.Join(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
