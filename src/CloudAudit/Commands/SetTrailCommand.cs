using System.Collections;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws.Trails;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Completion;
using CloudAudit.PowerShell.Errors;
using CloudAudit.Trails;

namespace CloudAudit.PowerShell.Commands;

/// <summary><c>Set-Trail</c>: changes settings of trails, and prepares what the settings need.</summary>
[Cmdlet(VerbsCommon.Set, "Trail", DefaultParameterSetName = "Name", SupportsShouldProcess = true)]
[OutputType(typeof(Trail))]
public sealed class SetTrailCommand : TrailChoiceCmdlet
{
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Bucket { get; set; }

    [Parameter]
    [AllowEmptyString]
    [ValidateLength(0, 200)]
    public string? Prefix { get; set; }

    [Parameter]
    public SwitchParameter MultiRegion { get; set; }

    [Parameter]
    public SwitchParameter GlobalEvents { get; set; }

    [Parameter]
    public SwitchParameter LogFileValidation { get; set; }

    [Parameter]
    [AllowEmptyString]
    public string? KmsKeyId { get; set; }

    [Parameter]
    public SwitchParameter CreateKmsKey { get; set; }

    [Parameter]
    [AllowEmptyString]
    public string? LogGroup { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogRoleArn { get; set; }

    [Parameter]
    [AllowEmptyString]
    public string? SnsTopic { get; set; }

    [Parameter]
    public SwitchParameter Organization { get; set; }

    [Parameter]
    [ValidateRange(1, 36500)]
    public int? RetentionDays { get; set; }

    [Parameter]
    [ValidateRange(1, 36500)]
    public int? ObjectLockDays { get; set; }

    [Parameter]
    [PSDefaultValue(Help = "Governance")]
    public ObjectLockMode ObjectLockMode { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(DataEventCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] DataEvent { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[] AdvancedEventSelector { get; set; } = [];

    [Parameter]
    [AllowEmptyCollection]
    [ValidateSet("ApiCallRateInsight", "ApiErrorRateInsight")]
    public string[]? Insight { get; set; }

    [Parameter]
    [ValidateNotNull]
    public Hashtable Tag { get; set; } = [];

    protected override void BeginProcessing()
    {
        if (Bucket is not null && TrailNames.BucketProblem(Bucket) is { } problem)
        {
            ThrowTerminatingError(AuditErrors.BucketNameInvalid(Bucket, problem));
        }

        if (CreateKmsKey && KmsKeyId is not null)
        {
            ThrowTerminatingError(AuditErrors.ParametersExclude(nameof(CreateKmsKey), nameof(KmsKeyId)));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected override bool Change(TrailArn trail)
    {
        try
        {
            var settings = Settings(trail.Name);
            var found = Run((_, token) => new TrailInspector(Connection).InspectAsync(trail, settings, token));
            if (found.Trail is null)
            {
                WriteError(AuditErrors.TrailNotFound(trail.ToString()));
                return false;
            }

            return new PlanRun(this, "Set-Trail", StopToken).Apply(TrailPlanner.Update(settings, found), new TrailBuilder(Connection, found.Place, TimeProvider.System));
        }
        catch (TrailPlanException e)
        {
            WriteError(AuditErrors.TrailPlan(e, trail.ToString()));
            return false;
        }
        catch (FormatException e)
        {
            ThrowTerminatingError(AuditErrors.SelectorInvalid(e));
            throw;
        }
    }

    private TrailSettings Settings(string name) => new()
    {
        Name = name,
        Bucket = Bucket,
        Prefix = Prefix?.Trim('/'),
        IsMultiRegion = Bound(MultiRegion, nameof(MultiRegion)),
        IncludesGlobalEvents = Bound(GlobalEvents, nameof(GlobalEvents)),
        LogFileValidation = Bound(LogFileValidation, nameof(LogFileValidation)),
        KmsKeyId = KmsKeyId,
        CreateKmsKey = CreateKmsKey,
        LogGroup = LogGroup is null ? null : TrailNames.LogGroup(LogGroup),
        LogRoleArn = LogRoleArn,
        SnsTopic = SnsTopic,
        IsOrganization = Bound(Organization, nameof(Organization)),
        RetentionDays = RetentionDays,
        ObjectLockDays = ObjectLockDays,
        ObjectLockMode = ObjectLockMode,
        DataEvents = DataEvent,
        AdvancedEventSelectors = AdvancedSelectorBinding.Parse(AdvancedEventSelector),
        Insights = Insight,
        Tags = TagTable.Parse(Tag),
    };

    private bool? Bound(SwitchParameter value, string name) => MyInvocation.BoundParameters.ContainsKey(name) ? value.IsPresent : null;
}
