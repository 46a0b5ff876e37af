using System.IO.Enumeration;
using CloudAudit.Rules;
using CloudAudit.Yaml.Nodes;

namespace CloudAudit.Yaml;

/// <summary>Loads rules from files and folders, and packs with the rules that they name.</summary>
public static class RuleLoader
{
    /// <summary>
    /// Loads every rule of some files and of the .yml and .yaml files in some folders and below, in
    /// the order of the paths, within a folder in ordinal order. Packs among them are passed over. The first rule with an
    /// id or name has it; another with the same is a problem and left out.
    /// </summary>
    /// <param name="paths">Full paths of files and folders.</param>
    /// <exception cref="ArgumentException">A path is not a full one.</exception>
    public static RuleSet LoadRules(IEnumerable<string> paths)
    {
        var rules = new List<DetectionRule>();
        var correlations = new List<CorrelationRule>();
        var filters = new List<FilterRule>();
        var problems = new List<RuleProblem>();
        var keys = new Dictionary<string, SigmaRule>(StringComparer.OrdinalIgnoreCase);
        var licenses = new RuleLicenses();
        string[] files = [.. paths.SelectMany(path => Files(path, problems)).Distinct(StringComparer.Ordinal)];
        foreach (var (file, read) in files.Zip(ReadFiles(files)))
        {
            string? license = licenses.Of(file);
            problems.AddRange(read.Problems);
            Take(read.Rules, rules, license);
            Take(read.Correlations, correlations, license);
            Take(read.Filters, filters, license);
        }

        return RuleLinks.Link(new RuleSet(rules, problems) { Correlations = correlations, Filters = filters });

        void Take<T>(IReadOnlyList<T> read, List<T> taken, string? license)
            where T : SigmaRule
        {
            foreach (T written in read)
            {
                T rule = written.License is null && license is not null ? (T)(written with { License = license }) : written;
                if (Claim(rule, keys) is { } problem)
                {
                    problems.Add(problem);
                }
                else
                {
                    taken.Add(rule);
                }
            }
        }
    }

    /// <summary>Reads a pack without its rules.</summary>
    /// <param name="file">A full path.</param>
    /// <exception cref="ArgumentException">The path is not a full one.</exception>
    /// <exception cref="RuleParseException">The file holds no valid pack.</exception>
    /// <exception cref="IOException">The file could not be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static RulePack ReadPack(string file) => ReadPack(RuleText.Read(file));

    /// <summary>Reads a pack from text.</summary>
    /// <exception cref="RuleParseException">The text holds no valid pack.</exception>
    public static RulePack ReadPack(RuleSource source)
    {
        var nodes = new NodeReader(source);
        var documents = new YamlDocumentReader(source);
        YamlNode? root = ReadRoot(documents);
        if (root is null or YamlScalar { Type: ScalarType.Null })
        {
            throw nodes.Error(RuleProblemKind.Invalid, default, "The file is empty.", "a rule pack");
        }

        RulePack pack = new PackBuilder(nodes).Build(root);
        if (ReadRoot(documents) is { } second)
        {
            throw nodes.Invalid(second, "A file holds one pack; this is a second document.");
        }

        return pack;
    }

    /// <summary>Finds the rules that a pack's controls name, by name or id. One that is missing is a problem.</summary>
    public static LoadedPack Resolve(RulePack pack, RuleSet rules)
    {
        var known = new Dictionary<string, SigmaRule>(StringComparer.OrdinalIgnoreCase);
        foreach (SigmaRule rule in rules.All)
        {
            _ = Claim(rule, known);
        }

        var found = new Dictionary<string, SigmaRule>(StringComparer.Ordinal);
        var problems = new List<RuleProblem>(rules.Problems);
        var lost = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        pack = pack with { Controls = [.. pack.Controls.Select(control => Expand(control, rules))] };
        foreach (PackControl control in pack.Controls)
        {
            var missing = new List<string>(Unselected(control, rules.Problems));
            foreach (RuleReference reference in control.Rules)
            {
                if (known.TryGetValue(reference.Key, out SigmaRule? rule))
                {
                    found[reference.Key] = rule;
                }
                else
                {
                    missing.Add(reference.Key);
                    problems.Add(pack.Source.Problem(
                        RuleProblemKind.Missing,
                        reference.Position,
                        $"Control {control.Id} names the rule '{reference.Key}', which was not found."));
                }
            }

            if (missing.Count > 0)
            {
                lost.Add(control.Id, [.. missing.Distinct(StringComparer.OrdinalIgnoreCase)]);
            }
        }

        return new LoadedPack(pack, found, problems) { Links = rules.Links, Lost = lost };
    }

    /// <summary>Reads a pack and the rules that it names from some files and folders.</summary>
    /// <inheritdoc cref="ReadPack(string)"/>
    /// <param name="file">The pack's full path.</param>
    /// <param name="rulePaths">Full paths of files and folders with the rules.</param>
    public static LoadedPack LoadPack(string file, IEnumerable<string> rulePaths)
    {
        RulePack pack = ReadPack(file);
        bool asksForRules = pack.Controls.Any(control => control.Rules.Count > 0 || control.Select is not null);
        return Resolve(pack, asksForRules ? LoadRules(rulePaths) : new RuleSet([], []));
    }

    // The rules a control selects join those that it names, each once; the parts of correlations are not for selection.
    private static PackControl Expand(PackControl control, RuleSet rules)
    {
        if (control.Select is null)
        {
            return control;
        }

        IEnumerable<RuleReference> selected = rules.All
            .Where(rule => rules.Links.ReportsAlone(rule) && control.Select.Includes(rule.Level, rule.Tags))
            .Select(rule => new RuleReference(rule.Key, control.Position));
        return control with { Rules = [.. control.Rules.Concat(selected).DistinctBy(reference => reference.Key)] };
    }

    // What a control would have selected, had it been a rule: of a file that could not be read at all that may be anything.
    private static IEnumerable<string> Unselected(PackControl control, IReadOnlyList<RuleProblem> problems)
        => control.Select is not { } select
            ? []
            : problems
                .Where(p => p is { IsWarning: false, Kind: not (RuleProblemKind.OtherLogSource or RuleProblemKind.Duplicate) }
                    && (p.RuleTraits is not { } traits || select.Includes(traits.Level, traits.Tags)))
                .Select(p => p.RuleTitle ?? Path.GetFileName(p.File));

    private static YamlNode? ReadRoot(YamlDocumentReader documents)
        => documents.Read() switch
        {
            { Problem: { } problem } => throw new RuleParseException(problem),
            { } document => document.Root,
            null => null,
        };

    /// <summary>Enters a rule under its id and name; a problem when another rule has one of them.</summary>
    private static RuleProblem? Claim(SigmaRule rule, Dictionary<string, SigmaRule> keys)
    {
        foreach (string? key in (ReadOnlySpan<string?>)[rule.Id, rule.Name])
        {
            if (key is not null && keys.TryGetValue(key, out SigmaRule? other))
            {
                return rule.Problem(
                    RuleProblemKind.Duplicate,
                    default,
                    $"'{key}' is already the rule '{other.Title}' in {other.Source.File}; this one is left out.");
            }
        }

        foreach (string? key in (ReadOnlySpan<string?>)[rule.Id, rule.Name])
        {
            if (key is not null)
            {
                keys[key] = rule;
            }
        }

        return null;
    }

    // Files say nothing of each other: each processor reads some of them.
    private static RuleSet[] ReadFiles(string[] files)
    {
        var read = new RuleSet[files.Length];
        Parallel.For(0, files.Length, i => read[i] = RuleFileReader.ReadFile(files[i]));
        return read;
    }

    private static IEnumerable<string> Files(string path, List<RuleProblem> problems)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            throw new ArgumentException($"'{path}' is not a full path.", nameof(path));
        }

        if (!Directory.Exists(path))
        {
            return [Path.GetFullPath(path)];
        }

        try
        {
            return FilesOf(Path.GetFullPath(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(new RuleSource(path, string.Empty).Problem(RuleProblemKind.Unreadable, default, error.Message));
            return [];
        }
    }

    private static string[] FilesOf(string folder)
    {
        // Folders behind links are passed over: a link to a parent would never end.
        var found = new FileSystemEnumerable<string>(
            folder,
            (ref FileSystemEntry entry) => entry.ToFullPath(),
            new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && IsYaml(entry.FileName),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        string[] files = [.. found];
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private static bool IsYaml(ReadOnlySpan<char> name)
        => name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase);
}
