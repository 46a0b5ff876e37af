using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws.Trails;
using CloudAudit.PowerShell.Completion;
using CloudAudit.PowerShell.Errors;
using CloudAudit.Trails;

namespace CloudAudit.PowerShell.Commands;

/// <summary><c>Test-Trail</c>: whether trails are able to serve as evidence.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Trail", DefaultParameterSetName = "Name")]
[OutputType(typeof(TrailCheck), typeof(bool))]
public sealed class TestTrailCommand : TrailCmdlet
{
    private int _tested;
    private bool _good = true;
    private bool _told;

    [Parameter(Position = 0, ParameterSetName = "Name", ValueFromPipeline = true)]
    [Alias("TrailArn")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TrailNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    [ValidateNotNull]
    public Trail[] InputObject { get; set; } = [];

    [Parameter]
    [PSDefaultValue(Value = 365)]
    [ValidateRange(1, 36500)]
    public int RetentionDays { get; set; } = 365;

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    [MethodImpl(MethodImplOptions.NoInlining)]
    protected override void ProcessRecord()
    {
        var trails = ParameterSetName == "InputObject"
            ? InputObject.Select(trail => TrailArn.TryParse(trail.TrailArn, out var arn) ? arn : null).OfType<TrailArn>()
            : Name.SelectMany(Known);
        foreach (var arn in trails.Distinct().ToList())
        {
            With(arn, () => Test(arn));
        }
    }

    protected override void EndProcessing()
    {
        if (Quiet)
        {
            // What could not be tested proves nothing.
            WriteObject(_good && _tested > 0);
        }
        else if (_tested == 0 && !_told)
        {
            WriteWarning("There is no trail, so nothing is recorded. New-Trail makes one.");
        }
    }

    // A name that no trail has is an error, and no trail that is good.
    private IReadOnlyList<TrailArn> Known(string name)
    {
        var found = Find(name, one: false);
        _good &= found.Count > 0;
        _told |= found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name);
        return found;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Test(TrailArn arn)
    {
        bool passed = false;
        try
        {
            var found = Run((_, token) => new TrailInspector(Connection).InspectAsync(arn, null, token));
            if (found.Trail is null)
            {
                WriteError(AuditErrors.TrailNotFound(arn.ToString()));
                return;
            }

            _tested++;
            var checks = TrailChecks.Run(found, TimeProvider.System.GetUtcNow(), RetentionDays);
            passed = checks.All(check => check.Status is TrailCheckStatus.Passed or TrailCheckStatus.Warning);
            if (!Quiet)
            {
                WriteObject(checks, enumerateCollection: true);
            }
        }
        finally
        {
            _good &= passed;
        }
    }
}
