namespace CloudAudit.Sources;

/// <summary>
/// Where logs come from: folders on disk, a bucket, log groups, the event history. It lists them in their order and
/// counts what it passes by; reading, filters and rules are the same for all.
/// </summary>
public abstract class LogSource : IDisposable
{
    /// <summary>Kind and place, the same for every run over the same logs: what a checkpoint belongs to.</summary>
    public abstract string Identity { get; }

    /// <summary>Digest files passed by: signatures, not events.</summary>
    public int Digests { get; protected set; }

    /// <summary>Logs passed by because their name says that they cannot hold what is wanted.</summary>
    public int Pruned { get; protected set; }

    /// <summary>Folders passed by with all they hold, because their path says that they cannot hold what is wanted.</summary>
    public int PrunedFolders { get; protected set; }

    /// <summary>Files in folders that are no logs.</summary>
    public int Ignored { get; protected set; }

    /// <summary>
    /// Lists the logs as they are asked for, on a reader's thread: it may wait for a producer's queue, never on a task.
    /// One enumeration at a time. What cannot be listed is an error to the source's own callback.
    /// </summary>
    public abstract IEnumerable<LogFile> List();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of connections and what runs ahead; no log may be open.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
