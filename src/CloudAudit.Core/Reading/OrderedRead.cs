using System.Runtime.ExceptionServices;
using CloudAudit.Decoding;
using CloudAudit.Sources;

namespace CloudAudit.Reading;

/// <summary>
/// One pass over a source's logs by several threads. Results come in the order of the logs, whatever the number of
/// threads, and the threads never run further ahead than a few batches.
/// </summary>
internal sealed class OrderedRead<T> : IDisposable
{
    private const int BatchesAhead = 6;
    private const long UnitBytes = 1024 * 1024;
    private const int UnitFiles = 64;

    private readonly Lock _claimLock = new();
    private readonly object _gate = new();
    private readonly IEnumerator<LogFile> _files;
    private readonly LogSource? _source;
    private readonly Func<RecordWorker<T>> _makeWorker;
    private readonly DecodeLimits _limits;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _registration;
    private readonly Queue<Unit> _units = new();
    private readonly List<Thread> _threads = [];
    private readonly int _threadCount;
    private readonly ReadCounters _counters;
    private bool _stopped;
    private int _running;
    private Exception? _failure;

    /// <param name="files">The logs, in their order; listed as the pass goes on. A <see cref="LogSource"/> is told when the pass stops.</param>
    /// <param name="makeWorker">Makes what each thread does with records.</param>
    /// <param name="limits">What a log may ask for.</param>
    /// <param name="threads">At least one.</param>
    /// <param name="cancellation">Stops the pass between two windows of text.</param>
    public OrderedRead(IEnumerable<LogFile> files, Func<RecordWorker<T>> makeWorker, DecodeLimits limits, int threads, CancellationToken cancellation)
    {
        _counters = new ReadCounters();
        _files = _counters.Counted(files).GetEnumerator();
        _source = files as LogSource;
        _makeWorker = makeWorker;
        _limits = limits;
        _threadCount = Math.Max(1, threads);
        _cancellation = cancellation;
        _registration = cancellation.Register(Stop);
    }

    public ReadProgress Progress => _counters.Snapshot();

    /// <summary>
    /// Runs the pass. A batch without results tells of progress, a few times a second. Leaving the loop early stops the
    /// threads.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IEnumerable<ReadBatch<T>> Run()
    {
        try
        {
            Start();
            while (Next() is { } batch)
            {
                yield return new ReadBatch<T>(batch.Results, batch.Errors, _counters.Snapshot()) { Ends = batch.Ends, Position = batch.Position };
            }

            _cancellation.ThrowIfCancellationRequested();
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
        _registration.Dispose();
        _files.Dispose();
    }

    private void Start()
    {
        _running = _threadCount;
        for (int i = 0; i < _threadCount; i++)
        {
            var thread = new Thread(Work) { IsBackground = true, Name = "CloudAudit reader" };
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

        // A thread may be waiting for a page or an object, which nobody wants any more.
        _source?.Stop();
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

    // The next batch in order; an empty one when nothing has come for a while; null at the end.
    private Batch? Next()
    {
        lock (_gate)
        {
            while (!_stopped && _failure is null)
            {
                if (_units.TryPeek(out var unit))
                {
                    if (unit.Batches.TryDequeue(out var batch))
                    {
                        Monitor.PulseAll(_gate);
                        return batch;
                    }

                    if (unit.Done)
                    {
                        _units.Dequeue();
                        Monitor.PulseAll(_gate);
                        continue;
                    }
                }
                else if (_running == 0)
                {
                    return null;
                }

                if (!Monitor.Wait(_gate, 200))
                {
                    return new Batch([], [], [], null);
                }
            }

            return null;
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "A thread hands its failure to the consumer, who throws it.")]
    private void Work()
    {
        try
        {
            var worker = _makeWorker();
            var reader = new LogFileReader<T>(worker, _limits, _counters);
            Func<bool> stopped = () => Volatile.Read(ref _stopped);
            while (Claim() is { } unit)
            {
                Func<Batch, bool> deliver = batch => Deliver(unit, batch);
                foreach (var file in unit.Files)
                {
                    if (!reader.Read(file, deliver, stopped))
                    {
                        return;
                    }
                }

                if (reader.Take() is { } last && !Deliver(unit, last))
                {
                    return;
                }

                lock (_gate)
                {
                    unit.Done = true;
                    Monitor.PulseAll(_gate);
                }
            }

            worker.Complete();
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

    // The next few files, as many as make it worth the hand-over. Units line up in the order of their files.
    private Unit? Claim()
    {
        lock (_gate)
        {
            while (!_stopped && _units.Count >= _threadCount + 2)
            {
                Monitor.Wait(_gate);
            }

            if (_stopped || _failure is not null)
            {
                return null;
            }
        }

        lock (_claimLock)
        {
            var files = new List<LogFile>();
            long bytes = 0;
            while (files.Count < UnitFiles && bytes < UnitBytes && _files.MoveNext())
            {
                files.Add(_files.Current);
                bytes += _files.Current.IsReadAtOnce ? UnitBytes : _files.Current.Length;
            }

            if (files.Count == 0)
            {
                return null;
            }

            var unit = new Unit(files);
            lock (_gate)
            {
                _units.Enqueue(unit);
            }

            return unit;
        }
    }

    private bool Deliver(Unit unit, Batch batch)
    {
        lock (_gate)
        {
            while (!_stopped && unit.Batches.Count >= BatchesAhead)
            {
                Monitor.Wait(_gate);
            }

            if (_stopped)
            {
                return false;
            }

            unit.Batches.Enqueue(batch);
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>Consecutive files that one thread reads.</summary>
    private sealed class Unit(List<LogFile> files)
    {
        public List<LogFile> Files { get; } = files;

        public Queue<Batch> Batches { get; } = new();

        public bool Done { get; set; }
    }

    internal sealed record Batch(List<T> Results, List<LogError> Errors, List<LogEnd> Ends, LogPosition? Position);
}
