namespace CloudAudit.Aws.S3;

/// <summary>
/// Fetches objects ahead of their readers, in the order they are read in: so many requests at once, and so many bytes.
/// Bytes are given out in that order, so the object that is read next always has its own.
/// </summary>
internal sealed class ReadAhead : IDisposable
{
    private readonly S3Bucket _bucket;
    private readonly SegmentPool _pool;
    private readonly ByteBudget _budget;
    private readonly bool _hasCustomerKey;
    private readonly SemaphoreSlim _requests;
    private readonly CancellationTokenSource _stop = new();
    private readonly System.Threading.Channels.Channel<S3LogFile> _files = System.Threading.Channels.Channel.CreateUnbounded<S3LogFile>(
        new System.Threading.Channels.UnboundedChannelOptions { SingleReader = true });

    private readonly Lock _lock = new();
    private readonly HashSet<S3LogFile> _open = [];
    private readonly int _limit;
    private bool _stopped;

    public ReadAhead(S3Bucket bucket, S3LogOptions options, SegmentPool pool, ByteBudget budget)
    {
        _bucket = bucket;
        _pool = pool;
        _budget = budget;
        _limit = options.ThrottleLimit;
        _hasCustomerKey = options.CustomerKey is not null;
        _requests = new SemaphoreSlim(_limit, _limit);
        Running = Task.Run(() => RunAsync(_stop.Token));
    }

    /// <summary>Ends when all has ended.</summary>
    public Task Running { get; }

    /// <summary>Fetches a file, after those before it. Its reader is promised that it comes, or fails.</summary>
    public void Add(S3LogFile file)
    {
        lock (_lock)
        {
            if (!_stopped)
            {
                _open.Add(file);
                _files.Writer.TryWrite(file);
                return;
            }
        }

        file.Abandon();
    }

    /// <summary>Ends every request and every wait.</summary>
    public void Stop()
    {
        S3LogFile[] open;
        lock (_lock)
        {
            if (_stopped)
            {
                return;
            }

            _stopped = true;
            open = [.. _open];
            _open.Clear();
        }

        _files.Writer.Complete();
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
        _requests.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var file in _files.Reader.ReadAllAsync(cancellation))
            {
                foreach (var part in file.Parts)
                {
                    await _budget.TakeAsync(part.Cost, cancellation);
                    if (!part.Admit())
                    {
                        _budget.Release(part.Cost);
                        continue;
                    }

                    await _requests.WaitAsync(cancellation);
                    _ = FetchAsync(file, part, cancellation);
                }

                lock (_lock)
                {
                    // From here on its parts end by themselves.
                    _open.Remove(file);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped; the files' readers have been told.
        }

        // Requests that are under way give their places back.
        for (int i = 0; i < _limit; i++)
        {
            await _requests.WaitAsync(CancellationToken.None);
        }
    }

    private async Task FetchAsync(S3LogFile file, BodyPart part, CancellationToken cancellation)
    {
        await new ObjectDownload(_bucket, file, part, _pool, _hasCustomerKey).RunAsync(cancellation);
        _requests.Release();
    }
}
