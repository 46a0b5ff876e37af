using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws.Trails;
using CloudAudit.Trails;

namespace CloudAudit.PowerShell.Commands;

/// <summary><c>Start-Trail</c>: has trails log.</summary>
[Cmdlet(VerbsLifecycle.Start, "Trail", DefaultParameterSetName = "Name", SupportsShouldProcess = true)]
[OutputType(typeof(Trail))]
public sealed class StartTrailCommand : TrailChoiceCmdlet
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected override bool Change(TrailArn trail)
    {
        if (!ShouldProcess($"trail {trail}", "Start logging"))
        {
            return false;
        }

        Run((_, token) => new TrailChanges(Connection, trail).StartAsync(token));
        return true;
    }
}
