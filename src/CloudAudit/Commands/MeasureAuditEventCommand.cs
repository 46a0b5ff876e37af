using System.Globalization;
using System.Management.Automation;
using CloudAudit.Checkpoints;
using CloudAudit.Measurement;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Completion;

namespace CloudAudit.PowerShell.Commands;

/// <summary><c>Measure-AuditEvent</c>: events counted by their properties and by time, or a summary of them.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "AuditEvent", DefaultParameterSetName = "Path")]
[OutputType(typeof(EventSummary), typeof(EventGroup))]
public sealed class MeasureAuditEventCommand : EventSourceCmdlet
{
    // A summary is read at a glance.
    private const int SummaryTop = 5;
    private static readonly HashSet<string> OwnProperties = new(typeof(EventGroup).GetProperties().Select(p => p.Name), StringComparer.OrdinalIgnoreCase);
    private EventMeasure? _measure;

    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public AuditEvent? InputObject { get; set; }

    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(EventPropertyCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Property { get; set; } = [];

    [Parameter]
    [DurationTransformation]
    [ValidateNotNull]
    public TimeSpan? Interval { get; set; }

    [Parameter]
    [PSDefaultValue(Help = "5 in a summary, all otherwise")]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; }

    [Parameter]
    [PSDefaultValue(Value = MeasureRequest.DefaultGroupLimit)]
    [ValidateRange(1, 10_000_000)]
    public int GroupLimit { get; set; } = MeasureRequest.DefaultGroupLimit;

    private MeasureRequest Request => new()
    {
        Property = Property,
        Interval = Interval,
        Top = Top > 0 ? Top : Property.Length == 0 && Interval is null ? SummaryTop : 0,
        GroupLimit = GroupLimit,
    };

    protected override CheckpointRequest CheckpointRequest =>
        RequestOf("measure").Add("Property", Property).Add("Interval", Interval?.ToString("c", CultureInfo.InvariantCulture));

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Interval < TimeSpan.FromSeconds(1))
        {
            ThrowTerminatingError(Errors.AuditErrors.IntervalTooShort(Interval.Value));
        }

        _measure = new EventMeasure(Request, Options);
    }

    protected override void ProcessRecord()
    {
        if (ReadsLogs)
        {
            base.ProcessRecord();
        }
        else
        {
            RefuseCheckpoint();
            _measure!.Add(InputObject!);
        }
    }

    protected override void EndProcessing()
    {
        if (ReadsLogs)
        {
            ReadLogs<EventGroup>(_measure!.Read, _ => { });
        }

        foreach (string warning in _measure!.Warnings())
        {
            WriteWarning(warning);
        }

        if (Request.IsSummary)
        {
            WriteObject(_measure.Summary());
        }
        else
        {
            WriteObject(_measure.Groups().Select(Wrap), enumerateCollection: true);
        }

        SaveCheckpoint();
    }

    // What was counted by become properties of the object, so that the next cmdlet binds to them.
    private PSObject Wrap(EventGroup group)
    {
        var wrapped = new PSObject(group);
        if (Interval is not null)
        {
            wrapped.TypeNames.Insert(0, "CloudAudit.Measurement.EventGroup#Interval");
        }

        for (int i = 0; i < group.Properties.Count; i++)
        {
            // Checked here, as the engine's own look-up for each would cost more than the counting.
            string name = group.Properties[i];
            if (!OwnProperties.Contains(name) && Array.FindIndex(Property, p => p.Equals(name, StringComparison.OrdinalIgnoreCase)) == i)
            {
                wrapped.Properties.Add(new PSNoteProperty(name, group.Values[i]), preValidated: true);
            }
        }

        return wrapped;
    }
}
