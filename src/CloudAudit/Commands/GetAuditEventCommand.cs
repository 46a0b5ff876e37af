using System.Management.Automation;
using CloudAudit.Reading;

namespace CloudAudit.PowerShell.Commands;

/// <summary><c>Get-AuditEvent</c>: events from log files and folders, filtered while they are read.</summary>
[Cmdlet(VerbsCommon.Get, "AuditEvent", DefaultParameterSetName = "Path", SupportsPaging = true)]
[OutputType(typeof(AuditEvent), typeof(string))]
public sealed class GetAuditEventCommand : EventSourceCmdlet
{
    [Parameter]
    public SwitchParameter Raw { get; set; }

    protected override void EndProcessing()
    {
        if (PagingParameters.IncludeTotalCount)
        {
            // Nobody knows without reading everything.
            WriteObject(PagingParameters.NewTotalCount(0, 0.0));
        }

        var options = Options with
        {
            First = (long)Math.Min(PagingParameters.First, long.MaxValue),
            Skip = (long)Math.Min(PagingParameters.Skip, long.MaxValue),
        };
        ReadLogs((files, stopping) => EventReader.Read(files, options, stopping), Write);
    }

    private void Write(IReadOnlyList<AuditEvent> events)
    {
        if (events.Count > 0)
        {
            WriteObject(Raw ? events.Select(e => e.ToJson()) : events, enumerateCollection: true);
        }
    }
}
