using System.Management.Automation;
using CloudAudit.Compliance;
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

    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public AuditEvent? InputObject { get; set; }

    [Parameter(Mandatory = true)]
    [ArgumentCompleter(typeof(RulePackCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] RulePack { get; set; } = [];

    [Parameter]
    public SwitchParameter Finding { get; set; }

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    [Parameter]
    [PSDefaultValue(Value = 1000)]
    [ValidateRange(0, 1_000_000)]
    public int EvidenceLimit { get; set; } = 1000;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        var plan = new CompliancePlan([.. RulePack.Select(Load)]);
        foreach (var problem in plan.Problems)
        {
            WriteError(AuditErrors.RuleProblem(problem));
        }

        _run = new ComplianceRun(plan, Options, EvidenceLimit);
    }

    protected override void ProcessRecord()
    {
        if (ReadsLogs)
        {
            base.ProcessRecord();
        }
        else
        {
            Write(_run!.Add(InputObject!));
        }
    }

    protected override void EndProcessing()
    {
        if (ReadsLogs)
        {
            ReadLogs(_run!.Read, Write);
        }

        var results = Finding && !Quiet ? [] : _run!.Results();
        if (Quiet)
        {
            // What could not be checked is no success.
            WriteObject(results.Any(r => r.Status == ControlStatus.NoViolationFound)
                && results.All(r => r.Status is ControlStatus.NoViolationFound or ControlStatus.NotAssessed));
        }
        else
        {
            WriteObject(results, enumerateCollection: true);
        }

        if (_run!.Coverage.Records == 0)
        {
            WriteWarning("No events were read, so nothing was checked.");
        }
    }

    private void Write(IReadOnlyList<Finding> findings)
    {
        if (Finding && !Quiet && findings.Count > 0)
        {
            WriteObject(findings, enumerateCollection: true);
        }
    }

    private LoadedPack Load(string name)
    {
        var packs = new RulePacks(ModuleFolder.Rules);
        try
        {
            bool isFile = name.Contains('/', StringComparison.Ordinal) || name.Contains('\\', StringComparison.Ordinal)
                || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase);
            return packs.Load(isFile ? GetUnresolvedProviderPathFromPSPath(name) : name);
        }
        catch (RuleParseException e)
        {
            ThrowTerminatingError(AuditErrors.RulePackInvalid(name, e));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(AuditErrors.RulePackNotFound(name, e));
        }

        throw new PipelineStoppedException();
    }
}
