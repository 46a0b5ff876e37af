using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace CloudAudit.Aws.Reading;

/// <summary>
/// Pages between an asynchronous producer, which runs a few ahead, and a reader's thread, which waits for them.
/// </summary>
internal sealed class PageQueue<T> : IDisposable
{
    private readonly object _gate = new();
    private readonly SemaphoreSlim _room;
    private readonly CancellationTokenSource _stop;
    private readonly Queue<T> _pages = new();
    private ExceptionDispatchInfo? _failure;
    private bool _ended;

    private PageQueue(int capacity, CancellationToken stop)
    {
        _room = new SemaphoreSlim(capacity);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
    }

    /// <summary>Starts a producer.</summary>
    /// <param name="capacity">How many pages wait at the most.</param>
    /// <param name="produce">Adds pages until there are no more; what it throws is thrown to the reader, behind the last page.</param>
    /// <param name="stop">Stops it.</param>
    public static PageQueue<T> Start(int capacity, Func<PageQueue<T>, CancellationToken, Task> produce, CancellationToken stop)
    {
        var queue = new PageQueue<T>(capacity, stop);
        _ = queue.ProduceAsync(produce);
        return queue;
    }

    /// <summary>Adds a page once there is room for it.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task AddAsync(T page, CancellationToken cancellation)
    {
        await _room.WaitAsync(cancellation);
        lock (_gate)
        {
            _pages.Enqueue(page);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes the next page, and waits for it; false at the end.</summary>
    public bool TryTake(out T? page)
    {
        lock (_gate)
        {
            while (!_pages.TryDequeue(out page))
            {
                if (_ended)
                {
                    _failure?.Throw();
                    return false;
                }

                Monitor.Wait(_gate);
            }
        }

        _room.Release();
        return true;
    }

    /// <summary>Stops the producer.</summary>
    public void Cancel() => _stop.Cancel();

    /// <summary>Stops the producer and waits until it has ended, which its calls do at once.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        lock (_gate)
        {
            while (!_ended)
            {
                Monitor.Wait(_gate);
            }
        }

        _stop.Dispose();
        _room.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "The reader's thread throws what the producer met.")]
    private async Task ProduceAsync(Func<PageQueue<T>, CancellationToken, Task> produce)
    {
        // Off the reader's thread, whose wait is for the first page.
        await Task.Yield();
        Exception? failure = null;
        try
        {
            await produce(this, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Nobody wants more.
        }
        catch (Exception e)
        {
            failure = e;
        }

        lock (_gate)
        {
            _ended = true;
            _failure = failure is null ? null : ExceptionDispatchInfo.Capture(failure);
            Monitor.PulseAll(_gate);
        }
    }
}
