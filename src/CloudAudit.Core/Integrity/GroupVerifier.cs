namespace CloudAudit.Integrity;

/// <summary>Something on its way to the results, in order: a result, a log file still to be hashed, or the summaries at an end.</summary>
internal sealed record VerifyItem(IntegrityResult? Result, LogTask? Log, IReadOnlyList<IntegritySummary>? Summaries);

/// <summary>
/// Verifies one account and region: all chains of digests there, side by side in time, and the log files that lie there,
/// each of which a digest must list.
/// </summary>
internal sealed class GroupVerifier : IDisposable
{
    // Objects with names of ever new trails must not fill the memory.
    private const int MaxChains = 200;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly TrailGroup _group;
    private readonly TrailPublicKeys _keys;
    private readonly VerifyOptions _options;
    private readonly LogListing _logs;
    private readonly CoveredTime _covered = new();
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<ChainName, DigestChain> _chains = [];
    private readonly Dictionary<TrailId, IntegritySummary> _summaries = [];
    private readonly HashSet<KindOfPlace> _listedKinds = [];
    private readonly Dictionary<string, long> _unlistedKinds = new(StringComparer.Ordinal);
    private readonly Queue<VerifyItem> _items = new();
    private readonly TrailPlaces _places;
    private IntegritySummary? _unnamed;
    private bool _anyDigest;

    public GroupVerifier(TrailGroup group, TrailPublicKeys keys, VerifyOptions options, CancellationToken cancellation)
    {
        _group = group;
        _keys = keys;
        _options = options;
        _cancellation = cancellation;
        _places = new TrailPlaces(group);
        _logs = new LogListing(group, options.StartTime, options.EndTime, cancellation);
    }

    public TrailGroup Group => _group;

    /// <summary>Makes the first calls of the listings.</summary>
    public GroupVerifier Begin()
    {
        _logs.Begin();
        return this;
    }

    /// <summary>The digests to be loaded, in their order.</summary>
    public IEnumerable<DigestObject> Digests() => DigestListing.List(_group, _options.StartTime, _options.EndTime, _cancellation);

    /// <summary>What has come of it since the last call.</summary>
    public IEnumerable<VerifyItem> Take()
    {
        while (_items.TryDequeue(out var item))
        {
            yield return item;
        }
    }

    /// <summary>Takes an object of a digest folder that has no digest's name.</summary>
    public void AddForeign(DigestObject found) => Emit(Foreign(found, IntegrityStatus.Unlisted, "it lies among digests and has no digest's name"));

    /// <summary>Takes the next digest.</summary>
    public void Add(DigestObject found, LoadedDigest digest)
    {
        if (Chain(found, digest.Name) is not { } chain)
        {
            Emit(Foreign(found, IntegrityStatus.Unverifiable, $"there are digests of more than {MaxChains} trails here"));
            return;
        }

        if (digest.File is { } file && file.Key == digest.Key)
        {
            _logs.Advance(file.EndTime);
            _covered.Add(file.StartTime, file.EndTime);
            foreach (var entry in file.LogFiles)
            {
                Claim(entry);
            }
        }

        chain.Add(digest);
        EmitUnlisted(_logs.Take(digest.Name.Time), null, null);
    }

    /// <summary>Says that there are no more digests here.</summary>
    /// <param name="newest">The newest digest of all accounts and regions, where that says how far a copy reaches.</param>
    public void Complete(DateTimeOffset? newest)
    {
        var lastOfAll = _chains.Values.Where(c => !c.Name.IsBackfill).Select(c => c.Last?.End).Max();
        DateTimeOffset? expectedEnd = null;
        foreach (var chain in _chains.Values.OrderBy(c => c.Name.TrailName, StringComparer.Ordinal).ThenBy(c => c.Name.IsBackfill))
        {
            var (end, why, error) = ExpectedEnd.Of(chain, _options, newest, _group, _cancellation);
            if (error is not null)
            {
                chain.Summary.Note(error);
            }

            bool replaced = chain.Last is { } last && lastOfAll > last.End;
            foreach (var result in chain.Complete(end, why, replaced))
            {
                Emit(result);
            }

            if (!chain.Name.IsBackfill)
            {
                chain.Summary.Span(null, end is { } until && chain.Last is { } newestLink && newestLink.End < until ? until : Min(chain.Last?.End, _options.EndTime));
                var due = end > chain.Last?.End ? chain.Last.End + (Hour * Math.Ceiling((end.Value - chain.Last.End) / Hour)) : end;
                expectedEnd = due > expectedEnd || expectedEnd is null ? due : expectedEnd;
            }
        }

        if (!_anyDigest)
        {
            // Nothing found wrong because nothing was there to look at is no success.
            Emit(new IntegrityResult(IntegrityType.Digest, IntegrityStatus.Unverifiable, _group.AccountId, _group.Region)
            {
                OfTrail = _options.TrailName,
                Time = (_options.StartTime, _options.EndTime),
                Because = _chains.Count > 0 || _options.StartTime is not null || _options.EndTime is not null
                    ? "there is no digest for any of this time, so nothing was checked"
                    : "there are no digests here, so nothing was checked",
                Bucket = _group.Places[0].Store.Bucket,
                Key = _group.DigestFolder(_group.Places[0]),
                Origin = _group.Places[0].Store.Origin(_group.Places[0].Store.Bucket, _group.DigestFolder(_group.Places[0]).TrimEnd('/')),
                Owner = AnySummary(),
            });
        }

        EmitUnlisted(_logs.TakeAll(), expectedEnd ?? lastOfAll, (lastOfAll > expectedEnd ? lastOfAll : expectedEnd) + ExpectedEnd.NextWithin);
        CompleteSummaries();
    }

    public void Dispose() => _logs.Dispose();

    private static DateTimeOffset? Min(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;

    private DigestChain? Chain(DigestObject found, DigestName name)
    {
        var id = new TrailId(name.TrailName, name.HomeRegion);
        var chainName = new ChainName(id, name.IsBackfill);
        if (!_chains.TryGetValue(chainName, out var chain))
        {
            if (_chains.Count == MaxChains)
            {
                return null;
            }

            if (!_summaries.TryGetValue(id, out var summary))
            {
                _summaries.Add(id, summary = new IntegritySummary(_group.AccountId, _group.Region, name.TrailName));
                summary.Span(_options.StartTime, null);
            }

            chain = new DigestChain(
                found.Place, _group.DigestFolder(found.Place), name, summary, _keys, _options, Judge, (previous, until) => _places.Follow(previous, until, _cancellation), _cancellation);
            _chains.Add(chainName, chain);
        }

        return chain;
    }

    private bool IsWanted(string? trail) => _options.TrailName is null || trail is null || trail == _options.TrailName;

    private void Claim(DigestEntry entry)
    {
        _logs.Claim(entry);
        foreach (var place in _group.Places.Where(p => entry.Key.StartsWith(p.Base, StringComparison.Ordinal)))
        {
            int slash = entry.Key.IndexOf('/', place.Base.Length);
            if (slash > 0 && TrailFolder.Logs.FirstOrDefault(k => entry.Key.AsSpan(place.Base.Length, slash - place.Base.Length).SequenceEqual(k)) is { } kind)
            {
                _listedKinds.Add(new KindOfPlace(place, kind));
            }
        }
    }

    // A digest of a trail that was not asked for is told only where it is wrong: its list says what belongs here.
    private void Judge(ChainLink link, DigestVerdict verdict)
    {
        foreach (var missing in link.Before)
        {
            Emit(missing);
        }

        bool outside = link.End <= _options.StartTime || link.Start >= _options.EndTime;
        bool wanted = IsWanted(link.Digest.Name.TrailName);
        if (outside || (!wanted && verdict.Status == IntegrityStatus.Valid))
        {
            return;
        }

        var summary = _summaries[new TrailId(link.Digest.Name.TrailName, link.Digest.Name.HomeRegion)];
        var store = _places.Of(link.Digest.Bucket);
        Emit(DigestResults.Of(link, store, summary, verdict));
        if (!link.Digest.Name.IsBackfill)
        {
            summary.Span(link.Start, null);
        }

        if (!link.Digest.Name.IsBackfill && link.InPlace && verdict.Trusted)
        {
            var start = _options.StartTime > link.Start ? _options.StartTime.Value : link.Start;
            var end = _options.EndTime < link.End ? _options.EndTime.Value : link.End;
            summary.Proven += end > start ? end - start : TimeSpan.Zero;
        }

        if (wanted && link.Digest.File is { } file && (link.InPlace || IsLost(file)))
        {
            var swapped = new SwappedFiles(file);
            foreach (var entry in file.LogFiles)
            {
                _items.Enqueue(new VerifyItem(null, new LogTask(_places.Of(entry.Bucket), entry, link, verdict, summary, swapped.Find), null));
            }
        }
    }

    // A digest that was moved still says what belongs to its hour, unless it stands at its own place, too.
    private bool IsLost(DigestFile file)
    {
        try
        {
            using var original = _places.Of(file.Bucket).Open(file.Bucket, file.Key, _cancellation);
            if (original is not null)
            {
                return false;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        foreach (var entry in file.LogFiles)
        {
            Claim(entry);
        }

        return true;
    }

    // Files from the end on may be too new for a digest, and are that no longer where the next one should be there, too.
    private void EmitUnlisted(IEnumerable<LogObject> files, DateTimeOffset? end, DateTimeOffset? next)
    {
        foreach (var file in files)
        {
            if (file.Kind != TrailFolder.Logs[0] && !_listedKinds.Contains(new KindOfPlace(file.Place, file.Kind)))
            {
                _unlistedKinds[file.Kind] = _unlistedKinds.GetValueOrDefault(file.Kind) + 1;
                continue;
            }

            // A trail that is new has logs before it has a digest.
            bool covered = _covered.Holds(file.Time) && _covered.Holds(file.Time + LogListing.Delivery);
            bool toCome = file.Time > _options.Now + Hour;
            if (!covered && !toCome && (_chains.Count > 0 ? file.Time + LogListing.Delivery >= end && file.Time < next : file.Time + ExpectedEnd.NextWithin > _options.Now))
            {
                AnySummary().Pending++;
                continue;
            }

            bool named = file.Time != DateTimeOffset.MinValue;
            bool listable = covered || toCome || !named || _chains.Count == 0;
            Emit(new IntegrityResult(IntegrityType.LogFile, listable ? IntegrityStatus.Unlisted : IntegrityStatus.Unverifiable, _group.AccountId, _group.Region)
            {
                Time = (named ? file.Time : null, null),
                Because = covered ? "no digest lists it, and that of its hour is there"
                    : _chains.Count == 0 ? "no digest lists it: there are no digests here"
                    : toCome ? "no digest lists it, and its name gives a time that is still to come"
                    : !named ? "no digest lists it, and it has no log file's name"
                    : "the digest that would list it is not there or of no use",
                Bucket = file.Place.Store.Bucket,
                Key = file.Key,
                Origin = file.Place.Store.Origin(file.Place.Store.Bucket, file.Key),
                Owner = AnySummary(),
            });
        }
    }

    private void CompleteSummaries()
    {
        var summary = AnySummary();
        foreach (var (kind, count) in _unlistedKinds)
        {
            summary.Note($"{count} log files in {kind} are listed by no digest; the digests here list none of that folder");
        }

        List<IntegritySummary> summaries = [.. _summaries.Values.Where(s => IsWanted(s.TrailName) || s.Problems > 0)];
        if (_unnamed is not null)
        {
            summaries.Add(_unnamed);
        }

        if (summaries.Count == 0)
        {
            summaries.Add(summary);
        }

        foreach (var one in summaries)
        {
            one.Span(_options.StartTime, one.EndTime ?? _options.EndTime);
        }

        _items.Enqueue(new VerifyItem(null, null, summaries));
    }

    private IntegritySummary AnySummary() =>
        _summaries.Values.FirstOrDefault(s => IsWanted(s.TrailName)) ?? (_unnamed ??= new IntegritySummary(_group.AccountId, _group.Region, _options.TrailName));

    private void Emit(IntegrityResult result)
    {
        _anyDigest |= result.Type == IntegrityType.Digest;
        _items.Enqueue(new VerifyItem(result, null, null));
    }

    private IntegrityResult Foreign(DigestObject found, IntegrityStatus status, string reason) =>
        new(IntegrityType.Digest, status, _group.AccountId, _group.Region)
    {
        Because = reason,
        Bucket = found.Place.Store.Bucket,
        Key = found.Entry.Key,
        Origin = found.Place.Store.Origin(found.Place.Store.Bucket, found.Entry.Key),
        Owner = AnySummary(),
    };

    private sealed record TrailId(string Trail, string Home);

    private sealed record ChainName(TrailId Trail, bool IsBackfill);

    private sealed record KindOfPlace(TrailPlace Place, string Kind);
}
