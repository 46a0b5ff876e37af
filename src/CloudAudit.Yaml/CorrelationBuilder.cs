using System.Collections.ObjectModel;
using System.Globalization;
using CloudAudit.Rules;
using CloudAudit.Yaml.Nodes;

namespace CloudAudit.Yaml;

/// <summary>
/// Makes a correlation of a document (Sigma correlation rules specification 2.1.0). A field of <c>correlation</c> that the
/// specification does not know is refused: left out, it would change what the correlation finds.
/// </summary>
internal sealed class CorrelationBuilder(NodeReader nodes)
{
    /// <summary>Rules that one correlation may name.</summary>
    public const int MostRules = 256;

    /// <summary>Rules that may follow each other in a temporal_ordered correlation.</summary>
    public const int MostOrderedRules = 32;

    private static readonly string[] s_fields = ["type", "rules", "aliases", "group-by", "timespan", "condition", "generate"];

    /// <summary>Makes the correlation. Whether there are such rules as it names is not asked here.</summary>
    /// <exception cref="RuleParseException">The document is no correlation, or one that cannot be evaluated.</exception>
    public CorrelationRule Build(YamlMapping document)
    {
        string title = nodes.RequiredText(document, "title", "A correlation");
        YamlMapping map = nodes.Mapping(document.Find("correlation")!, "'correlation'");
        foreach ((YamlScalar key, _) in map.Entries)
        {
            if (!s_fields.Contains(key.Text, StringComparer.Ordinal))
            {
                throw nodes.Invalid(key, $"A correlation has no field '{key.Text}'.", "one of " + string.Join(", ", s_fields));
            }
        }

        CorrelationType type = Type(map);
        IReadOnlyList<RuleReference> rules = Rules(map, type);
        return MetadataBuilder.Complete(nodes, document, new CorrelationRule
        {
            Title = title,
            Type = type,
            Rules = rules,
            Aliases = Aliases(map),
            GroupBy = [.. nodes.Texts(map, "group-by").Distinct(StringComparer.Ordinal)],
            Timespan = Timespan(map),
            Condition = new CorrelationConditionBuilder(nodes, map, type, rules.Count).Build(),
            Generate = Generate(document) ?? Generate(map) ?? false,
            Source = nodes.Source,
            Position = document.Position,
        });
    }

    private CorrelationType Type(YamlMapping map)
        => nodes.RequiredText(map, "type", "A correlation") switch
        {
            "event_count" => CorrelationType.EventCount,
            "value_count" => CorrelationType.ValueCount,
            "temporal" => CorrelationType.Temporal,
            "temporal_ordered" => CorrelationType.TemporalOrdered,
            "value_sum" => CorrelationType.ValueSum,
            "value_avg" => CorrelationType.ValueAverage,
            "value_percentile" => CorrelationType.ValuePercentile,
            var other => throw nodes.Error(
                RuleProblemKind.Unsupported,
                map.Find("type")!.Position,
                $"'{other}' is no type of correlation of the Sigma specification.",
                "event_count, value_count, temporal, temporal_ordered, value_sum, value_avg or value_percentile"),
        };

    private IReadOnlyList<RuleReference> Rules(YamlMapping map, CorrelationType type)
    {
        IReadOnlyList<YamlScalar> rules = nodes.Scalars(map, "rules");
        int most = type == CorrelationType.TemporalOrdered ? MostOrderedRules : MostRules;
        if (rules.Count == 0)
        {
            throw nodes.Invalid(map.Find("rules") ?? map, "A correlation must name its 'rules'.", "ids or names of rules");
        }

        return rules.Count <= most
            ? [.. rules.Select(r => new RuleReference(r.Text, r.Position))]
            : throw nodes.Error(
                RuleProblemKind.TooLarge,
                rules[most].Position,
                string.Create(CultureInfo.InvariantCulture, $"A correlation of this type names more than {most} rules."));
    }

    private ReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Aliases(YamlMapping map)
    {
        var aliases = new OrderedDictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        if (map.Find("aliases") is { } node and not YamlScalar { Type: ScalarType.Null })
        {
            foreach ((YamlScalar alias, YamlNode value) in nodes.Mapping(node, "'aliases'").Entries)
            {
                YamlMapping of = nodes.Mapping(value, $"The alias '{alias.Text}'");
                var fields = new OrderedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                foreach ((YamlScalar rule, _) in of.Entries)
                {
                    fields[rule.Text] = nodes.RequiredText(of, rule.Text, $"The alias '{alias.Text}'");
                }

                aliases.Add(alias.Text, new ReadOnlyDictionary<string, string>(fields));
            }
        }

        return new ReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>(aliases);
    }

    private TimeSpan Timespan(YamlMapping map)
    {
        string text = nodes.RequiredText(map, "timespan", "A correlation");
        long seconds = text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 60 * 60,
            'd' => 24 * 60 * 60,
            _ => 0,
        };

        // A hundred years; nine digits of days would not fit the clock.
        return seconds > 0
            && int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number > 0
            && number * seconds <= 36_525L * 24 * 60 * 60
                ? TimeSpan.FromSeconds(number * seconds)
                : throw nodes.Invalid(map.Find("timespan")!, $"'{text}' is no timespan.", "a number and s, m, h or d, such as 90m");
    }

    private bool? Generate(YamlMapping map)
        => map.Find("generate") switch
        {
            null or YamlScalar { Type: ScalarType.Null } => null,
            YamlScalar { Type: ScalarType.Boolean } scalar => CoreSchema.IsTrue(scalar.Text),
            { } other => throw nodes.Invalid(other, "'generate' must be true or false."),
        };
}
