using System.Collections;
using System.Management.Automation;
using CloudAudit.Checkpoints;
using CloudAudit.Compliance;
using CloudAudit.Integrity;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Completion;
using CloudAudit.PowerShell.Errors;
using CloudAudit.Rules;
using CloudAudit.Yaml;

namespace CloudAudit.PowerShell.Commands;

/// <summary><c>Test-AuditCompliance</c>: what events say about the controls of rule packs.</summary>
[Cmdlet(VerbsDiagnostic.Test, "AuditCompliance", DefaultParameterSetName = "Path")]
[OutputType(typeof(ControlResult), typeof(Finding), typeof(bool))]
public sealed class TestAuditComplianceCommand : EventSourceCmdlet
{
    private ComplianceRun? _run;
    private Func<ProvenFiles?, ComplianceRun>? _start;

    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public AuditEvent? InputObject { get; set; }

    [Parameter(Mandatory = true)]
    [ArgumentCompleter(typeof(RulePackCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] RulePack { get; set; } = [];

    [Parameter]
    [PSDefaultValue(Help = "Informational")]
    public RuleLevel MinimumLevel { get; set; } = RuleLevel.Informational;

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RuleCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] IncludeRule { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RuleCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ExcludeRule { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RuleTagCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Tag { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Suppression { get; set; } = [];

    [Parameter]
    [ValidateNotNull]
    public IDictionary? Placeholder { get; set; }

    [Parameter]
    public SwitchParameter Strict { get; set; }

    [Parameter]
    public SwitchParameter Finding { get; set; }

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    [Parameter]
    public SwitchParameter RequireIntegrity { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] PublicKey { get; set; } = [];

    [Parameter]
    [PSDefaultValue(Value = 1000)]
    [ValidateRange(0, 1_000_000)]
    public int EvidenceLimit { get; set; } = 1000;

    protected override CheckpointRequest CheckpointRequest => RequestOf("check")
        .Add("RulePack", RulePack).Add("MinimumLevel", MinimumLevel.ToString()).Add("IncludeRule", IncludeRule).Add("ExcludeRule", ExcludeRule).Add("Tag", Tag);

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        var choice = new RuleChoice { MinimumLevel = MinimumLevel, Include = IncludeRule, Exclude = ExcludeRule, Tags = Tag };
        var shipped = new RulePacks(ModuleFolder.Rules);
        var placeholders = this.Placeholders(Placeholder);
        var plan = new CompliancePlan([.. RulePack.Select(name => this.LoadPack(shipped, name))], choice, placeholders);
        this.Write(plan.Problems, Strict);
        List<Suppression> suppressions = [.. Suppression.SelectMany(LoadSuppressions)];
        _start = proven => Start(plan, suppressions, proven);
        if (!RequireIntegrity)
        {
            _run = _start(null);
        }
    }

    protected override void ProcessRecord()
    {
        if (ReadsLogs)
        {
            base.ProcessRecord();
        }
        else if (RequireIntegrity)
        {
            ThrowTerminatingError(AuditErrors.IntegrityNeedsLogs());
        }
        else
        {
            RefuseCheckpoint();
            Write(_run!.Add(InputObject!));
        }
    }

    protected override void EndProcessing()
    {
        if (RequireIntegrity)
        {
            var proven = VerifyLogs(PublicKey);
            if (proven.Outcome != IntegrityOutcome.Proven)
            {
                WriteWarning($"The logs are not all proven: {proven.Problem}. Test-TrailIntegrity says which.");
            }

            _run = _start!(proven);
        }

        if (ReadsLogs)
        {
            ReadLogs<Finding>(_run!.Read, batch => Write(batch.Results));
        }
        else
        {
            Write(_run!.Complete());
        }

        foreach (string warning in _run!.Warnings())
        {
            WriteWarning(warning);
        }

        var results = Finding && !Quiet ? [] : _run.Results();
        if (Quiet)
        {
            // What could not be checked is no success.
            WriteObject(results.Any(r => r.Status == ControlStatus.NoViolationFound)
                && results.All(r => r.Status == ControlStatus.NoViolationFound || (r.Status == ControlStatus.NotAssessed && r.MissingRules.Count == 0)));
        }
        else
        {
            WriteObject(results, enumerateCollection: true);
        }

        if (_run.Coverage.Records == 0)
        {
            WriteWarning("No events were read, so nothing was checked.");
        }

        SaveCheckpoint();
    }

    private void Write(IReadOnlyList<Finding> findings)
    {
        if (Finding && !Quiet && findings.Count > 0)
        {
            WriteObject(findings, enumerateCollection: true);
        }
    }

    private ComplianceRun Start(CompliancePlan plan, List<Suppression> suppressions, ProvenFiles? proven)
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var expired in suppressions.Where(s => s.IsExpired(now)))
        {
            WriteWarning($"A suppression has expired and is not applied: {expired}");
        }

        try
        {
            return new ComplianceRun(plan, Options, EvidenceLimit, suppressions) { Proven = proven };
        }
        catch (RuleParseException e)
        {
            ThrowTerminatingError(AuditErrors.SuppressionInvalid(e.File, e));
            throw;
        }
    }

    private IReadOnlyList<Suppression> LoadSuppressions(string path)
    {
        try
        {
            return SuppressionReader.Read(GetUnresolvedProviderPathFromPSPath(path));
        }
        catch (RuleParseException e)
        {
            ThrowTerminatingError(AuditErrors.SuppressionInvalid(path, e));
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(AuditErrors.PathNotFound(path, e));
            throw;
        }
    }
}
