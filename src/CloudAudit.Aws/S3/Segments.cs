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

/// <summary>How many bytes may be held ahead. One thread at a time asks for them, in the order of the objects.</summary>
internal sealed class ByteBudget(long bytes)
{
    private readonly object _gate = new();
    private readonly long _total = bytes;
    private long _free = bytes;
    private bool _stopped;

    /// <summary>Takes bytes, once so many are free. More than there are at all wait until all are.</summary>
    /// <returns>False where no more are given out.</returns>
    public bool TryTake(long count)
    {
        lock (_gate)
        {
            while (!_stopped && _free < Math.Min(count, _total))
            {
                Monitor.Wait(_gate);
            }

            if (_stopped)
            {
                return false;
            }

            _free -= count;
            return true;
        }
    }

    /// <summary>Gives bytes back.</summary>
    public void Release(long count)
    {
        lock (_gate)
        {
            _free += count;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Ends the wait for bytes, for good.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }
    }
}
