using System.Collections;
using System.Management.Automation;
using CloudAudit.Compliance;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Completion;
using CloudAudit.PowerShell.Errors;
using CloudAudit.Rules;
using CloudAudit.Yaml;

namespace CloudAudit.PowerShell.Commands;

/// <summary><c>Get-AuditRule</c>: the rules, packs and controls there are, and why a rule cannot be used.</summary>
[Cmdlet(VerbsCommon.Get, "AuditRule", DefaultParameterSetName = RuleSetName)]
[OutputType(typeof(AuditRule), ParameterSetName = [RuleSetName])]
[OutputType(typeof(AuditPack), ParameterSetName = [PackSetName])]
[OutputType(typeof(AuditControl), ParameterSetName = [ControlSetName])]
public sealed class GetAuditRuleCommand : PSCmdlet
{
    private const string RuleSetName = "Rule";
    private const string PackSetName = "Pack";
    private const string ControlSetName = "Control";

    [Parameter(Position = 0, ParameterSetName = RuleSetName, ValueFromPipelineByPropertyName = true)]
    [Alias("RuleId", "RuleName")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RuleCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(ParameterSetName = RuleSetName)]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter(ParameterSetName = RuleSetName)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RuleTagCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Tag { get; set; } = [];

    [Parameter(ParameterSetName = RuleSetName)]
    [PSDefaultValue(Help = "Informational")]
    public RuleLevel MinimumLevel { get; set; } = RuleLevel.Informational;

    [Parameter(ParameterSetName = RuleSetName)]
    [ValidateNotNull]
    public IDictionary? Placeholder { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = PackSetName)]
    public SwitchParameter ListPack { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ControlSetName)]
    public SwitchParameter ListControl { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(RulePackCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] RulePack { get; set; } = [];

    protected override void ProcessRecord()
    {
        var shipped = new RulePacks(ModuleFolder.Rules);
        var packs = (RulePack.Length > 0 ? RulePack : [.. shipped.Names]).Select(name => this.LoadPack(shipped, name)).ToList();
        switch (ParameterSetName)
        {
            case PackSetName:
                WriteObject(packs.Select(pack => new AuditPack(pack)), enumerateCollection: true);
                break;
            case ControlSetName:
                WriteObject(AuditControl.List(packs), enumerateCollection: true);
                break;
            default:
                WriteObject(Rules(shipped, packs), enumerateCollection: true);
                break;
        }
    }

    private IEnumerable<AuditRule> Rules(RulePacks shipped, List<LoadedPack> packs)
    {
        var placeholders = this.Placeholders(Placeholder);
        IEnumerable<RuleSet> sets = Path.Length > 0 ? [RuleLoader.LoadRules(Path.Select(GetUnresolvedProviderPathFromPSPath))]
            : RulePack.Length > 0 ? AuditRule.SetsOf(packs)
            : [shipped.Rules];
        return sets.SelectMany(set => AuditRule.List(set, packs, placeholders)).Where(rule =>
            (rule.Level is null || rule.Level >= MinimumLevel)
            && (Tag.Length == 0 || rule.Tags.Any(tag => IsLike(tag, Tag)))
            && (Name.Length == 0 || ((string?[])[rule.Name, rule.Id, rule.Title]).Any(name => name is not null && IsLike(name, Name))));
    }

    private static bool IsLike(string text, string[] patterns) =>
        Array.Exists(patterns, pattern => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(text));
}
