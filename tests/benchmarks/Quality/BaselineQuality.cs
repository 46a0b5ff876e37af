using CloudAudit.Compliance;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Reading;
using CloudAudit.Rules;
using CloudAudit.Sources;
using CloudAudit.Yaml;

namespace CloudAudit.Benchmarks.Quality;

/// <summary>What the pack Baseline makes of attacks, and of traffic without any: counted, not timed.</summary>
internal static class BaselineQuality
{
    /// <summary>The findings of Baseline in the logs of a folder, of medium and above.</summary>
    /// <returns>The findings, and how many records were looked at.</returns>
    /// <exception cref="InvalidDataException">A log could not be read.</exception>
    public static (List<Finding> Findings, long Records) Check(string folder)
    {
        CompliancePlan plan = new([new RulePacks(RepositoryFiles.Rules).Load("Baseline")], new RuleChoice { MinimumLevel = RuleLevel.Medium });
        EventReadOptions options = new();
        ComplianceRun run = new(plan, options);
        List<Finding> findings = [];
        IEnumerable<LogFile> logs = new LocalLogs([folder], options.Query, Refuse).List();
        foreach (ReadBatch<Finding> batch in run.Read(logs, CancellationToken.None))
        {
            findings.AddRange(batch.Results);
            foreach (LogError error in batch.Errors)
            {
                Refuse(error);
            }
        }

        return (findings, run.Coverage.Records);
    }

    /// <summary>The findings that one of an attack's own events is evidence of.</summary>
    public static IEnumerable<Finding> Of(SimulatedAttack attack, IEnumerable<Finding> findings) =>
        findings.Where(f => f.Events.Any(e =>
            e.UserAgent?.Contains("stratus-red-team_" + attack.Run, StringComparison.Ordinal) == true
            || (attack.Through is not null && e.ActorArn?.EndsWith("/" + attack.Through, StringComparison.Ordinal) == true)));

    /// <summary>Whether a finding names the attack's tactic.</summary>
    public static bool Names(Finding finding, SimulatedAttack attack) => finding.Tags.Contains("attack." + attack.Tactic, StringComparer.Ordinal);

    private static void Refuse(LogError error) => throw new InvalidDataException($"{error.Origin}: {error.Detail}");
}
