using CloudAudit.Rules;

namespace CloudAudit.Yaml;

/// <summary>
/// What events are checked against, by name or path: the packs that ship, packs of one's own, and Sigma rules or folders
/// of them, each of which counts as a pack with a control for each rule.
/// </summary>
public sealed class RulePacks
{
    private readonly string _folder;
    private RuleSet? _rules;

    /// <param name="folder">The full path of the folder of rules that ships with the program: packs/ and detections/.</param>
    public RulePacks(string folder) => _folder = folder;

    /// <summary>The names of the packs that ship, in order.</summary>
    public IReadOnlyList<string> Names =>
        Directory.Exists(PackFolder)
            ? [.. Directory.GetFiles(PackFolder, "*.yml").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.OrdinalIgnoreCase)]
            : [];

    /// <summary>The rules that ship.</summary>
    public RuleSet Rules => _rules ??= RuleLoader.LoadRules([DetectionFolder]);

    private string PackFolder => Path.Join(_folder, "packs");

    private string DetectionFolder => Path.Join(_folder, "detections");

    /// <summary>Whether a file holds a pack, and no rules.</summary>
    /// <param name="file">A full path.</param>
    public static bool IsPack(string file)
    {
        if (!File.Exists(file))
        {
            return false;
        }

        RuleSet rules = RuleFileReader.ReadFile(file);
        return !rules.All.Any() && rules is { Filters.Count: 0, Problems.Count: 0 };
    }

    /// <summary>Loads a pack with its rules.</summary>
    /// <param name="name">
    /// The name of a pack that ships, in any case; or the full path of a pack, whose rules are sought beside it and among
    /// those that ship; or the full path of a file or folder of Sigma rules.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such pack.</exception>
    /// <exception cref="RuleParseException">The pack file is not valid.</exception>
    public LoadedPack Load(string name)
    {
        string? shipped = Names.FirstOrDefault(n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase));
        if (shipped is not null)
        {
            return RuleLoader.Resolve(RuleLoader.ReadPack(Path.Join(PackFolder, shipped + ".yml")), Rules);
        }

        if (Path.IsPathFullyQualified(name) && Directory.Exists(name))
        {
            return OfRules(name, RuleLoader.LoadRules([name]));
        }

        if (Path.IsPathFullyQualified(name) && File.Exists(name))
        {
            var rules = RuleLoader.LoadRules([name]);
            if (rules.All.Any() || rules.Problems.Any(p => p.RuleTitle is not null))
            {
                return OfRules(name, rules);
            }

            return rules.Problems is [var problem, ..]
                ? throw new RuleParseException(problem)
                : RuleLoader.LoadPack(name, [Path.GetDirectoryName(name)!, DetectionFolder]);
        }

        throw new FileNotFoundException($"There is no rule pack '{Path.GetFileName(name)}', nor a file or folder of that path. The packs that ship are: {string.Join(", ", Names)}.");
    }

    // Rules without a framework: each is a control of its own.
    private static LoadedPack OfRules(string path, RuleSet rules)
    {
        string name = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path));
        var pack = new RulePack
        {
            Name = name,
            Title = $"Sigma rules in {path}",
            Controls = [.. rules.All.Where(rules.Links.ReportsAlone).Select(ControlOf), .. Refused(rules)],
            Source = new RuleSource(path, string.Empty),
        };
        LoadedPack loaded = RuleLoader.Resolve(pack, rules);
        return loaded with { Lost = Refused(rules).ToDictionary(c => c.Id, c => (IReadOnlyList<string>)[c.Title], StringComparer.Ordinal) };
    }

    private static PackControl ControlOf(SigmaRule rule) => new()
    {
        Id = rule.Key,
        Title = rule.Title,
        Description = rule.Description,
        Level = rule.Level,
        Rules = [new RuleReference(rule.Key)],
    };

    // A rule that cannot be used is a control that nobody looks for, and is to be seen as one.
    private static List<PackControl> Refused(RuleSet rules)
    {
        var taken = rules.All.Select(r => r.Key).ToHashSet(StringComparer.Ordinal);
        return [.. rules.Problems
            .Where(p => p is { IsWarning: false, RuleTitle: not null, Kind: not (RuleProblemKind.OtherLogSource or RuleProblemKind.Duplicate) }
                && taken.Add(p.RuleId ?? p.RuleTitle))
            .Select(p => new PackControl { Id = p.RuleId ?? p.RuleTitle!, Title = p.RuleTitle!, Level = p.RuleTraits?.Level })];
    }
}
