using CloudAudit.Aws.Reading;
using CloudAudit.Sources;

namespace CloudAudit.Aws;

/// <summary>Logs that are the pages of an API, fetched a few ahead of those who read them.</summary>
public abstract class PagedLogs : LogSource
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private bool _disposed;

    /// <inheritdoc/>
    public override bool CutsAnew => true;

    /// <summary>Events appear within minutes, rarely within hours. A next run begins so long before the last one did.</summary>
    public override TimeSpan? LateWindow => TimeSpan.FromHours(2);

    /// <inheritdoc/>
    /// <exception cref="AwsException">The service refused, or could not be called.</exception>
    public override IEnumerable<LogFile> List()
    {
        var queues = Start(_stop.Token);
        try
        {
            foreach (var queue in queues)
            {
                while (queue.TryTake(out var page))
                {
                    yield return page!;
                }
            }
        }
        finally
        {
            // All at once: each may have a call under way.
            foreach (var queue in queues)
            {
                queue.Cancel();
            }

            foreach (var queue in queues)
            {
                queue.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public override void Stop()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _stop.Cancel();
            }
        }
    }

    /// <summary>From when on a row is read: the query's start, or what earlier runs have left, whichever is later.</summary>
    private protected DateTimeOffset? From(string row, DateTimeOffset? start) =>
        ReadUntil?.Invoke(row) is { } until && !(start > until) ? until : start;

    /// <summary>
    /// Adds the mark that a row was read to its end, where a checkpoint asks for it: the order of pages is not that of
    /// time alone, so nothing less tells that all before a time was read.
    /// </summary>
    private protected async Task EndAsync(PageQueue<LogFile> pages, string row, DateTimeOffset begun, CancellationToken stop)
    {
        if (ReadUntil is not null)
        {
            await pages.AddAsync(new PageLog(row, "\n"u8.ToArray(), new LogMark(row, begun)), stop);
        }
    }

    /// <summary>Starts what fetches the pages: a queue for each of several places, in the order they are read in.</summary>
    private protected abstract IReadOnlyList<PageQueue<LogFile>> Start(CancellationToken stop);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            _disposed = true;
            _stop.Cancel();
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }
}
