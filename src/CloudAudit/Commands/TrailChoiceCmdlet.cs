using System.Management.Automation;
using CloudAudit.PowerShell.Completion;
using CloudAudit.Trails;

namespace CloudAudit.PowerShell.Commands;

/// <summary>A cmdlet that does something to trails which are there: by name, or from the pipeline.</summary>
public abstract class TrailChoiceCmdlet : TrailCmdlet
{
    private const string NameSet = "Name";
    private const string InputObjectSet = "InputObject";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet, ValueFromPipeline = true)]
    [Alias("TrailArn")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TrailNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public Trail[] InputObject { get; set; } = [];

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        var trails = ParameterSetName == InputObjectSet
            ? InputObject.Select(trail => TrailArn.TryParse(trail.TrailArn, out var arn) ? arn : null).OfType<TrailArn>()
            : Name.SelectMany(name => Find(name, one: true));
        foreach (var trail in trails.ToList())
        {
            With(trail, () =>
            {
                if (Change(trail) && PassThru)
                {
                    WriteTrail(trail);
                }
            });
        }
    }

    /// <summary>Does it; false where the user did not want it done.</summary>
    private protected abstract bool Change(TrailArn trail);
}
