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
        LogSource logSource = MetadataBuilder.CloudTrail(nodes, document, "rule");
        YamlNode detection = document.Find("detection")
            ?? throw nodes.Invalid(document, "A rule must have a 'detection'.");
        var selections = new DetectionBuilder(nodes, nodes.Mapping(detection, "'detection'"));

        return MetadataBuilder.Complete(nodes, document, new DetectionRule
        {
            Title = title,
            LogSource = logSource,
            Selections = selections.ReadSelections(),
            Conditions = selections.ReadConditions(),
            Source = nodes.Source,
            Position = document.Position,
        });
    }
}
