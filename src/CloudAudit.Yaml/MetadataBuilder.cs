using CloudAudit.Rules;
using CloudAudit.Yaml.Nodes;

namespace CloudAudit.Yaml;

/// <summary>Reads what every kind of rule says about itself.</summary>
internal static class MetadataBuilder
{
    /// <summary>The rule with what its document says about it; its title, source and position it has already.</summary>
    /// <exception cref="RuleParseException">A field has the wrong type, or there is no such level.</exception>
    public static T Complete<T>(NodeReader nodes, YamlMapping document, T rule)
        where T : SigmaRule
        => (T)(rule with
        {
            Id = nodes.Text(document, "id"),
            Name = nodes.Text(document, "name"),
            Description = nodes.Text(document, "description"),
            Level = nodes.Level(document) ?? RuleLevel.Medium,
            Status = nodes.Text(document, "status"),
            Author = nodes.Prose(document, "author") is { Count: > 0 } authors ? string.Join(", ", authors) : null,
            License = nodes.Text(document, "license"),
            Date = nodes.Text(document, "date"),
            Modified = nodes.Text(document, "modified"),
            References = nodes.Prose(document, "references"),
            Tags = nodes.Texts(document, "tags"),
            FalsePositives = nodes.Prose(document, "falsepositives"),
            Fields = nodes.Texts(document, "fields"),
            Tests = document.TestsFollow ? new RuleTests(() => DeferredTests.Read(nodes)) : new RuleTests(() => new RuleTestBuilder(nodes).Build(document)),
        });

    /// <summary>The log that a rule or filter is for.</summary>
    /// <exception cref="RuleParseException">It says none, or another than CloudTrail.</exception>
    public static LogSource CloudTrail(NodeReader nodes, YamlMapping document, string kind)
    {
        YamlNode node = document.Find("logsource")
            ?? throw nodes.Invalid(document, $"A {kind} must have a 'logsource'.", "product aws, service cloudtrail");
        YamlMapping map = nodes.Mapping(node, "'logsource'");
        var logSource = new LogSource(nodes.Text(map, "category"), nodes.Text(map, "product"), nodes.Text(map, "service"));
        return logSource.IsCloudTrail
            ? logSource
            : throw nodes.Error(
                RuleProblemKind.OtherLogSource,
                node.Position,
                $"The {kind} is for the log source '{logSource}'.",
                "product aws, service cloudtrail");
    }
}
