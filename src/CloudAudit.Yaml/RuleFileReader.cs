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

    /// <summary>Reads rules from text.</summary>
    public static RuleSet Read(RuleSource source)
    {
        var rules = new List<DetectionRule>();
        var problems = new List<RuleProblem>();
        var nodes = new NodeReader(source);
        var documents = new YamlDocumentReader(source);
        while (documents.Read() is { } document)
        {
            if (document.Problem is { } problem)
            {
                problems.Add(problem);
            }
            else if (document.Root is { } root && !ReadDocument(nodes, root, rules, problems))
            {
                break;
            }
        }

        return new RuleSet(rules, problems);
    }

    /// <summary>False when the documents after this one cannot be understood without it.</summary>
    private static bool ReadDocument(NodeReader nodes, YamlNode root, List<DetectionRule> rules, List<RuleProblem> problems)
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
                    rules.Add(new RuleBuilder(nodes).Build(map));
                    break;
                case DocumentKind.Correlation:
                    throw nodes.Error(RuleProblemKind.Unsupported, map.Find("correlation")!.Position, "Correlation rules are not supported yet.");
                case DocumentKind.Filter:
                    throw nodes.Error(RuleProblemKind.Unsupported, map.Find("filter")!.Position, "Filters are not supported yet.");
                case DocumentKind.Action:
                    problems.Add(nodes.Source.Problem(
                        RuleProblemKind.Unsupported,
                        map.Find("action")!.Position,
                        "'action' is the obsolete form of rule collections and is unsupported; this document and those after it in the file are left out."));
                    return false;
            }
        }
        catch (RuleParseException error)
        {
            problems.Add(Named(error.Problem, root));
        }

        return true;
    }

    private static RuleProblem Named(RuleProblem problem, YamlNode root)
        => root is not YamlMapping map
            ? problem
            : problem with
            {
                RuleId = (map.Find("id") as YamlScalar)?.Text,
                RuleTitle = (map.Find("title") as YamlScalar)?.Text,
            };
}
