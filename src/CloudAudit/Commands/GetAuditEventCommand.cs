using System.Management.Automation;
using CloudAudit.Checkpoints;
using CloudAudit.Reading;
using RunCheckpoint = CloudAudit.Checkpoints.Checkpoint;

namespace CloudAudit.PowerShell.Commands;

/// <summary><c>Get-AuditEvent</c>: events from log files and folders, filtered while they are read.</summary>
[Cmdlet(VerbsCommon.Get, "AuditEvent", DefaultParameterSetName = "Path", SupportsPaging = true)]
[OutputType(typeof(AuditEvent), typeof(string))]
public sealed class GetAuditEventCommand : EventSourceCmdlet
{
    [Parameter]
    public SwitchParameter Raw { get; set; }

    protected override CheckpointRequest CheckpointRequest => RequestOf("events");

    protected override bool GivesAsItReads => true;

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
        ReadLogs((files, stopping, noted) => EventReader.Read(files, options, stopping, noted), Write);
        SaveCheckpoint();
    }

    private void Write(ReadBatch<AuditEvent> batch)
    {
        if (Noted is not null)
        {
            WriteOneByOne(batch, Noted);
        }
        else if (batch.Results.Count > 0)
        {
            WriteObject(batch.Results.Select(Output), enumerateCollection: true);
        }
    }

    private object Output(AuditEvent auditEvent) => Raw ? auditEvent.ToJson() : auditEvent;

    // What is written together the pipeline takes off our hands before the next command sees the first.
    private void WriteOneByOne(ReadBatch<AuditEvent> batch, RunCheckpoint noted)
    {
        int taken = 0;
        try
        {
            foreach (var auditEvent in batch.Results)
            {
                WriteObject(Output(auditEvent));
                taken++;
            }
        }
        catch (FlowControlException)
        {
            // A loop around the pipeline was left, at the event that it had just been given.
            noted.Note(batch, taken + 1);
            throw;
        }
        catch (PipelineStoppedException) when (!StopToken.IsCancellationRequested)
        {
            // A command further on has enough, as Select-Object -First, or it failed: upstream the one looks as the other. So
            // the event that it had just been given comes again, as it may not have been dealt with.
            noted.Note(batch, taken);
            throw;
        }
    }
}
