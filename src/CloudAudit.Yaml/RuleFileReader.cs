using CloudAudit.Rules;
using CloudAudit.Yaml.Nodes;

namespace CloudAudit.Yaml;

/// <summary>Reads the rules of one YAML file, which may hold several documents.</summary>
public static class RuleFileReader
{
    /// <summary>Reads a file. Whatever is wrong is among the problems; nothing is thrown for what the file holds or lacks.</summary>
    /// <param name="file">A full path.</param>
    /// <exception cref="ArgumentException">The path is not a full one.</exception>
    public static RuleSet ReadFile(string file)
    {
        try
        {
            return Read(RuleText.Read(file));
        }
        catch (RuleParseException error)
        {
            return new RuleSet([], [error.Problem]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new RuleSet([], [new RuleSource(file, string.Empty).Problem(RuleProblemKind.Unreadable, default, error.Message)]);
        }
    }

    /// <summary>Reads rules from text. What correlations and filters name is left to <see cref="RuleLinks.Link"/>.</summary>
    public static RuleSet Read(RuleSource source)
    {
        var read = new ReadRules();
        var nodes = new NodeReader(source);
        foreach (YamlDocument document in DeferredTests.Documents(source) ?? new YamlDocumentReader(source).ReadAll())
        {
            if (document.Problem is { } problem)
            {
                read.Problems.Add(problem);
            }
            else if (document.Root is { } root && !ReadDocument(nodes, root, read))
            {
                break;
            }
        }

        return new RuleSet(read.Rules, read.Problems) { Correlations = read.Correlations, Filters = read.Filters };
    }

    /// <summary>False when the documents after this one cannot be understood without it.</summary>
    private static bool ReadDocument(NodeReader nodes, YamlNode root, ReadRules read)
    {
        // A document without content, as between two separators.
        if (root is YamlScalar { Type: ScalarType.Null })
        {
            return true;
        }

        try
        {
            YamlMapping map = nodes.Mapping(root, "A rule");
            switch (DocumentKinds.Of(map))
            {
                case DocumentKind.Rule:
                    read.Rules.Add(new RuleBuilder(nodes).Build(map));
                    break;
                case DocumentKind.Correlation:
                    read.Correlations.Add(new CorrelationBuilder(nodes).Build(map));
                    break;
                case DocumentKind.Filter:
                    FilterRule filter = new FilterBuilder(nodes).Build(map, out RuleProblem? warning);
                    read.Filters.Add(filter);
                    if (warning is not null)
                    {
                        read.Problems.Add(Named(nodes, warning, map));
                    }

                    break;
                case DocumentKind.Action:
                    read.Problems.Add(nodes.Source.Problem(
                        RuleProblemKind.Unsupported,
                        map.Find("action")!.Position,
                        "'action' is the obsolete form of rule collections and is unsupported; this document and those after it in the file are left out."));
                    return false;
            }
        }
        catch (RuleParseException error)
        {
            read.Problems.Add(Named(nodes, error.Problem, root));
        }

        return true;
    }

    private static RuleProblem Named(NodeReader nodes, RuleProblem problem, YamlNode root)
        => root is not YamlMapping map
            ? problem
            : problem with
            {
                RuleId = (map.Find("id") as YamlScalar)?.Text,
                RuleTitle = (map.Find("title") as YamlScalar)?.Text,
                RuleTraits = Traits(nodes, map),
            };

    // Of a document that has something wrong already, what can be read all the same.
    private static RuleTraits? Traits(NodeReader nodes, YamlMapping map)
    {
        try
        {
            return new RuleTraits(nodes.Level(map) ?? RuleLevel.Medium, nodes.Texts(map, "tags"));
        }
        catch (RuleParseException)
        {
            return null;
        }
    }

    /// <summary>What a file's documents have come to.</summary>
    private sealed class ReadRules
    {
        public List<DetectionRule> Rules { get; } = [];

        public List<CorrelationRule> Correlations { get; } = [];

        public List<FilterRule> Filters { get; } = [];

        public List<RuleProblem> Problems { get; } = [];
    }
}
