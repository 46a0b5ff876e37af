using System.Globalization;
using CloudAudit.Sources;

namespace CloudAudit.Integrity;

/// <summary>A log file that is there and that no digest has named.</summary>
/// <param name="Kind">The folder it is in: CloudTrail, CloudTrail-Insight and their like.</param>
internal sealed record LogObject(TrailPlace Place, string Kind, string Key, DateTimeOffset Time);

/// <summary>
/// The log files that an account has in a region, held against what digests list: both go forward in time, and between
/// them only the files of some hours are held.
/// </summary>
internal sealed class LogListing : IDisposable
{
    // A file's name says when it was begun, its digest when it was delivered.
    public static readonly TimeSpan Delivery = TimeSpan.FromMinutes(15);

    // How much later a digest may still list a file. Far more than the two hours it takes.
    private static readonly TimeSpan Late = TimeSpan.FromHours(8);
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(2);
    private const int MaxWaiting = 400_000;

    private readonly List<Source> _sources = [];
    private int _waiting;
    private readonly Queue<LogObject> _order = new();

    public LogListing(TrailGroup group, DateTimeOffset? start, DateTimeOffset? end, CancellationToken cancellation)
    {
        foreach (var place in group.Places)
        {
            foreach (string kind in TrailFolder.Logs.Where(place.Kinds.Contains))
            {
                string folder = $"{place.Base}{kind}/{group.Region}/";
                string after = start is { } from ? folder + Day(from) : folder;
                string? last = end is { } until ? folder + Day(until) + "/\uFFFF" : null;
                _sources.Add(new Source(place, kind, Files(place.Store.List(folder, after, cancellation), start, end, last).GetEnumerator()));
            }
        }
    }

    /// <summary>Whether any file was found so far.</summary>
    public bool Any { get; private set; }

    /// <summary>The newest file's time so far.</summary>
    public DateTimeOffset Newest { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>The part of a key that names a day.</summary>
    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy'/'MM'/'dd", CultureInfo.InvariantCulture);

    /// <summary>Makes the first call of each listing, before its answer is needed.</summary>
    public void Begin() => _sources.ForEach(s => _ = s.Next);

    /// <summary>Lists on, until files are known that are newer than a digest may list.</summary>
    /// <param name="time">The end of the digest's time.</param>
    public void Advance(DateTimeOffset time)
    {
        var until = time < DateTimeOffset.MaxValue - Ahead ? time + Ahead : time;
        foreach (var source in _sources)
        {
            while (source.Next is { } next && next.Time <= until && _waiting < MaxWaiting)
            {
                Any = true;
                Newest = next.Time > Newest ? next.Time : Newest;
                source.Waiting.Add(next.Key);
                _waiting++;
                _order.Enqueue(new LogObject(source.Place, source.Kind, next.Key, next.Time));
                source.Move();
            }
        }
    }

    /// <summary>Says that a digest lists a file.</summary>
    public void Claim(DigestEntry entry)
    {
        foreach (var source in _sources)
        {
            if (source.Place.Store.Bucket == entry.Bucket && source.Waiting.Remove(entry.Key))
            {
                _waiting--;
            }
        }
    }

    /// <summary>The files that no digest of this time or a later one can list any more.</summary>
    public IEnumerable<LogObject> Take(DateTimeOffset time)
    {
        while (_order.TryPeek(out var first) && (first.Time < time - Late || _waiting >= MaxWaiting))
        {
            _order.Dequeue();
            if (StillWaits(first))
            {
                yield return first;
            }
        }
    }

    /// <summary>All files that are left, once there are no more digests.</summary>
    public IEnumerable<LogObject> TakeAll()
    {
        bool more = true;
        while (more)
        {
            int before = _order.Count;
            Advance(DateTimeOffset.MaxValue);
            more = _order.Count > before;
            while (_order.TryDequeue(out var first))
            {
                if (StillWaits(first))
                {
                    yield return first;
                }
            }
        }
    }

    public void Dispose() => _sources.ForEach(s => s.Dispose());

    private bool StillWaits(LogObject file)
    {
        bool waits = _sources.Exists(s => ReferenceEquals(s.Place, file.Place) && s.Kind == file.Kind && s.Waiting.Remove(file.Key));
        _waiting -= waits ? 1 : 0;
        return waits;
    }

    private static IEnumerable<ListedFile> Files(
        IEnumerable<TrailEntry> entries, DateTimeOffset? start, DateTimeOffset? end, string? last)
    {
        var time = DateTimeOffset.MinValue;
        foreach (var entry in entries)
        {
            if (last is not null && string.CompareOrdinal(entry.Key, last) > 0)
            {
                yield break;
            }

            // What has another name than a log file has no business there; its neighbours say when it is from.
            if (LogKey.TryParse(entry.Key.AsSpan(entry.Key.LastIndexOf('/') + 1), out var name))
            {
                time = name.Time;
                if ((start is not null && time < start) || (end is not null && time >= end))
                {
                    continue;
                }
            }

            yield return new ListedFile(entry.Key, time);
        }
    }

    private sealed class Source : IDisposable
    {
        private readonly IEnumerator<ListedFile> _files;
        private bool _begun;
        private ListedFile? _next;

        public Source(TrailPlace place, string kind, IEnumerator<ListedFile> files)
        {
            Place = place;
            Kind = kind;
            _files = files;
        }

        public TrailPlace Place { get; }

        public string Kind { get; }

        /// <summary>The keys that no digest has listed yet.</summary>
        public HashSet<string> Waiting { get; } = new(StringComparer.Ordinal);

        /// <summary>The next file; null at the end. The listing begins when it is first asked for.</summary>
        public ListedFile? Next
        {
            get
            {
                if (!_begun)
                {
                    _begun = true;
                    Move();
                }

                return _next;
            }
        }

        public void Move() => _next = _files.MoveNext() ? _files.Current : null;

        public void Dispose() => _files.Dispose();
    }

    private sealed record ListedFile(string Key, DateTimeOffset Time);
}
