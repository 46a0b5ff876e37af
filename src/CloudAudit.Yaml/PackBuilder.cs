using System.Collections.ObjectModel;
using CloudAudit.Rules;
using CloudAudit.Yaml.Nodes;

namespace CloudAudit.Yaml;

/// <summary>
/// Makes a pack of a document. The format is this project's own (rules/schema/pack.schema.json),
/// so that a field it does not know is a slip of the pen and refused.
/// </summary>
internal sealed class PackBuilder(NodeReader nodes)
{
    private static readonly string[] s_packFields = ["name", "title", "version", "description", "references", "controls"];

    private static readonly string[] s_controlFields =
        ["id", "title", "description", "level", "alsoKnownAs", "rules", "select", "shows", "limits", "proof", "guidance"];

    private static readonly string[] s_selectFields = ["minimumLevel", "tags"];

    /// <summary>Makes the pack.</summary>
    /// <exception cref="RuleParseException">The document is no pack.</exception>
    public RulePack Build(YamlNode document)
    {
        YamlMapping map = nodes.Mapping(document, "A rule pack");
        CheckFields(map, s_packFields, "A pack");
        return new RulePack
        {
            Name = nodes.RequiredText(map, "name", "A pack"),
            Title = nodes.RequiredText(map, "title", "A pack"),
            Version = nodes.Text(map, "version"),
            Description = nodes.Text(map, "description"),
            References = nodes.Texts(map, "references"),
            Controls = ReadControls(map),
            Source = nodes.Source,
        };
    }

    private List<PackControl> ReadControls(YamlMapping pack)
    {
        if (pack.Find("controls") is not YamlSequence { Items.Count: > 0 } list)
        {
            throw nodes.Invalid(pack.Find("controls") ?? pack, "A pack must have a list of 'controls'.");
        }

        var controls = new List<PackControl>(list.Items.Count);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (YamlNode item in list.Items)
        {
            YamlMapping map = nodes.Mapping(item, "A control");
            CheckFields(map, s_controlFields, "A control");
            PackControl control = ReadControl(map);
            if (!ids.Add(control.Id))
            {
                throw nodes.Error(RuleProblemKind.Duplicate, map.Find("id")!.Position, $"The pack has two controls '{control.Id}'.");
            }

            controls.Add(control);
        }

        return controls;
    }

    private PackControl ReadControl(YamlMapping map)
        => new()
        {
            Id = nodes.RequiredText(map, "id", "A control"),
            Title = nodes.RequiredText(map, "title", "A control"),
            Description = nodes.Text(map, "description"),
            Level = nodes.Level(map),
            AlsoKnownAs = ReadOtherNumbers(map),
            Rules = [.. nodes.Scalars(map, "rules").Select(scalar => new RuleReference(scalar.Text, scalar.Position))],
            Select = ReadSelect(map),
            Shows = nodes.Text(map, "shows"),
            Limits = nodes.Text(map, "limits"),
            Proof = nodes.Text(map, "proof"),
            Guidance = nodes.Text(map, "guidance"),
            Position = map.Position,
        };

    private RuleSelect? ReadSelect(YamlMapping control)
    {
        if (control.Find("select") is not { } node)
        {
            return null;
        }

        YamlMapping map = nodes.Mapping(node, "'select'");
        CheckFields(map, s_selectFields, "'select'");
        return new RuleSelect(nodes.Level(map, "minimumLevel"), nodes.Texts(map, "tags"));
    }

    private ReadOnlyDictionary<string, string> ReadOtherNumbers(YamlMapping control)
    {
        var numbers = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        if (control.Find("alsoKnownAs") is { } node)
        {
            YamlMapping map = nodes.Mapping(node, "'alsoKnownAs'");
            foreach ((YamlScalar version, _) in map.Entries)
            {
                numbers.Add(version.Text, nodes.RequiredText(map, version.Text, "'alsoKnownAs'"));
            }
        }

        return new ReadOnlyDictionary<string, string>(numbers);
    }

    private void CheckFields(YamlMapping map, string[] known, string of)
    {
        foreach ((YamlScalar key, _) in map.Entries)
        {
            if (!known.Contains(key.Text, StringComparer.Ordinal))
            {
                throw nodes.Invalid(key, $"{of} has no field '{key.Text}'.", "one of " + string.Join(", ", known));
            }
        }
    }
}
