using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws.Trails;
using CloudAudit.Trails;

namespace CloudAudit.PowerShell.Commands;

/// <summary><c>Remove-Trail</c>: deletes trails; never their logs, nor the bucket, key or log group.</summary>
[Cmdlet(VerbsCommon.Remove, "Trail", DefaultParameterSetName = "Name", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Trail))]
public sealed class RemoveTrailCommand : TrailChoiceCmdlet
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected override bool Change(TrailArn trail)
    {
        // It is gone afterwards, so what it was like is read before.
        var changes = new TrailChanges(Connection, trail);
        var described = Run((_, token) => changes.DescribeAsync(token));
        if (!ShouldProcess($"trail {trail}", described is null ? "Delete it" : $"Delete it; its logs stay in bucket {described.Bucket}"))
        {
            return false;
        }

        Run((_, token) => changes.DeleteAsync(token));
        if (PassThru && described is not null)
        {
            WriteObject(described);
        }

        return false;
    }
}
