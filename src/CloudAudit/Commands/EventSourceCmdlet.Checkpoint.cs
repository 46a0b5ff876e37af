using System.Management.Automation;
using CloudAudit.Checkpoints;
using CloudAudit.PowerShell.Errors;
using CloudAudit.Reading;
using CloudAudit.Sources;
using RunCheckpoint = CloudAudit.Checkpoints.Checkpoint;

namespace CloudAudit.PowerShell.Commands;

/// <content>How a run goes on where the last one ended, and when what it gave counts as taken.</content>
public abstract partial class EventSourceCmdlet
{
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Checkpoint { get; set; }

    /// <summary>How far earlier runs have come; null without -Checkpoint, and before logs are read.</summary>
    protected RunCheckpoint? Noted { get; private set; }

    /// <summary>What is asked of the logs; only a run that asks the same may go on from a checkpoint.</summary>
    protected abstract CheckpointRequest CheckpointRequest { get; }

    /// <summary>True where results are given while logs are read, so that each batch counts once it is taken.</summary>
    protected virtual bool GivesAsItReads => false;

    /// <summary>Refuses -Checkpoint where events come by the pipeline, which is known once the first has come.</summary>
    protected void RefuseCheckpoint()
    {
        if (Checkpoint is not null)
        {
            ThrowTerminatingError(AuditErrors.CheckpointOfPipeline());
        }
    }

    /// <summary>What every command asks alike.</summary>
    protected CheckpointRequest RequestOf(string command) => new(command, Options, Last);

    /// <summary>Says that everything was given, so that the next run goes on from here.</summary>
    protected void SaveCheckpoint()
    {
        try
        {
            Noted?.Save();
        }
        catch (CheckpointException e)
        {
            ThrowTerminatingError(AuditErrors.Checkpoint(e));
        }
    }

    private void OpenCheckpoint(LogSource logs)
    {
        if (Checkpoint is null)
        {
            return;
        }

        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Checkpoint, out var provider, out _);
        if (!string.Equals(provider.Name, "FileSystem", StringComparison.OrdinalIgnoreCase))
        {
            ThrowTerminatingError(AuditErrors.NotFileSystem(Checkpoint, provider.Name));
        }

        try
        {
            Noted = RunCheckpoint.Open(path, logs, CheckpointRequest);
        }
        catch (CheckpointException e)
        {
            ThrowTerminatingError(AuditErrors.Checkpoint(e));
        }
    }

    private void NoteTaken<T>(ReadBatch<T> batch)
    {
        try
        {
            Noted?.Note(batch);
            if (GivesAsItReads)
            {
                Noted?.SaveIfDue();
            }
        }
        catch (CheckpointException e)
        {
            ThrowTerminatingError(AuditErrors.Checkpoint(e));
        }
    }

    private void SaveWhatWasTaken()
    {
        try
        {
            Noted?.Save();
        }
        catch (CheckpointException)
        {
            // The run ends for another reason, which is told. The next repeats what this one could not save.
        }
    }
}
