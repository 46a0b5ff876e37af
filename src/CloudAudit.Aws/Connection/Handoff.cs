using System.Diagnostics.CodeAnalysis;

namespace CloudAudit.Aws.Connection;

/// <summary>
/// A bounded queue from asynchronous producers to a thread that may wait, and never for a task.
/// </summary>
internal sealed class Handoff<T>(int capacity) : IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<T> _queue = new();
    private readonly SemaphoreSlim _space = new(capacity, capacity);
    private bool _completed;
    private Exception? _failure;

    /// <summary>Adds an item, once there is space.</summary>
    public async Task AddAsync(T item, CancellationToken cancellation)
    {
        await _space.WaitAsync(cancellation);
        lock (_gate)
        {
            _queue.Enqueue(item);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Says that nothing more comes; after a failure, that it is thrown once the queue is empty.</summary>
    public void Complete(Exception? failure = null)
    {
        lock (_gate)
        {
            _completed = true;
            _failure ??= failure;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Says that nothing more is wanted: waits end, and what is queued is dropped.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _queue.Clear();
            _completed = true;
            _failure = null;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes the next item; waits for it.</summary>
    /// <returns>False at the end.</returns>
    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        lock (_gate)
        {
            while (_queue.Count == 0 && !_completed)
            {
                Monitor.Wait(_gate);
            }

            if (_queue.TryDequeue(out item))
            {
                _space.Release();
                return true;
            }

            if (_failure is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
            }

            return false;
        }
    }

    public void Dispose() => _space.Dispose();
}
