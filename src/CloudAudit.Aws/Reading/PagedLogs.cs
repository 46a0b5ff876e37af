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
