namespace CloudAudit.Integrity;

/// <summary>How far a verification has come.</summary>
/// <param name="Digests">Digests judged.</param>
/// <param name="LogFiles">Log files checked.</param>
/// <param name="Bytes">Bytes of their content hashed.</param>
/// <param name="Groups">Accounts and regions done.</param>
/// <param name="TotalGroups">Accounts and regions there are.</param>
/// <param name="Current">The account and region at work.</param>
public readonly record struct VerifyProgress(long Digests, long LogFiles, long Bytes, int Groups, int TotalGroups, string? Current);

/// <summary>Some of a verification's results, those of an account and region together and in the order of their time.</summary>
/// <param name="Results">What is known of digests and log files; may be empty.</param>
/// <param name="Summaries">Of what is done with these results; mostly empty.</param>
/// <param name="Progress">How far the verification has come.</param>
public sealed record VerifyBatch(IReadOnlyList<IntegrityResult> Results, IReadOnlyList<IntegritySummary> Summaries, VerifyProgress Progress);

/// <summary>
/// Verifies trails: that every digest is CloudTrail's and stands where its neighbours say, that none is missing, and that
/// the log files there are those that digests list. Digests are loaded and log files hashed by several threads; what is
/// held in memory does not grow with the time that is looked at.
/// </summary>
public sealed class TrailVerifier
{
    private const int BatchResults = 256;
    private const int MaxDigestReaders = 8;
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(150);
    private readonly IReadOnlyList<ITrailStore> _stores;
    private readonly TrailPublicKeys _keys;
    private readonly VerifyOptions _options;
    private long _digests;
    private long _logFiles;
    private long _bytes;
    private int _groups;

    /// <param name="stores">Where the trails are.</param>
    /// <param name="keys">The keys that are trusted.</param>
    /// <param name="options">What is verified.</param>
    /// <exception cref="ArgumentException">The time ends before it begins.</exception>
    public TrailVerifier(IReadOnlyList<ITrailStore> stores, TrailPublicKeys keys, VerifyOptions options)
    {
        if (options.StartTime >= options.EndTime)
        {
            throw new ArgumentException("The end of the time must lie after its start.", nameof(options));
        }

        _stores = stores;
        _keys = keys;
        _options = options;
    }

    /// <summary>What to say where there was nothing to verify: where that was looked for.</summary>
    public string NothingFound => _stores is [{ KeepsMetadata: true } bucket]
        ? $"There was no digest and no log file below s3://{bucket.Bucket}/{bucket.Scope}, so nothing was checked. Where the trail has a prefix, it has to be given."
        : "There was no digest and no log file, so nothing was checked.";

    /// <summary>
    /// Runs the verification once. A batch without results tells of progress. Without any summary there was nothing to
    /// verify.
    /// </summary>
    /// <exception cref="IOException">A store cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">A store may not be listed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IEnumerable<VerifyBatch> Run(CancellationToken cancellation)
    {
        // Leaving the loop early must wake every thread that waits for another.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var groups = TrailGroup.Find(_stores, _options, stop.Token);
        var newest = NewestDigest.Of(groups, _options, stop.Token);
        int readers = _stores.Count == 0 ? 1 : _stores.Max(s => s.Readers);
        int hashers = _options.Threads > 0 ? _options.Threads : readers;
        using var digests = new OrderedAhead<DigestStep, LoadedStep>(
            Steps(groups, stop.Token), () => new DigestLoader(stop.Token).Load, Math.Min(readers, MaxDigestReaders), 4 * MaxDigestReaders);
        using var contents = new ContentReaders(Math.Min(hashers, Environment.ProcessorCount));
        using var checks = new OrderedAhead<VerifyItem, VerifyItem>(
            Judge(digests, newest, stop.Token), () => new ItemCheck(this, contents, stop.Token).Check, hashers, Math.Max(64, 4 * hashers), wakeAfter: 16);
        string? current = null;
        var results = new List<IntegrityResult>();
        var summaries = new List<IntegritySummary>();
        long since = System.Diagnostics.Stopwatch.GetTimestamp();
        using var items = checks.Run(Pulse, stop.Token).GetEnumerator();
        try
        {
            while (items.MoveNext())
            {
                var (isResult, item) = items.Current;
                if (item?.Result is { } result)
                {
                    Count(result);
                    results.Add(result);
                    current = $"{result.AccountId} {result.Region}";
                }

                if (item?.Summaries is { } done)
                {
                    _groups++;
                    summaries.AddRange(done);
                }

                if (!isResult || results.Count >= BatchResults || summaries.Count > 0 || System.Diagnostics.Stopwatch.GetElapsedTime(since) > Pulse)
                {
                    yield return new VerifyBatch(results, summaries, Progress(groups.Count, current));
                    results = [];
                    summaries = [];
                    since = System.Diagnostics.Stopwatch.GetTimestamp();
                }
            }

            if (results.Count > 0)
            {
                yield return new VerifyBatch(results, summaries, Progress(groups.Count, current));
            }
        }
        finally
        {
            stop.Cancel();
        }
    }

    private VerifyProgress Progress(int groups, string? current) =>
        new(_digests, _logFiles, Interlocked.Read(ref _bytes), _groups, groups, current);

    private void Count(IntegrityResult result)
    {
        result.Owner?.Add(result);
        if (result.Type == IntegrityType.Digest)
        {
            _digests++;
        }
        else
        {
            _logFiles++;
        }
    }

    // The digests of all groups, one group behind the other; the next groups' listings are already begun.
    private IEnumerable<DigestStep> Steps(IReadOnlyList<TrailGroup> groups, CancellationToken cancellation)
    {
        int readers = groups.Count == 0 ? 1 : Math.Min(groups[0].Places[0].Store.Readers, MaxDigestReaders);
        using var begun = new OrderedAhead<TrailGroup, GroupVerifier>(
            groups, () => g => new GroupVerifier(g, _keys, _options, cancellation).Begin(), readers, readers);
        foreach (var (isResult, group) in begun.Run(TimeSpan.FromSeconds(1), cancellation))
        {
            if (!isResult)
            {
                continue;
            }

            foreach (var digest in group!.Digests())
            {
                yield return new DigestStep(group, digest);
            }

            yield return new DigestStep(group, null);
        }
    }

    private static IEnumerable<VerifyItem> Judge(OrderedAhead<DigestStep, LoadedStep> digests, DateTimeOffset? newest, CancellationToken cancellation)
    {
        foreach (var (isResult, loaded) in digests.Run(TimeSpan.FromSeconds(1), cancellation))
        {
            if (!isResult)
            {
                continue;
            }

            var (group, found, digest) = loaded!;
            if (found is null)
            {
                group.Complete(newest);
            }
            else if (digest is null)
            {
                group.AddForeign(found);
            }
            else
            {
                group.Add(found, digest);
            }

            foreach (var item in group.Take())
            {
                yield return item;
            }

            if (found is null)
            {
                group.Dispose();
            }
        }
    }

    private sealed record DigestStep(GroupVerifier Group, DigestObject? Found);

    private sealed record LoadedStep(GroupVerifier Group, DigestObject? Found, LoadedDigest? Digest);

    private sealed class DigestLoader(CancellationToken cancellation) : IDisposable
    {
        private readonly ContentReader _reader = new();

        public LoadedStep Load(DigestStep step) => new(
            step.Group,
            step.Found,
            step.Found is { Name: { } name } found
                ? LoadedDigest.Load(found.Place.Store, found.Place.Store.Bucket, found.Entry, name, _reader, cancellation)
                : null);

        public void Dispose() => _reader.Dispose();
    }

    private sealed class ItemCheck(TrailVerifier owner, ContentReaders contents, CancellationToken cancellation)
    {
        private readonly LogCheck _check = new(contents, owner._options.Limits.MaxInflatedBytes, cancellation);

        public VerifyItem Check(VerifyItem item)
        {
            if (item.Log is null)
            {
                return item;
            }

            long before = _check.Bytes;
            var result = _check.Check(item.Log);
            Interlocked.Add(ref owner._bytes, _check.Bytes - before);
            return new VerifyItem(result, null, null);
        }
    }
}
