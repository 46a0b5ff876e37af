using System.Management.Automation;
using CloudAudit.PowerShell.Binding;
using CloudAudit.Recording;

namespace CloudAudit.PowerShell.Commands;

/// <summary><c>New-Trail</c>: makes a trail, or completes or confirms the one that is there.</summary>
[Cmdlet(VerbsCommon.New, "Trail", SupportsShouldProcess = true, DefaultParameterSetName = AwsSet)]
[OutputType(typeof(Trail), ParameterSetName = [AwsSet])]
[OutputType(typeof(LocalTrail), ParameterSetName = [LocalSet])]
public sealed partial class NewTrailCommand : TrailCmdlet
{
    private const string LocalSet = "Local";
    private const string AwsSet = "Aws";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = LocalSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = AwsSet)]
    [Parameter(ParameterSetName = LocalSet)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = AwsSet)]
    [Parameter(ParameterSetName = LocalSet)]
    [ValidateNotNullOrEmpty]
    public string? Bucket { get; set; }

    [Parameter(ParameterSetName = LocalSet)]
    [AccountIdTransformation]
    [ValidateNotNullOrEmpty]
    public string? AccountId { get; set; }

    [Parameter(ParameterSetName = LocalSet)]
    [ValidateNotNullOrEmpty]
    public string? KeyFile { get; set; }

    [Parameter(ParameterSetName = LocalSet)]
    [ValidateNotNullOrEmpty]
    public byte[]? Key { get; set; }

    [Parameter(ParameterSetName = LocalSet)]
    public SwitchParameter NoEncryption { get; set; }

    [Parameter(ParameterSetName = LocalSet)]
    [ValidateNotNullOrEmpty]
    public string? SigningKeyFile { get; set; }

    protected override void EndProcessing()
    {
        if (ParameterSetName == LocalSet)
        {
            MakeLocal();
        }
        else
        {
            MakeInAws();
        }
    }
}
