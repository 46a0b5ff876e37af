using System.Collections;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws.Trails;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Completion;
using CloudAudit.PowerShell.Errors;
using CloudAudit.Trails;

namespace CloudAudit.PowerShell.Commands;

/// <summary>New-Trail -Name -Bucket: a trail in AWS.</summary>
public sealed partial class NewTrailCommand
{
    [Parameter(ParameterSetName = AwsSet)]
    [ValidateLength(1, 200)]
    public string? Prefix { get; set; }

    [Parameter(ParameterSetName = AwsSet)]
    [Parameter(ParameterSetName = LocalSet)]
    [ValidateNotNullOrEmpty]
    public string? KmsKeyId { get; set; }

    [Parameter(ParameterSetName = AwsSet)]
    public SwitchParameter CreateKmsKey { get; set; }

    [Parameter(ParameterSetName = AwsSet)]
    [ValidateLength(1, 512)]
    public string? LogGroup { get; set; }

    [Parameter(ParameterSetName = AwsSet)]
    [ValidateNotNullOrEmpty]
    public string? LogRoleArn { get; set; }

    [Parameter(ParameterSetName = AwsSet)]
    [ValidateLength(1, 256)]
    public string? SnsTopic { get; set; }

    [Parameter(ParameterSetName = AwsSet)]
    public SwitchParameter Organization { get; set; }

    [Parameter(ParameterSetName = AwsSet)]
    [ValidateRange(1, 36500)]
    public int? RetentionDays { get; set; }

    [Parameter(ParameterSetName = AwsSet)]
    [ValidateRange(1, 36500)]
    public int? ObjectLockDays { get; set; }

    [Parameter(ParameterSetName = AwsSet)]
    [PSDefaultValue(Help = "Governance")]
    public ObjectLockMode ObjectLockMode { get; set; }

    [Parameter(ParameterSetName = AwsSet)]
    [ArgumentCompleter(typeof(DataEventCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] DataEvent { get; set; } = [];

    [Parameter(ParameterSetName = AwsSet)]
    [ValidateNotNullOrEmpty]
    public object[] AdvancedEventSelector { get; set; } = [];

    [Parameter(ParameterSetName = AwsSet)]
    [ValidateSet("ApiCallRateInsight", "ApiErrorRateInsight")]
    public string[]? Insight { get; set; }

    [Parameter(ParameterSetName = AwsSet)]
    [ValidateNotNull]
    public Hashtable Tag { get; set; } = [];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeInAws()
    {
        if (TrailNames.Problem(Name!) is { } problem)
        {
            ThrowTerminatingError(AuditErrors.TrailNameInvalid(Name!, problem));
        }

        if (TrailNames.BucketProblem(Bucket!) is { } bucketProblem)
        {
            ThrowTerminatingError(AuditErrors.BucketNameInvalid(Bucket!, bucketProblem));
        }

        if (CreateKmsKey && KmsKeyId is not null)
        {
            ThrowTerminatingError(AuditErrors.ParametersExclude(nameof(CreateKmsKey), nameof(KmsKeyId)));
        }

        try
        {
            var settings = Settings();
            var found = RunAws(token => new TrailInspector(Connection).InspectNewAsync(settings, token));
            if (new PlanRun(this, "New-Trail", StopToken).Apply(TrailPlanner.Create(settings, found), new TrailBuilder(Connection, found.Place, TimeProvider.System)))
            {
                WriteTrail(found.Arn);
            }
        }
        catch (TrailPlanException e)
        {
            ThrowTerminatingError(AuditErrors.TrailPlan(e, Name!));
        }
        catch (FormatException e)
        {
            ThrowTerminatingError(AuditErrors.SelectorInvalid(e));
        }
    }

    private TrailSettings Settings() => TrailSettings.Secure(Name!, Bucket!) with
    {
        Prefix = Prefix?.Trim('/'),
        KmsKeyId = KmsKeyId,
        CreateKmsKey = CreateKmsKey,
        LogGroup = LogGroup is null ? null : TrailNames.LogGroup(LogGroup),
        LogRoleArn = LogRoleArn,
        SnsTopic = SnsTopic,
        IsOrganization = Organization ? true : null,
        RetentionDays = RetentionDays,
        ObjectLockDays = ObjectLockDays,
        ObjectLockMode = ObjectLockMode,
        DataEvents = DataEvent,
        AdvancedEventSelectors = AdvancedSelectorBinding.Parse(AdvancedEventSelector),
        Insights = Insight,
        Tags = TagTable.Parse(Tag),
    };
}
