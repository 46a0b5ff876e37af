using System.Runtime.ExceptionServices;

namespace CloudAudit.Integrity;

/// <summary>
/// Work on a sequence by several threads, which run a bounded way ahead; the results come in the order of the sequence.
/// The sequence itself is advanced by those threads, one at a time.
/// </summary>
internal sealed class OrderedAhead<TIn, TOut> : IDisposable
{
    private readonly Lock _claim = new();
    private readonly object _gate = new();
    private readonly IEnumerator<TIn> _source;
    private readonly Func<Func<TIn, TOut>> _makeWork;
    private readonly Queue<Slot> _slots = new();
    private readonly List<Thread> _threads = [];
    private readonly int _threadCount;
    private readonly int _ahead;
    private readonly int _wakeAfter;
    private readonly Queue<TOut?> _ready = new();
    private int _done;
    private int _running;
    private bool _stopped;
    private Exception? _failure;

    /// <param name="source">What is worked on.</param>
    /// <param name="makeWork">Makes each thread's work, with a state of its own; it is disposed of where it asks for that.</param>
    /// <param name="threads">At least one.</param>
    /// <param name="ahead">Results that may wait.</param>
    /// <param name="wakeAfter">
    /// Results for which the consumer is woken: more than one where each takes less time than waking somebody, and nobody
    /// waits for the single one.
    /// </param>
    public OrderedAhead(IEnumerable<TIn> source, Func<Func<TIn, TOut>> makeWork, int threads, int ahead, int wakeAfter = 1)
    {
        _source = source.GetEnumerator();
        _makeWork = makeWork;
        _threadCount = Math.Max(1, threads);
        _ahead = Math.Max(ahead, _threadCount);
        _wakeAfter = Math.Min(wakeAfter, _ahead);
    }

    /// <summary>
    /// The results. Every <paramref name="pulse"/> without one, a default value comes, with <c>IsResult</c> false, so that
    /// the consumer can tell of progress.
    /// </summary>
    public IEnumerable<(bool IsResult, TOut? Value)> Run(TimeSpan pulse, CancellationToken cancellation)
    {
        using var registration = cancellation.Register(Stop);
        try
        {
            Start();
            while (Next(pulse, out bool isResult, out var value))
            {
                yield return (isResult, value);
            }

            cancellation.ThrowIfCancellationRequested();
            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }
        }
        finally
        {
            Join();
        }
    }

    public void Dispose()
    {
        Join();
        _source.Dispose();
    }

    private void Start()
    {
        _running = _threadCount;
        for (int i = 0; i < _threadCount; i++)
        {
            var thread = new Thread(Work) { IsBackground = true, Name = "CloudAudit verifier" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Join()
    {
        Stop();
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _threads.Clear();
    }

    private bool Next(TimeSpan pulse, out bool isResult, out TOut? value)
    {
        isResult = _ready.TryDequeue(out value);
        if (isResult)
        {
            return true;
        }

        lock (_gate)
        {
            while (!_stopped && _failure is null)
            {
                if (TakeDone())
                {
                    isResult = _ready.TryDequeue(out value);
                    return true;
                }

                if (_slots.Count == 0 && _running == 0)
                {
                    return false;
                }

                if (!Monitor.Wait(_gate, pulse))
                {
                    return true;
                }
            }

            return false;
        }
    }

    // All that are done, up to the first that is not, and room for as many.
    private bool TakeDone()
    {
        while (_slots.TryPeek(out var slot) && slot.Done)
        {
            _slots.Dequeue();
            _ready.Enqueue(slot.Value);
            _done--;
        }

        if (_ready.Count > 0)
        {
            Monitor.PulseAll(_gate);
        }

        return _ready.Count > 0;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "A thread hands its failure to the consumer, who throws it.")]
    private void Work()
    {
        try
        {
            var work = _makeWork();
            try
            {
                while (Claim(out var slot, out var item))
                {
                    var value = work(item!);
                    lock (_gate)
                    {
                        slot!.Value = value;
                        slot.Done = true;
                        _done++;

                        // The consumer waits for the first; those that wait for room are woken by it.
                        if (_slots.Peek().Done && (_done >= _wakeAfter || _slots.Count >= _ahead))
                        {
                            Monitor.PulseAll(_gate);
                        }
                    }
                }
            }
            finally
            {
                (work.Target as IDisposable)?.Dispose();
            }
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                _failure ??= e;
            }
        }
        finally
        {
            lock (_gate)
            {
                _running--;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private bool Claim(out Slot? slot, out TIn? item)
    {
        slot = null;
        item = default;
        lock (_gate)
        {
            while (!_stopped && _failure is null && _slots.Count >= _ahead)
            {
                Monitor.Wait(_gate);
            }

            if (_stopped || _failure is not null)
            {
                return false;
            }
        }

        lock (_claim)
        {
            if (Volatile.Read(ref _stopped) || !_source.MoveNext())
            {
                return false;
            }

            item = _source.Current;
            slot = new Slot();
            lock (_gate)
            {
                _slots.Enqueue(slot);
            }

            return true;
        }
    }

    private sealed class Slot
    {
        public TOut? Value { get; set; }

        public bool Done { get; set; }
    }
}
