using System.CommandLine;
using CloudAudit.Rules;
using CloudAudit.Yaml;

namespace CloudAudit.Cli;

/// <summary>The options that the commands about rules share: what placeholders stand for, and how bad rules are taken.</summary>
internal sealed class RuleOptions
{
    private readonly Option<string[]> _placeholder = CommandOptions.Many(
        "--placeholder", "What a placeholder in rules stands for, as name=value; again for a further value.");

    private readonly Option<bool> _strict = new("--strict") { Description = "Stop at a rule that cannot be used, instead of leaving it out." };

    public void AddTo(Command command)
    {
        command.Options.Add(_placeholder);
        command.Options.Add(_strict);
    }

    /// <exception cref="UsageException">A placeholder has no name or no value.</exception>
    public RulePlaceholders Placeholders(ParseResult result)
    {
        var values = new List<(string, string)>();
        foreach (string written in result.GetValue(_placeholder) ?? [])
        {
            int equals = written.IndexOf('=', StringComparison.Ordinal);
            values.Add(equals > 0
                ? (written[..equals], written[(equals + 1)..])
                : throw new UsageException($"--placeholder takes name=value, not '{written}'."));
        }

        try
        {
            return RulePlaceholders.Of(values);
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>Reports what is wrong with rules.</summary>
    /// <exception cref="UsageException">A rule cannot be used, and <c>--strict</c> was given.</exception>
    public void Report(ParseResult result, IReadOnlyList<RuleProblem> problems, ErrorReport errors)
    {
        var foreign = problems.Where(p => p.Kind == RuleProblemKind.OtherLogSource).ToList();
        if (foreign.Count > 0)
        {
            errors.Warn($"{foreign.Count} {(foreign.Count == 1 ? "rule is" : "rules are")} for another log source than CloudTrail and left out, the first in {foreign[0].File}.");
        }

        foreach (var problem in problems.Where(p => p.Kind != RuleProblemKind.OtherLogSource))
        {
            if (!problem.IsWarning && result.GetValue(_strict))
            {
                throw new UsageException(problem.ToString());
            }

            errors.Add(problem);
        }
    }

    /// <summary>Stops at a rule that cannot be used, where that is asked for.</summary>
    /// <exception cref="UsageException">There is a problem, and <c>--strict</c> was given.</exception>
    public void RefuseIfStrict(ParseResult result, string? problem)
    {
        if (problem is not null && result.GetValue(_strict))
        {
            throw new UsageException(problem);
        }
    }

    /// <summary>The packs that ship with the program.</summary>
    public static RulePacks Shipped() => new(Path.Join(AppContext.BaseDirectory, "rules"));

    /// <summary>Packs by name or path.</summary>
    /// <exception cref="UsageException">There is no such pack, or it is not valid.</exception>
    public static List<LoadedPack> Load(IEnumerable<string> names)
    {
        var packs = Shipped();
        try
        {
            return [.. names.Select(n => packs.Load(packs.Names.Contains(n, StringComparer.OrdinalIgnoreCase) ? n : Path.GetFullPath(n)))];
        }
        catch (Exception e) when (e is FileNotFoundException or RuleParseException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException(e.Message);
        }
    }
}
