using CloudAudit.Rules;
using CloudAudit.Yaml.Nodes;

namespace CloudAudit.Yaml;

/// <summary>Makes a detection rule of a document. Top-level fields that the specification does not know are left alone.</summary>
internal sealed class RuleBuilder(NodeReader nodes)
{
    /// <summary>Makes the rule.</summary>
    /// <exception cref="RuleParseException">The document is no rule, or not one for CloudTrail.</exception>
    public DetectionRule Build(YamlMapping document)
    {
        string title = nodes.RequiredText(document, "title", "A rule");

        // Asked before the detection is read: what a rule for another log says there is not our concern.
        LogSource logSource = ReadLogSource(document);
        if (!logSource.IsCloudTrail)
        {
            throw nodes.Error(
                RuleProblemKind.OtherLogSource,
                document.Find("logsource")!.Position,
                $"The rule is for the log source '{logSource}'.",
                "product aws, service cloudtrail");
        }

        YamlNode detection = document.Find("detection")
            ?? throw nodes.Invalid(document, "A rule must have a 'detection'.");
        var selections = new DetectionBuilder(nodes, nodes.Mapping(detection, "'detection'"));

        return new DetectionRule
        {
            Id = nodes.Text(document, "id"),
            Name = nodes.Text(document, "name"),
            Title = title,
            Description = nodes.Text(document, "description"),
            Level = nodes.Level(document) ?? RuleLevel.Medium,
            Status = nodes.Text(document, "status"),
            Author = nodes.Texts(document, "author") is { Count: > 0 } authors ? string.Join(", ", authors) : null,
            License = nodes.Text(document, "license"),
            Date = nodes.Text(document, "date"),
            Modified = nodes.Text(document, "modified"),
            References = nodes.Texts(document, "references"),
            Tags = nodes.Texts(document, "tags"),
            FalsePositives = nodes.Texts(document, "falsepositives"),
            Fields = nodes.Texts(document, "fields"),
            LogSource = logSource,
            Selections = selections.ReadSelections(),
            Conditions = selections.ReadConditions(),
            Source = nodes.Source,
            Position = document.Position,
        };
    }

    private LogSource ReadLogSource(YamlMapping document)
    {
        YamlNode node = document.Find("logsource")
            ?? throw nodes.Invalid(document, "A rule must have a 'logsource'.", "product aws, service cloudtrail");
        YamlMapping map = nodes.Mapping(node, "'logsource'");
        return new LogSource(nodes.Text(map, "category"), nodes.Text(map, "product"), nodes.Text(map, "service"));
    }
}
