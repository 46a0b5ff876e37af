using System.Management.Automation;
using CloudAudit.PowerShell.Completion;

namespace CloudAudit.PowerShell.Commands;

/// <summary>A cmdlet that calls AWS in one region.</summary>
public abstract class AwsRegionCmdlet : AwsCmdlet
{
    [Parameter]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }
}
