using System.CommandLine;
using CloudAudit.Cli.Output;
using CloudAudit.Compliance;
using CloudAudit.Filters;
using CloudAudit.Integrity;
using CloudAudit.Reading;
using CloudAudit.Rules;
using CloudAudit.Yaml;

namespace CloudAudit.Cli;

/// <summary><c>cloudaudit check</c>: what the logs say about the controls of a rule pack.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var source = new SourceOptions();
        var rules = new RuleOptions();
        var packs = CommandOptions.Many("--rule-pack", "A pack that ships, such as CIS, or the path of one of your own.");
        packs.Required = true;
        var minimumLevel = CommandOptions.Choice<RuleLevel>("--minimum-level", "Only rules of this level and above.");
        var includeRule = CommandOptions.Many("--include-rule", "Only this rule: its id, name or title.");
        var excludeRule = CommandOptions.Many("--exclude-rule", "Not this rule.");
        var tag = CommandOptions.Many("--tag", "Only rules with this tag.");
        var suppression = CommandOptions.Many("--suppression", "A file of findings that are known and allowed.");
        var requireIntegrity = new Option<bool>("--require-integrity") { Description = "Verify the logs first: what digests do not prove is no evidence." };
        var publicKey = CommandOptions.Many("--public-key", "With --require-integrity, a file of public keys to trust; those that CloudTrail lists, or that lie beside the logs, unless given.");
        var finding = new Option<bool>("--finding") { Description = "Each finding instead of one result a control." };
        var quiet = new Option<bool>("--quiet") { Description = "Print nothing but errors; the exit code tells." };
        var format = CommandOptions.Format("A table, or in full: a JSON array, JSON lines, or CSV.");
        var command = new Command(
            "check",
            "Checks log files and folders, or logs in AWS, against a rule pack. Exit code 0: nothing found, 1: violations, 2: errors, nothing to check, or logs that are not proven where that is required, 3: with --checkpoint, no new events.");
        source.AddTo(command);
        command.Options.Add(packs);
        command.Options.Add(minimumLevel);
        command.Options.Add(includeRule);
        command.Options.Add(excludeRule);
        command.Options.Add(tag);
        command.Options.Add(suppression);
        rules.AddTo(command);
        command.Options.Add(requireIntegrity);
        command.Options.Add(publicKey);
        command.Options.Add(finding);
        command.Options.Add(quiet);
        command.Options.Add(format);
        command.SetAction((result, cancellation) =>
        {
            var check = new Check(
                result.GetValue(packs)!,
                result.GetValue(quiet) ? CheckOutput.Nothing : result.GetValue(finding) ? CheckOutput.Findings : CheckOutput.Controls,
                result.GetValue(format),
                new RuleChoice
                {
                    MinimumLevel = result.GetValue(minimumLevel),
                    Include = result.GetValue(includeRule) ?? [],
                    Exclude = result.GetValue(excludeRule) ?? [],
                    Tags = result.GetValue(tag) ?? [],
                },
                result.GetValue(suppression) ?? [],
                result.GetValue(requireIntegrity),
                result.GetValue(publicKey) ?? []);
            if (check.PublicKeys.Length > 0 && !check.RequiresIntegrity)
            {
                throw new UsageException("--public-key goes with --require-integrity.");
            }

            // Beside the thread that waits for Ctrl+C.
            return Task.Run(() => Run(source, rules, result, check, cancellation), cancellation);
        });
        return command;
    }

    private enum CheckOutput
    {
        Controls,
        Findings,
        Nothing,
    }

    private static int Run(SourceOptions source, RuleOptions rules, ParseResult result, Check check, CancellationToken cancellation)
    {
        using var console = new ConsoleOutput();
        var errors = new ErrorReport(Console.Error);
        var options = source.ReadOptions(result, TimeProvider.System);
        using var keys = source.Keys(result);
        using var logs = source.Logs(result, options.Query, keys, errors.Add);
        var plan = new CompliancePlan(RuleOptions.Load(check.Packs), check.Choice, rules.Placeholders(result));
        rules.Report(result, plan.Problems, errors);

        using var checkpoint = source.OpenCheckpoint(result, logs, options, "check", request => request
            .Add("RulePack", check.Packs).Add("MinimumLevel", check.Choice.MinimumLevel.ToString())
            .Add("IncludeRule", check.Choice.Include).Add("ExcludeRule", check.Choice.Exclude).Add("Tag", check.Choice.Tags));
        var proven = check.RequiresIntegrity ? source.Verify(result, options.Query, keys, check.PublicKeys, errors, cancellation) : null;
        if (proven is { Outcome: not IntegrityOutcome.Proven })
        {
            errors.Warn($"The logs are not all proven: {proven.Problem}. 'cloudaudit verify' says which.");
        }

        ComplianceRun run;
        try
        {
            run = new ComplianceRun(plan, options, suppressions: LoadSuppressions(check.Suppressions)) { Proven = proven };
        }
        catch (Exception e) when (e is EventQueryException or RuleParseException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException(e.Message);
        }

        try
        {
            var findings = check.Output == CheckOutput.Findings ? FindingWriter.Create(check.Format, console.Writer) : null;
            findings?.Begin();
            foreach (var batch in run.Read(checkpoint?.Unread(logs) ?? logs, cancellation, checkpoint))
            {
                foreach (var finding in batch.Results)
                {
                    findings?.Write(finding);
                }

                foreach (var error in batch.Errors)
                {
                    errors.Add(error);
                }

                checkpoint?.Note(batch);
            }

            foreach (string warning in run.Warnings())
            {
                errors.Warn(warning);
            }

            findings?.End();
            if (check.Output == CheckOutput.Controls)
            {
                ControlWriter.Write(check.Format, console.Writer, run.Results(), run.Coverage);
            }

            console.Flush();

            // Only now: before, nobody had the results.
            checkpoint?.Save();
        }
        catch (ClosedOutputException)
        {
            // The exit code still tells; what was not printed nobody wanted.
        }

        if (run.AnyViolation)
        {
            return ExitCodes.Violations;
        }

        if (run.Coverage.Records == 0 && checkpoint is not null && errors.Count == 0)
        {
            Console.Error.WriteLine("cloudaudit: there are no new events since the last run.");
            return ExitCodes.NothingNew;
        }

        if (run.Coverage.Records == 0)
        {
            Console.Error.WriteLine("cloudaudit: no events were read, so nothing was checked.");
            return ExitCodes.Error;
        }

        // Logs that anybody may have changed give no clean bill.
        return errors.Count > 0 || proven is { Outcome: not IntegrityOutcome.Proven } ? ExitCodes.Error : ExitCodes.Clean;
    }

    private static List<Suppression> LoadSuppressions(string[] files)
    {
        var suppressions = files.SelectMany(f => SuppressionReader.Read(Path.GetFullPath(f))).ToList();
        var now = TimeProvider.System.GetUtcNow();
        foreach (var expired in suppressions.Where(s => s.IsExpired(now)))
        {
            Console.Error.WriteLine($"cloudaudit: a suppression has expired and is not applied: {expired}");
        }

        return suppressions;
    }

    private sealed record Check(string[] Packs, CheckOutput Output, OutputFormat Format, RuleChoice Choice, string[] Suppressions, bool RequiresIntegrity, string[] PublicKeys);
}
