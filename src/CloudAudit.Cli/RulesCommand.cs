using System.CommandLine;
using CloudAudit.Cli.Output;
using CloudAudit.Compliance;
using CloudAudit.Rules;
using CloudAudit.Rules.Matching;
using CloudAudit.Yaml;

namespace CloudAudit.Cli;

/// <summary><c>cloudaudit rules</c>: the rules, packs and controls there are, why a rule cannot be used, and what its tests say.</summary>
internal sealed class RulesCommand
{
    private readonly RuleOptions _rules = new();

    private readonly Argument<string[]> _paths = new("path")
    {
        Description = "Rule files, and folders to look for them in, instead of the rules that ship.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _packs = CommandOptions.Many("--rule-pack", "Only this pack, or the rules that it uses.");
    private readonly Option<string[]> _names = CommandOptions.Many("--name", "Only this rule: its id, name or title.");
    private readonly Option<string[]> _tags = CommandOptions.Many("--tag", "Only rules with this tag.");
    private readonly Option<RuleLevel> _minimumLevel = CommandOptions.Choice<RuleLevel>("--minimum-level", "Only rules of this level and above.");
    private readonly Option<bool> _listPack = new("--list-pack") { Description = "Packs instead of rules." };
    private readonly Option<bool> _listControl = new("--list-control") { Description = "Controls instead of rules." };
    private readonly Option<bool> _test = new("--test") { Description = "Examine the rules: run their tests, and say what is doubtful." };
    private readonly Option<OutputFormat> _format = CommandOptions.Format("A table, or in full: a JSON array, JSON lines, or CSV.");

    public static Command Create()
    {
        var rules = new RulesCommand();
        var command = new Command(
            "rules",
            "Lists rules, packs and controls, and examines rules. Exit code of --test 0: all can be used and pass their tests, 1: some fail, 2: errors.");
        command.Arguments.Add(rules._paths);
        foreach (Option option in (Option[])[rules._packs, rules._names, rules._tags, rules._minimumLevel, rules._listPack, rules._listControl, rules._test])
        {
            command.Options.Add(option);
        }

        rules._rules.AddTo(command);
        command.Options.Add(rules._format);
        command.SetAction((result, cancellation) => Task.Run(() => rules.Run(result), cancellation));
        return command;
    }

    private int Run(ParseResult result)
    {
        using var console = new ConsoleOutput();
        try
        {
            int exitCode = Write(result, console.Writer);
            console.Flush();
            return exitCode;
        }
        catch (ClosedOutputException)
        {
            return ExitCodes.Clean;
        }
    }

    private int Write(ParseResult result, TextWriter output)
    {
        var format = result.GetValue(_format);
        var shipped = RuleOptions.Shipped();
        string[] names = result.GetValue(_packs) ?? [];
        if (result.GetValue(_listPack))
        {
            RuleListWriter.Write(format, output, [.. RuleOptions.Load(names.Length > 0 ? names : shipped.Names).Select(p => new AuditPack(p))]);
            return ExitCodes.Clean;
        }

        if (result.GetValue(_listControl))
        {
            RuleListWriter.Write(format, output, [.. AuditControl.List(RuleOptions.Load(names.Length > 0 ? names : shipped.Names))]);
            return ExitCodes.Clean;
        }

        var sets = Sets(result.GetValue(_paths) ?? [], names, shipped);
        if (result.GetValue(_test))
        {
            return Examine(result, sets, format, output);
        }

        var packs = RuleOptions.Load(names.Length > 0 ? names : shipped.Names);
        var placeholders = _rules.Placeholders(result);
        var rules = sets.SelectMany(set => AuditRule.List(set, packs, placeholders)).ToList();
        _rules.RefuseIfStrict(result, rules.Select(r => r.Problem).FirstOrDefault(p => p is not null));
        RuleListWriter.Write(format, output, [.. rules.Where(Chosen(result))]);
        return ExitCodes.Clean;
    }

    private int Examine(ParseResult result, IEnumerable<RuleSet> sets, OutputFormat format, TextWriter output)
    {
        var errors = new ErrorReport(Console.Error);
        var placeholders = _rules.Placeholders(result);
        var named = IsLike(result.GetValue(_names) ?? []);
        var reports = sets.SelectMany(set => RuleReport.Examine(set, placeholders))
            .Where(r => named is null || ((string?[])[r.Name, r.Id, r.Title]).Any(n => n is not null && named(n)))
            .ToList();
        _rules.RefuseIfStrict(result, reports.SelectMany(r => r.Errors).FirstOrDefault()?.ToString());
        RuleListWriter.Write(format, output, reports);
        if (format == OutputFormat.Table)
        {
            output.Flush();
            foreach (var problem in reports.Where(r => r.Result != RuleReportResult.Skipped).SelectMany(r => r.Problems))
            {
                errors.Add(problem);
            }
        }

        return reports.Exists(r => r.Result == RuleReportResult.Failed) ? ExitCodes.Violations : ExitCodes.Clean;
    }

    private static List<RuleSet> Sets(string[] paths, string[] packs, RulePacks shipped)
    {
        List<string> full = [.. paths.Select(Path.GetFullPath)];
        if (full.Find(p => !File.Exists(p) && !Directory.Exists(p)) is { } missing)
        {
            throw new UsageException($"'{missing}' does not exist.");
        }

        var packFiles = full.Where(RulePacks.IsPack).ToList();
        return packs.Length > 0 || packFiles.Count > 0
            ? [.. AuditRule.SetsOf(RuleOptions.Load([.. packs, .. packFiles])), RuleLoader.LoadRules(full.Except(packFiles, StringComparer.Ordinal))]
            : [full.Count > 0 ? RuleLoader.LoadRules(full) : shipped.Rules];
    }

    private Func<AuditRule, bool> Chosen(ParseResult result)
    {
        var level = result.GetValue(_minimumLevel);
        var names = IsLike(result.GetValue(_names) ?? []);
        var tags = IsLike(result.GetValue(_tags) ?? []);
        return rule => (rule.Level is null || rule.Level >= level)
            && (tags is null || rule.Tags.Any(tags))
            && (names is null || ((string?[])[rule.Name, rule.Id, rule.Title]).Any(n => n is not null && names(n)));
    }

    private static Func<string, bool>? IsLike(string[] patterns) => patterns.Length == 0 ? null : RuleChoice.Wildcards(patterns);
}
