namespace CloudAudit.Aws.S3;

/// <summary>
/// A stretch of an object on its way from the network to its reader: segments in their order, given back as they are
/// read. A small object is one part; a large one has many, so that no part waits long on an open connection.
/// </summary>
/// <param name="offset">Where it begins in the object.</param>
/// <param name="length">Its bytes.</param>
/// <param name="pool">Where its buffers come from.</param>
/// <param name="budget">What its bytes count against, from when its download is let in.</param>
internal sealed class BodyPart(long offset, long length, SegmentPool pool, ByteBudget budget)
{
    private readonly object _gate = new();
    private readonly Queue<Segment> _ready = new();
    private long _held;
    private bool _ended;
    private bool _abandoned;
    private Exception? _failure;

    /// <summary>Where it begins in the object.</summary>
    public long Offset => offset;

    /// <summary>Its bytes.</summary>
    public long Length => length;

    /// <summary>What it holds while nothing of it is read.</summary>
    public long Cost => SegmentPool.Cost(length);

    /// <summary>Says that its bytes count from now on.</summary>
    /// <returns>False where nobody wants it any more; they do not count then.</returns>
    public bool Admit()
    {
        lock (_gate)
        {
            if (_abandoned)
            {
                return false;
            }

            _held = Cost;
            return true;
        }
    }

    /// <summary>Whether nobody wants it any more.</summary>
    public bool IsAbandoned
    {
        get
        {
            lock (_gate)
            {
                return _abandoned;
            }
        }
    }

    /// <summary>Adds what came.</summary>
    /// <returns>False where nobody wants it; the buffer is taken back.</returns>
    public bool Add(Segment segment)
    {
        lock (_gate)
        {
            if (!_abandoned)
            {
                _ready.Enqueue(segment);
                return true;
            }
        }

        pool.Return(segment.Buffer);
        return false;
    }

    /// <summary>Says that nothing more comes.</summary>
    /// <param name="failure">Why, where that is before its end.</param>
    public void End(Exception? failure = null)
    {
        lock (_gate)
        {
            _ended = true;
            _failure = failure;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// Takes the next segment; waits until all of the part is there, as to be woken for each piece of it costs more than
    /// fetching it.
    /// </summary>
    /// <returns>False at the end of the part.</returns>
    /// <exception cref="IOException">It could not be fetched.</exception>
    public bool TryTake(out Segment segment)
    {
        lock (_gate)
        {
            while (!_ended && !_abandoned)
            {
                Monitor.Wait(_gate);
            }

            if (_ready.TryDequeue(out segment))
            {
                return true;
            }

            if (_failure is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
            }

            return false;
        }
    }

    /// <summary>Gives a segment back that was read.</summary>
    public void Return(Segment segment)
    {
        pool.Return(segment.Buffer);
        Release(SegmentPool.Size);
    }

    /// <summary>Says that nobody wants it any more, read or not. Its bytes count no longer.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _abandoned = true;
            while (_ready.TryDequeue(out var segment))
            {
                pool.Return(segment.Buffer);
            }

            Monitor.PulseAll(_gate);
        }

        Release(long.MaxValue);
    }

    private void Release(long bytes)
    {
        long released;
        lock (_gate)
        {
            released = Math.Min(bytes, _held);
            _held -= released;
        }

        if (released > 0)
        {
            budget.Release(released);
        }
    }
}
