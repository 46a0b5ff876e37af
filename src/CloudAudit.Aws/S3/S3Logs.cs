using CloudAudit.Aws.Connection;
using CloudAudit.Decoding;
using CloudAudit.Encryption;
using CloudAudit.Filters;
using CloudAudit.Sources;

namespace CloudAudit.Aws.S3;

/// <summary>
/// The logs of a bucket that CloudTrail delivers to, or that holds copies of them. Folders whose names say that they
/// hold nothing wanted are not listed; objects are fetched ahead of their readers, within bounds.
/// </summary>
public sealed class S3Logs : LogSource
{
    private const int ListedAhead = 500;
    private readonly AwsConnection _connection;
    private readonly S3LogOptions _options;
    private readonly LogPruning _pruning;
    private readonly Action<LogError> _onError;
    private readonly SegmentPool _pool = new();
    private readonly ByteBudget _budget;
    private readonly CancellationTokenSource _stop = new();
    private readonly Handoff<S3LogFile> _listed = new(ListedAhead);
    private readonly Lock _lock = new();
    private S3Bucket? _bucket;
    private ReadAhead? _readAhead;
    private Task _listing = Task.CompletedTask;
    private bool _stopped;

    /// <param name="connection">Who reads; stays the caller's.</param>
    /// <param name="options">Which bucket, and how.</param>
    /// <param name="query">What is wanted; logs that cannot hold it are passed by.</param>
    /// <param name="onError">Takes what cannot be listed; may be called on another thread.</param>
    public S3Logs(AwsConnection connection, S3LogOptions options, EventQuery query, Action<LogError> onError)
    {
        _connection = connection;
        _options = options;
        _pruning = new LogPruning(query);
        _onError = onError;
        _budget = new ByteBudget(options.ReadAheadBytes);
    }

    /// <inheritdoc/>
    public override string Identity => $"s3:{_options.Bucket}/{_options.Prefix.Trim('/')}{(_options.AccountId is null ? string.Empty : ":" + _options.AccountId)}";

    /// <summary>Where the bucket is; null until it is found, which is before its first log is listed.</summary>
    public string? Region => Volatile.Read(ref _bucket)?.Region;

    /// <summary>
    /// Objects are named by the time of their delivery, and appear then; a copy of the bucket by replication, or by a
    /// nightly job, follows later.
    /// </summary>
    public override TimeSpan? LateWindow => TimeSpan.FromDays(3);

    /// <inheritdoc/>
    public override IEnumerable<LogFile> List()
    {
        lock (_lock)
        {
            if (_stopped)
            {
                yield break;
            }

            _listing = Task.Run(() => ListAsync(_stop.Token));
        }

        while (_listed.TryTake(out var file))
        {
            // What nobody will open must not take the room of what is fetched ahead.
            if (IsRead?.Invoke(file) != true)
            {
                _readAhead!.Add(file);
                yield return file;
            }
        }
    }

    /// <inheritdoc/>
    public override void Stop()
    {
        lock (_lock)
        {
            if (_stopped)
            {
                return;
            }

            _stopped = true;
        }

        _stop.Cancel();
        _listed.Stop();
        _readAhead?.Stop();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Stop();

            // What still runs ends by itself, and only then what it runs on.
            _ = EndAsync();
        }

        base.Dispose(disposing);
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "The reader's thread gets what went wrong, whatever it is.")]
    private async Task ListAsync(CancellationToken cancellation)
    {
        try
        {
            _bucket = await S3Bucket.OpenAsync(_connection, _options, cancellation);
            var readAhead = new ReadAhead(_bucket, _options, _pool, _budget);
            _readAhead = readAhead;
            if (cancellation.IsCancellationRequested)
            {
                readAhead.Stop();
            }

            var walk = new TrailWalk(_bucket, _options, _pruning, _onError) { ReadUntil = ReadUntil };
            S3LogFile? last = null;
            await foreach (var found in walk.ListAsync(cancellation))
            {
                PrunedFolders = walk.PrunedFolders;
                if (last is not null)
                {
                    // An object's instruction file is listed right behind it.
                    last.HasInstruction = found.Key == last.Key + ObjectMetadata.InstructionSuffix;
                    await _listed.AddAsync(last, cancellation);
                    last = null;
                }

                if (IsWanted(found.Key, found.Size))
                {
                    last = new S3LogFile(_bucket, found.Key, found.Size, Quoted(found.ETag), _options.Keys, _pool, _budget);
                }
            }

            if (last is not null)
            {
                await _listed.AddAsync(last, cancellation);
            }

            PrunedFolders = walk.PrunedFolders;
            _listed.Complete();
        }
        catch (Exception e)
        {
            _listed.Complete(cancellation.IsCancellationRequested ? null : AwsErrors.From(e, "s3:ListBucket", _options.Bucket) ?? e);
        }
    }

    private bool IsWanted(string key, long length)
    {
        string name = key[(key.LastIndexOf('/') + 1)..];
        if (name.Length == 0)
        {
            return false;
        }

        if (SidecarLogFile.IsSidecar(name))
        {
            Ignored++;
            return false;
        }

        if (LogKey.TryParse(name, out var log))
        {
            if (log.Folder == "CloudTrail-Digest")
            {
                Digests++;
                return false;
            }

            if (!_pruning.MayHold(log))
            {
                Pruned++;
                return false;
            }

            return true;
        }

        // Firehose names its objects without an ending.
        if (length == 0 || !(LogName.IsLog(name) || !name.Contains('.', StringComparison.Ordinal)))
        {
            Ignored++;
            return false;
        }

        return true;
    }

    private static string? Quoted(string? etag) => string.IsNullOrEmpty(etag) || etag.StartsWith('"') ? etag : $"\"{etag}\"";

    private async Task EndAsync()
    {
        await _listing;
        if (_readAhead is not null)
        {
            await _readAhead.Running;
            _readAhead.Dispose();
        }

        _bucket?.Dispose();
        _listed.Dispose();
        _stop.Dispose();
    }
}
