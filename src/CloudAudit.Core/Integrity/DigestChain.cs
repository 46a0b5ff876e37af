namespace CloudAudit.Integrity;

/// <summary>
/// One trail's digests in one region, followed from the oldest to the newest. A digest is judged once the digest after
/// it is proven or not, since that one records its hash and signature; no more than two wait at a time. What is no digest
/// of its place stands aside: it takes no digest's role, but its hour is not told as missing too.
/// </summary>
internal sealed class DigestChain
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // Digests follow each other to the second.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);
    private const int MaxAside = 1000;
    private const int RecentKeys = 8;
    private readonly TrailPublicKeys _keys;
    private readonly VerifyOptions _options;
    private readonly TrailPlace _place;
    private readonly string _folder;
    private readonly DigestName _name;
    private readonly Action<ChainLink, DigestVerdict> _judge;
    private readonly Func<PreviousDigest, DateTimeOffset, IEnumerable<LoadedDigest>> _elsewhere;
    private readonly CancellationToken _cancellation;
    private readonly List<ChainLink> _waiting = [];
    private readonly List<ChainLink> _aside = [];
    private readonly Queue<PlaceOfDigest> _recent = new();

    /// <param name="judge">Takes each digest with its verdict, in order.</param>
    /// <param name="elsewhere">Follows a chain back into another bucket: the digests from after a time up to the one that is named, oldest first.</param>
    public DigestChain(
        TrailPlace place,
        string folder,
        DigestName name,
        IntegritySummary summary,
        TrailPublicKeys keys,
        VerifyOptions options,
        Action<ChainLink, DigestVerdict> judge,
        Func<PreviousDigest, DateTimeOffset, IEnumerable<LoadedDigest>> elsewhere,
        CancellationToken cancellation)
    {
        _place = place;
        _folder = folder;
        _name = name;
        Summary = summary;
        _keys = keys;
        _options = options;
        _judge = judge;
        _elsewhere = elsewhere;
        _cancellation = cancellation;
    }

    public IntegritySummary Summary { get; }

    public DigestName Name => _name;

    /// <summary>The newest digest so far.</summary>
    public ChainLink? Last { get; private set; }

    /// <summary>Takes the next digest by time.</summary>
    public void Add(LoadedDigest digest) => Add(new ChainLink(digest), follow: true);

    /// <summary>Says that there are no more digests, and until when there should have been.</summary>
    /// <param name="replaced">Another trail goes on, so that this one may have been given up.</param>
    public IReadOnlyList<IntegrityResult> Complete(DateTimeOffset? expectedEnd, string why, bool replaced)
    {
        while (_waiting.Count > 0)
        {
            Prove(_waiting[0]);
            Settle(all: true);
        }

        List<IntegrityResult> missing = Last is not { } last || _name.IsBackfill || expectedEnd is not { } end || end <= last.End ? []
            : replaced ? [Gap(last.End, end, "the trail's digests end here, and another trail of the region goes on")]
            : [.. Missing(last.End, last.End + (Hour * Math.Ceiling((end - last.End) / Hour)), null, why)];
        JudgeAside(null);
        return missing;
    }

    private void Add(ChainLink link, bool follow)
    {
        if (link.Usable is not { } file)
        {
            if (_aside.Count == MaxAside)
            {
                JudgeAside(null);
            }

            _aside.Add(link);
            return;
        }

        var before = _waiting.Count > 0 ? _waiting[^1] : null;
        if (follow && file.Previous is { } previous && previous.Bucket != link.Digest.Bucket && !(before is not null && Names(previous, before)))
        {
            foreach (var other in _elsewhere(previous, before?.Digest.Name.Time ?? DateTimeOffset.MinValue))
            {
                Add(new ChainLink(other), follow: false);
            }

            before = _waiting.Count > 0 ? _waiting[^1] : null;
        }

        Join(before, link, file);
        JudgeAside(link);
        Last = link;
        _waiting.Add(link);
        _recent.Enqueue(new PlaceOfDigest(link.Digest.Bucket, link.Digest.Key));
        if (_recent.Count > RecentKeys)
        {
            _recent.Dequeue();
        }

        if (before is not null)
        {
            Prove(before);
        }

        Settle(all: false);
    }

    private static bool Names(PreviousDigest previous, ChainLink link) =>
        previous.Key == link.Digest.Key && previous.Bucket == link.Digest.Bucket;

    private void Join(ChainLink? before, ChainLink link, DigestFile file)
    {
        if (file.Previous is not { } previous)
        {
            AddGap(before, link);
            return;
        }

        if (before is not null && Names(previous, before))
        {
            before.Recorded = previous;
            before.Successor = link;
            if (!_name.IsBackfill && link.Start - before.End > Slack)
            {
                AddGap(before.End, link, "the digests before and after it follow each other, but leave out this time");
            }

            return;
        }

        if (_name.IsBackfill)
        {
            JoinBackfill(link, previous);
            return;
        }

        JoinOther(before, link, previous);
    }

    // The digest names one that is not the one found before it: that one does not belong, or some are missing.
    private void JoinOther(ChainLink? before, ChainLink link, PreviousDigest previous)
    {
        DateTimeOffset? named = DigestName.TryParse(previous.Key, out var name) ? name.Time : null;
        if (before is not null && (named is null || named <= before.Digest.Name.Time || before.End >= link.Start))
        {
            before.PassedBy = true;
            if (_waiting.Find(w => Names(previous, w)) is { } older)
            {
                older.Recorded = previous;
                older.Successor = link;
                return;
            }

            if (_recent.Contains(new PlaceOfDigest(previous.Bucket, previous.Key)))
            {
                return;
            }
        }

        var from = before?.End ?? _options.StartTime ?? link.Start - Hour;
        if (before is not null && from >= link.Start)
        {
            from = link.Start - Hour;
        }

        if (from < link.Start)
        {
            AddMissing(link, from, link.Start, previous, before is null
                ? "no digest covers this hour, and the first that is there names one before it"
                : "no digest covers this hour, and the one after it names one before it");
        }
    }

    private void JoinBackfill(ChainLink link, PreviousDigest previous)
    {
        if (!DigestName.TryParse(previous.Key, out var name) || (_options.StartTime is { } start && name.Time <= start) || _waiting.Exists(w => Names(previous, w)))
        {
            return;
        }

        using var found = Open(previous);
        if (found is null)
        {
            link.Before.Add(Absent(name.Time - Hour, name.Time, previous, previous.Key, "the next backfill digest names it, and it is not there"));
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes of it.")]
    private TrailObject? Open(PreviousDigest previous)
    {
        try
        {
            return _place.Store.Open(previous.Bucket, previous.Key, _cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is there; whether it can be read is said when its turn comes.
            return new TrailObject(Stream.Null, null);
        }
    }

    private void AddGap(ChainLink? before, ChainLink link)
    {
        if (_name.IsBackfill)
        {
            return;
        }

        if (before is not null && link.Start - before.End > Slack)
        {
            string final = before.End - before.Start < Hour - Slack ? $", after {(before.End - before.Start).TotalMinutes:N0} minutes of its hour" : string.Empty;
            AddGap(before.End, link, $"logging or log file validation was off: the digest before ended at {before.End:u}{final}, and the next begins a new chain");
        }
        else if (before is null && _options.StartTime is { } start && link.Start - start > Slack)
        {
            AddGap(start, link, "nothing was validated before: the trail's first digest begins a chain");
        }
    }

    private void AddGap(DateTimeOffset from, ChainLink link, string reason)
    {
        var (start, end) = Clip(from, link.Start);
        if (start < end)
        {
            link.Before.Add(Gap(start, end, reason));
        }
    }

    // That a chain begins anew is the word of its first digest: where that one is not proven, digests may have been there.
    private void DoubtGaps(ChainLink link)
    {
        for (int i = 0; i < link.Before.Count; i++)
        {
            var gap = link.Before[i];
            if (gap.Status == IntegrityStatus.Gap)
            {
                Summary.Gaps -= gap.EndTime!.Value - gap.StartTime!.Value;
                link.Before.RemoveAt(i);
                link.Before.InsertRange(
                    i, Missing(gap.StartTime.Value, gap.EndTime.Value, null, "no digest covers this hour; that a new chain begins after it only a digest says that is not proven"));
                return;
            }
        }
    }

    private IntegrityResult Gap(DateTimeOffset start, DateTimeOffset end, string reason)
    {
        Summary.Gaps += end - start;
        return new IntegrityResult(IntegrityType.Digest, IntegrityStatus.Gap, _name.AccountId, _name.Region)
        {
            OfTrail = _name.TrailName,
            Time = (start, end),
            Because = reason,
            Bucket = _place.Store.Bucket,
            Owner = Summary,
        };
    }

    private void AddMissing(ChainLink link, DateTimeOffset from, DateTimeOffset until, PreviousDigest? last, string reason) =>
        link.Before.AddRange(Missing(from, until, last, reason));

    // One for each hour, the last of which may be known by its name.
    private IEnumerable<IntegrityResult> Missing(DateTimeOffset from, DateTimeOffset until, PreviousDigest? last, string reason)
    {
        int hours = (int)Math.Max(last is null ? 0 : 1, Math.Round((until - from) / Hour));
        for (int i = hours - 1; i >= 0; i--)
        {
            var end = until - (Hour * i);
            var start = i == hours - 1 && from < end ? from : end - Hour;
            string key = i == 0 && last is not null ? last.Key : _name.KeyAt(_folder, end);
            var (inStart, inEnd) = Clip(start, end);
            if (inStart >= inEnd || _aside.Exists(a => a.Digest.Key == key))
            {
                continue;
            }

            Summary.Missing += inEnd - inStart;
            yield return i == 0 && last is not null
                ? Absent(start, end, last, key, "the next digest names it, and it is not there")
                : Absent(start, end, null, key, reason);
        }
    }

    private IntegrityResult Absent(DateTimeOffset start, DateTimeOffset end, PreviousDigest? recorded, string key, string reason) =>
        new(IntegrityType.Digest, IntegrityStatus.Missing, _name.AccountId, _name.Region)
    {
        OfTrail = _name.TrailName,
        Time = (start, end),
        Because = reason,
        Bucket = recorded?.Bucket ?? _place.Store.Bucket,
        Key = key,
        Origin = _place.Store.Origin(recorded?.Bucket ?? _place.Store.Bucket, key),
        ExpectedHash = recorded?.HashValue,
        Owner = Summary,
    };

    private (DateTimeOffset Start, DateTimeOffset End) Clip(DateTimeOffset start, DateTimeOffset end) => (
        _options.StartTime is { } from && start < from ? from : start,
        _options.EndTime is { } until && end > until ? until : end);

    private void Prove(ChainLink link) => link.Proof ??= DigestProof.Of(link.Digest, link.Recorded?.Signature, _keys, _cancellation);

    private void JudgeAside(ChainLink? successor)
    {
        foreach (var link in _aside)
        {
            if (successor?.Usable?.Previous is { } previous && Names(previous, link))
            {
                link.Recorded = previous;
                link.Successor = successor;
            }

            Prove(link);
            _judge(link, DigestVerdict.Of(link, _place.Store.KeepsMetadata));
        }

        _aside.Clear();
    }

    // A verdict takes the proof of the digest after it, where that one says something of it.
    private void Settle(bool all)
    {
        while (_waiting.Count > 0 && _waiting[0].Proof is not null)
        {
            var link = _waiting[0];
            bool known = link.Successor is null ? all || _waiting.Count > 1 : link.Successor.Proof is not null;
            if (!known && !all)
            {
                return;
            }

            if (!known)
            {
                Prove(link.Successor!);
            }

            _waiting.RemoveAt(0);
            var verdict = DigestVerdict.Of(link, _place.Store.KeepsMetadata);
            if (!verdict.Trusted)
            {
                DoubtGaps(link);
            }

            _judge(link, verdict);
        }
    }

    private sealed record PlaceOfDigest(string Bucket, string Key);
}
