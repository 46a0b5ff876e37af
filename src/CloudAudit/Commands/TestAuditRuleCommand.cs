using System.Collections;
using System.Management.Automation;
using CloudAudit.Compliance;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Completion;
using CloudAudit.PowerShell.Errors;
using CloudAudit.Rules;
using CloudAudit.Yaml;

namespace CloudAudit.PowerShell.Commands;

/// <summary><c>Test-AuditRule</c>: whether rules can be used, what about them is doubtful, and what their tests say.</summary>
[Cmdlet(VerbsDiagnostic.Test, "AuditRule", DefaultParameterSetName = PathSet)]
[OutputType(typeof(RuleReport), typeof(bool))]
public sealed class TestAuditRuleCommand : PSCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string RulePackSet = "RulePack";
    private LogPathResolver? _resolver;
    private RulePlaceholders _placeholders = RulePlaceholders.None;
    private bool _anyFailed;
    private bool _stopping;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "File")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = RulePackSet)]
    [ArgumentCompleter(typeof(RulePackCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] RulePack { get; set; } = [];

    [Parameter]
    [ValidateNotNull]
    public IDictionary? Placeholder { get; set; }

    [Parameter]
    public SwitchParameter Strict { get; set; }

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    protected override void BeginProcessing()
    {
        _resolver = new LogPathResolver(this);
        _placeholders = this.Placeholders(Placeholder);
    }

    protected override void ProcessRecord()
    {
        foreach (string path in ParameterSetName == PathSet ? Path : LiteralPath)
        {
            _resolver!.Add(path, literal: ParameterSetName == LiteralPathSet);
        }
    }

    protected override void EndProcessing()
    {
        var shipped = new RulePacks(ModuleFolder.Rules);
        var sets = ParameterSetName == RulePackSet
            ? AuditRule.SetsOf([.. RulePack.Select(name => this.LoadPack(shipped, name))])
            : SetsOf(shipped, _resolver!.Paths);
        foreach (var report in sets.SelectMany(set => RuleReport.Examine(set, _placeholders)))
        {
            if (_stopping)
            {
                return;
            }

            Write(report);
        }

        if (Quiet)
        {
            WriteObject(!_anyFailed);
        }
    }

    protected override void StopProcessing() => _stopping = true;

    // All paths together, as a correlation may name a rule of another file; a pack with the rules that it names.
    private IEnumerable<RuleSet> SetsOf(RulePacks shipped, List<string> paths)
    {
        var packs = paths.Where(RulePacks.IsPack).ToList();
        return
        [
            RuleLoader.LoadRules(paths.Except(packs, StringComparer.Ordinal)),
            .. AuditRule.SetsOf([.. packs.Select(path => this.LoadPack(shipped, path))]),
        ];
    }

    private void Write(RuleReport report)
    {
        var bad = report.Errors.ToList();
        _anyFailed |= bad.Count > 0;
        if (Strict && bad.Count > 0)
        {
            ThrowTerminatingError(AuditErrors.RuleProblem(bad[0]));
        }

        if (Quiet)
        {
            return;
        }

        WriteObject(report);
        foreach (var problem in bad)
        {
            WriteError(AuditErrors.RuleProblem(problem));
        }
    }
}
