using System.Globalization;
using CloudAudit.Compliance;
using CloudAudit.Rules;
using CloudAudit.Yaml.Nodes;

namespace CloudAudit.Yaml;

/// <summary>
/// Reads a file of suppressions: a map with the list <c>suppressions</c>, each of them with <c>rule</c>, <c>match</c> (a
/// Sigma selection), <c>reason</c>, <c>owner</c> and <c>expires</c>.
/// </summary>
public static class SuppressionReader
{
    private static readonly string[] s_fields = ["rule", "match", "reason", "owner", "expires"];

    /// <param name="file">A full path.</param>
    /// <exception cref="RuleParseException">The file holds no valid suppressions.</exception>
    /// <exception cref="IOException">The file could not be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IReadOnlyList<Suppression> Read(string file) => Read(RuleText.Read(file));

    /// <summary>Reads suppressions from text.</summary>
    /// <exception cref="RuleParseException">The text holds no valid suppressions.</exception>
    public static IReadOnlyList<Suppression> Read(RuleSource source)
    {
        var nodes = new NodeReader(source);
        var document = new YamlDocumentReader(source).Read();
        if (document?.Problem is { } problem)
        {
            throw new RuleParseException(problem);
        }

        if (document?.Root is not YamlMapping map || map.Find("suppressions") is not YamlSequence list)
        {
            throw nodes.Error(RuleProblemKind.Invalid, default, "The file has no list 'suppressions'.", "suppressions:");
        }

        return [.. list.Items.Select(item => ReadOne(nodes, nodes.Mapping(item, "A suppression")))];
    }

    private static Suppression ReadOne(NodeReader nodes, YamlMapping map)
    {
        foreach ((YamlScalar key, _) in map.Entries)
        {
            if (!s_fields.Contains(key.Text, StringComparer.Ordinal))
            {
                throw nodes.Invalid(key, $"A suppression has no field '{key.Text}'.", "one of " + string.Join(", ", s_fields));
            }
        }

        string expires = nodes.RequiredText(map, "expires", "A suppression");
        if (!DateOnly.TryParseExact(expires, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
        {
            throw nodes.Invalid(map.Find("expires")!, $"'{expires}' is no day.", "a date such as 2026-12-31");
        }

        Selection? match = null;
        foreach ((YamlScalar key, YamlNode value) in map.Entries)
        {
            match = key.Text == "match" ? SelectionBuilder.Build(nodes, key, value) : match;
        }

        return new Suppression
        {
            Rule = nodes.RequiredText(map, "rule", "A suppression"),
            Match = match,
            Reason = nodes.RequiredText(map, "reason", "A suppression"),
            Owner = nodes.RequiredText(map, "owner", "A suppression"),
            Expires = day,
            Source = nodes.Source,
            Position = map.Position,
        };
    }
}
