using System.Collections.Concurrent;

namespace CloudAudit.Aws.S3;

/// <summary>A piece of an object's body in memory.</summary>
/// <param name="Buffer">Its buffer, of <see cref="SegmentPool.Size"/> bytes.</param>
/// <param name="Count">Bytes of it that are filled.</param>
internal readonly record struct Segment(byte[] Buffer, int Count);

/// <summary>Buffers of one size for bodies, so that what is read ahead neither fragments memory nor passes its bound. They stay where they are, as they live for as long as the reading does.</summary>
internal sealed class SegmentPool
{
    /// <summary>Bytes of a buffer.</summary>
    public const int Size = 64 * 1024;

    private readonly ConcurrentBag<byte[]> _free = [];

    public byte[] Rent() => _free.TryTake(out byte[]? buffer) ? buffer : GC.AllocateUninitializedArray<byte>(Size, pinned: true);

    public void Return(byte[] buffer) => _free.Add(buffer);

    /// <summary>What a number of bytes takes in whole buffers.</summary>
    public static long Cost(long bytes) => (bytes + Size - 1) / Size * Size;
}

/// <summary>How many bytes may be held ahead. One at a time asks for them, in the order of the objects.</summary>
internal sealed class ByteBudget(long bytes)
{
    private readonly Lock _lock = new();
    private readonly long _total = bytes;
    private long _free = bytes;
    private long _wanted;
    private TaskCompletionSource? _waiter;

    /// <summary>Takes bytes, once so many are free. More than there are at all wait until all are.</summary>
    public async Task TakeAsync(long count, CancellationToken cancellation)
    {
        Task wait;
        lock (_lock)
        {
            if (TryTake(count))
            {
                return;
            }

            _wanted = count;
            _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            wait = _waiter.Task;
        }

        await wait.WaitAsync(cancellation);
    }

    /// <summary>Gives bytes back.</summary>
    public void Release(long count)
    {
        lock (_lock)
        {
            _free += count;
            if (_waiter is not null && TryTake(_wanted))
            {
                _waiter.SetResult();
                _waiter = null;
            }
        }
    }

    private bool TryTake(long count)
    {
        if (_free < Math.Min(count, _total))
        {
            return false;
        }

        _free -= count;
        return true;
    }
}
