using System.Globalization;

namespace CloudAudit.Aws.S3;

/// <summary>
/// Fetches objects ahead of their readers, in the order they are read in: so many requests at once, each on a thread of its
/// own, and so many bytes. Bytes are given out in that order, so the object that is read next always has its own.
/// </summary>
internal sealed class ReadAhead : IDisposable
{
    private readonly S3Bucket _bucket;
    private readonly SegmentPool _pool;
    private readonly ByteBudget _budget;
    private readonly bool _hasCustomerKey;
    private readonly int _limit;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Held by the thread that waits for the next part, one at a time; the others wait for it.
    private readonly Lock _turn = new();
    private readonly object _gate = new();
    private readonly Queue<S3LogFile> _files = [];
    private readonly HashSet<S3LogFile> _open = [];
    private int _part;
    private int _threads;
    private bool _stopped;

    public ReadAhead(S3Bucket bucket, S3LogOptions options, SegmentPool pool, ByteBudget budget)
    {
        _bucket = bucket;
        _pool = pool;
        _budget = budget;
        _limit = options.ThrottleLimit;
        _hasCustomerKey = options.CustomerKey is not null;
    }

    /// <summary>Ends when it is stopped and all has ended.</summary>
    public Task Running => _ended.Task;

    /// <summary>Fetches a file, after those before it. Its reader is promised that it comes, or fails.</summary>
    public void Add(S3LogFile file)
    {
        lock (_gate)
        {
            if (!_stopped)
            {
                _open.Add(file);
                _files.Enqueue(file);
                Monitor.Pulse(_gate);
                if (_threads < _limit)
                {
                    _threads++;
                    Start(_threads);
                }

                return;
            }
        }

        file.Abandon();
    }

    /// <summary>Ends every request and every wait.</summary>
    public void Stop()
    {
        S3LogFile[] open;
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            _stopped = true;
            open = [.. _open];
            _open.Clear();
            Monitor.PulseAll(_gate);
            if (_threads == 0)
            {
                _ended.SetResult();
            }
        }

        _budget.Stop();
        _stop.Cancel();
        foreach (var file in open)
        {
            file.Abandon();
        }
    }

    public void Dispose()
    {
        Stop();
        _stop.Dispose();
    }

    private void Start(int number) => new Thread(Fetch)
    {
        IsBackground = true,
        Name = string.Create(CultureInfo.InvariantCulture, $"CloudAudit S3 {number}"),
    }.Start();

    private void Fetch()
    {
        while (Next() is var (file, part))
        {
            new ObjectDownload(_bucket, file, part, _pool, _hasCustomerKey).Run(_stop.Token);
        }

        lock (_gate)
        {
            _threads--;
            if (_threads == 0)
            {
                _ended.SetResult();
            }
        }
    }

    // Null when it is stopped.
    private (S3LogFile File, BodyPart Part)? Next()
    {
        lock (_turn)
        {
            while (Take() is var (file, part))
            {
                if (!_budget.TryTake(part.Cost))
                {
                    return null;
                }

                bool admitted = part.Admit();
                Took(file);
                if (admitted)
                {
                    return (file, part);
                }

                _budget.Release(part.Cost);
            }

            return null;
        }
    }

    private (S3LogFile File, BodyPart Part)? Take()
    {
        lock (_gate)
        {
            while (!_stopped)
            {
                if (!_files.TryPeek(out var file))
                {
                    Monitor.Wait(_gate);
                }
                else if (_part < file.Parts.Count)
                {
                    return (file, file.Parts[_part]);
                }
                else
                {
                    // An object without bytes.
                    Leave(file);
                }
            }

            return null;
        }
    }

    private void Took(S3LogFile file)
    {
        lock (_gate)
        {
            _part++;
            if (_part == file.Parts.Count)
            {
                Leave(file);
            }
        }
    }

    // From here on its parts end by themselves.
    private void Leave(S3LogFile file)
    {
        _files.Dequeue();
        _open.Remove(file);
        _part = 0;
    }
}
