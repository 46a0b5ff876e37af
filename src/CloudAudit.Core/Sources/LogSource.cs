using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace CloudAudit.Sources;

/// <summary>
/// Where logs come from: folders on disk, a bucket, log groups, the event history. It lists them in their order and
/// counts what it passes by; reading, filters and rules are the same for all.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "What it is comes first; that its logs can be listed is no surprise.")]
public abstract class LogSource : IEnumerable<LogFile>, IDisposable
{
    /// <summary>Kind and place, the same for every run over the same logs: what a checkpoint belongs to.</summary>
    public abstract string Identity { get; }

    /// <summary>
    /// How much later than others of its row (<see cref="LogFile.Mark"/>) a log may appear: a checkpoint remembers each
    /// log for so long. Null where logs are in no rows: then each is remembered for good.
    /// </summary>
    public virtual TimeSpan? LateWindow => null;

    /// <summary>
    /// True where the next run cuts logs anew, as the pages of an API: they are told by their rows' time alone, and what
    /// is read twice is told by the events' ids.
    /// </summary>
    public virtual bool CutsAnew => false;

    /// <summary>
    /// Set by a checkpoint before listing: for a row's name the time before which earlier runs have read everything, so
    /// that what is older need not be listed; null where nothing was.
    /// </summary>
    public Func<string, DateTimeOffset?>? ReadUntil { get; set; }

    /// <summary>
    /// Set by a checkpoint before listing: whether earlier runs have read a log. A source that fetches ahead asks before it
    /// does; what is read is not given to readers either way.
    /// </summary>
    public Func<LogFile, bool>? IsRead { get; set; }

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

    /// <summary>
    /// Nobody wants more: whatever the listing or an open log waits for ends at once. Called by a reading that stops
    /// before its end, on any thread and more than once; it does not wait.
    /// </summary>
    public virtual void Stop()
    {
    }

    /// <inheritdoc/>
    public IEnumerator<LogFile> GetEnumerator() => List().GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

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
