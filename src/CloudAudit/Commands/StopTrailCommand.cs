using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws.Trails;
using CloudAudit.Trails;

namespace CloudAudit.PowerShell.Commands;

/// <summary><c>Stop-Trail</c>: has trails no longer log. What they logged stays.</summary>
[Cmdlet(VerbsLifecycle.Stop, "Trail", DefaultParameterSetName = "Name", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Trail))]
public sealed class StopTrailCommand : TrailChoiceCmdlet
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected override bool Change(TrailArn trail)
    {
        if (!ShouldProcess($"trail {trail}", "Stop logging; what happens from now on is not recorded"))
        {
            return false;
        }

        Run((_, token) => new TrailChanges(Connection, trail).StopAsync(token));
        return true;
    }
}
