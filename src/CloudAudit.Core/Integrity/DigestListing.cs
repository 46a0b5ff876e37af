namespace CloudAudit.Integrity;

/// <summary>A key in a digest folder.</summary>
/// <param name="Place">Where it was found.</param>
/// <param name="Entry">The object.</param>
/// <param name="Name">What the key says; null where it is none of a digest.</param>
internal sealed record DigestObject(TrailPlace Place, TrailEntry Entry, DigestName? Name);

/// <summary>The digests of an account and region in the order of their times, over all trails and places.</summary>
internal static class DigestListing
{
    // The digest before the span and the one after it are read too: they vouch for their neighbours.
    public static readonly TimeSpan Before = TimeSpan.FromMinutes(75);
    public static readonly TimeSpan After = TimeSpan.FromHours(2);

    // Trails are sorted into each other day by day. A folder stuffed with objects must not fill the memory.
    private const int MaxSorted = 20_000;

    /// <summary>Lists the keys whose time is in a span or next to it.</summary>
    public static IEnumerable<DigestObject> List(TrailGroup group, DateTimeOffset? start, DateTimeOffset? end, CancellationToken cancellation)
    {
        var sources = group.Places.Select(p => Days(p, group.DigestFolder(p), start, end, cancellation).GetEnumerator()).ToList();
        try
        {
            var waiting = new List<NextDay>();
            foreach (var source in sources)
            {
                Advance(source, waiting);
            }

            while (waiting.Count > 0)
            {
                string day = waiting.Min(w => w.Day.Name)!;
                var now = waiting.FindAll(w => w.Day.Name == day);
                waiting.RemoveAll(w => w.Day.Name == day);
                foreach (var item in now.SelectMany(w => w.Day.Objects).OrderBy(o => o.Name?.Time.UtcTicks ?? long.MinValue).ThenBy(o => o.Entry.Key, StringComparer.Ordinal))
                {
                    yield return item;
                }

                foreach (var next in now)
                {
                    Advance(next.Source, waiting);
                }
            }
        }
        finally
        {
            sources.ForEach(s => s.Dispose());
        }

        static void Advance(IEnumerator<DigestDay> source, List<NextDay> waiting)
        {
            if (source.MoveNext())
            {
                waiting.Add(new NextDay(source.Current, source));
            }
        }
    }

    private static IEnumerable<DigestDay> Days(
        TrailPlace place, string folder, DateTimeOffset? start, DateTimeOffset? end, CancellationToken cancellation)
    {
        string after = start is { } from ? folder + LogListing.Day(from - Before) : folder;
        string? last = end is { } until ? LogListing.Day(until + After) + "/\uFFFF" : null;
        string day = string.Empty;
        var objects = new List<DigestObject>();
        foreach (var entry in place.Store.List(folder, after, cancellation))
        {
            if (last is not null && string.CompareOrdinal(entry.Key, folder.Length, last, 0, int.MaxValue) > 0)
            {
                break;
            }

            string of = DayOf(entry.Key, folder, day);
            if (objects.Count > 0 && (of != day || objects.Count == MaxSorted))
            {
                yield return new DigestDay(day, objects);
                objects = [];
            }

            day = of;
            DigestName? name = DigestName.TryParse(entry.Key, out var parsed) ? parsed : null;
            if (name is not { Time: var time } || ((start is null || time > start - Before) && (end is null || time < end + After)))
            {
                objects.Add(new DigestObject(place, entry, name));
            }
        }

        if (objects.Count > 0)
        {
            yield return new DigestDay(day, objects);
        }
    }

    // The YYYY/MM/DD behind the folder; the same string again where it is the same day.
    private static string DayOf(string key, string folder, string known)
    {
        var rest = key.AsSpan(folder.Length);
        var day = rest[..Math.Min(10, Math.Max(0, rest.LastIndexOf('/')))];
        return day.SequenceEqual(known) ? known : day.ToString();
    }

    private sealed record DigestDay(string Name, List<DigestObject> Objects);

    private sealed record NextDay(DigestDay Day, IEnumerator<DigestDay> Source);
}
