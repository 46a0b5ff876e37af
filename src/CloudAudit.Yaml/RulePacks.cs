using CloudAudit.Rules;

namespace CloudAudit.Yaml;

/// <summary>Rule packs by name, from a folder with <c>packs/</c> and <c>detections/</c>, or by the path of a pack of one's own.</summary>
public sealed class RulePacks
{
    private readonly string _folder;
    private RuleSet? _rules;

    /// <param name="folder">The full path of the folder of rules that ships with the program.</param>
    public RulePacks(string folder) => _folder = folder;

    /// <summary>The names of the packs that ship, in order.</summary>
    public IReadOnlyList<string> Names =>
        Directory.Exists(PackFolder)
            ? [.. Directory.GetFiles(PackFolder, "*.yml").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.OrdinalIgnoreCase)]
            : [];

    private string PackFolder => Path.Join(_folder, "packs");

    /// <summary>Loads a pack with its rules.</summary>
    /// <param name="name">The name of a pack that ships, in any case, or the full path of a pack file; rules beside that file are found too.</param>
    /// <exception cref="FileNotFoundException">There is no such pack.</exception>
    /// <exception cref="RuleParseException">The pack file is not valid.</exception>
    public LoadedPack Load(string name)
    {
        string? shipped = Names.FirstOrDefault(n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase));
        if (shipped is not null)
        {
            _rules ??= RuleLoader.LoadRules([Path.Join(_folder, "detections")]);
            return RuleLoader.Resolve(RuleLoader.ReadPack(Path.Join(PackFolder, shipped + ".yml")), _rules);
        }

        if (Path.IsPathFullyQualified(name) && File.Exists(name))
        {
            return RuleLoader.LoadPack(name, [Path.GetDirectoryName(name)!, Path.Join(_folder, "detections")]);
        }

        throw new FileNotFoundException($"There is no rule pack '{name}'. The packs that ship are: {string.Join(", ", Names)}.");
    }
}
