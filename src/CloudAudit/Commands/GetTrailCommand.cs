using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws.Trails;
using CloudAudit.PowerShell.Completion;

namespace CloudAudit.PowerShell.Commands;

/// <summary><c>Get-Trail</c>: the trails of all regions, with status, selectors and tags.</summary>
[Cmdlet(VerbsCommon.Get, "Trail")]
[OutputType(typeof(Trail))]
public sealed class GetTrailCommand : TrailCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TrailArn")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TrailNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    [MethodImpl(MethodImplOptions.NoInlining)]
    protected override void ProcessRecord()
    {
        foreach (var arn in Name.SelectMany(name => Find(name, one: false)).Distinct().ToList())
        {
            With(arn, () => WriteTrail(arn));
        }
    }
}
