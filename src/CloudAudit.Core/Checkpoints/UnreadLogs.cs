using CloudAudit.Sources;

namespace CloudAudit.Checkpoints;

/// <summary>The logs of a source that a checkpoint does not know as read.</summary>
internal sealed class UnreadLogs(Checkpoint checkpoint, LogSource source) : LogSource
{
    private volatile bool _stopped;

    public override string Identity => source.Identity;

    public override TimeSpan? LateWindow => source.LateWindow;

    public override bool CutsAnew => source.CutsAnew;

    public override IEnumerable<LogFile> List()
    {
        source.ReadUntil = checkpoint.ReadUntil;
        source.IsRead = checkpoint.IsDone;
        foreach (var log in source.List())
        {
            if (!checkpoint.IsDone(log))
            {
                yield return log;
            }
        }

        if (!_stopped)
        {
            checkpoint.NoteAllListed();
        }
    }

    public override void Stop()
    {
        _stopped = true;
        source.Stop();
    }
}
