using System.Collections.Concurrent;
using System.Management.Automation;

namespace CloudAudit.PowerShell.Binding;

/// <summary>
/// Asynchronous work of a cmdlet: it runs beside the pipeline's thread, which meanwhile does what the work posts to it,
/// such as writing objects. What is posted ahead is bounded.
/// </summary>
internal sealed class PipelineWork : IDisposable
{
    private readonly BlockingCollection<Action> _posted = new(boundedCapacity: 256);

    /// <summary>Runs the work to its end.</summary>
    /// <param name="work">Gets this, to post to.</param>
    /// <param name="stopping">Cancelled by Ctrl+C.</param>
    /// <exception cref="PipelineStoppedException">It was stopped.</exception>
    public T Run<T>(Func<PipelineWork, CancellationToken, Task<T>> work, CancellationToken stopping)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var token = abandoned.Token;
        var task = Task.Run(
            async () =>
            {
                try
                {
                    return await work(this, token);
                }
                finally
                {
                    _posted.CompleteAdding();
                }
            },
            CancellationToken.None);
        try
        {
            foreach (var action in _posted.GetConsumingEnumerable(CancellationToken.None))
            {
                action();
            }
        }
        catch
        {
            // What was posted threw, as writing to a stopped pipeline does: let the work end before its caller goes on.
            abandoned.Cancel();
            foreach (var action in _posted.GetConsumingEnumerable(CancellationToken.None))
            {
                _ = action;
            }

            throw;
        }

        try
        {
            // It is done: its last act was to end the queue.
            return task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Has the pipeline's thread do something, after what was posted before; waits where that is much.</summary>
    public void Post(Action action) => _posted.Add(action);

    /// <inheritdoc/>
    public void Dispose() => _posted.Dispose();
}
