using System.Globalization;

namespace CloudAudit.Compliance;

/// <summary>A stretch of time in which the logs hold no event of some categories: nothing was done, or something is missing.</summary>
public sealed record TimeGap(DateTimeOffset Start, DateTimeOffset End)
{
    public TimeSpan Duration => End - Start;

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Start.UtcDateTime:yyyy-MM-dd HH:mm} to {End.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
}

/// <summary>The hours in which there was an event. Bounded, whatever times the events claim.</summary>
internal sealed class HoursSeen
{
    /// <summary>Over twenty years; logs with more claim times that no trail has.</summary>
    public const int Most = 200_000;

    private readonly HashSet<int> _hours = [];
    private int _last = -1;

    /// <summary>Not every hour could be kept, so that a gap would say nothing.</summary>
    public bool Overflowed { get; private set; }

    public void Add(DateTimeOffset time)
    {
        int hour = (int)(time.UtcTicks / TimeSpan.TicksPerHour);
        if (hour != _last)
        {
            _last = hour;
            Enter(hour);
        }
    }

    public void Add(HoursSeen other)
    {
        Overflowed |= other.Overflowed;
        foreach (int hour in other._hours)
        {
            Enter(hour);
        }
    }

    /// <summary>
    /// The stretches of one whole hour or more without an event, the longest first, at most <paramref name="most"/>.
    /// </summary>
    /// <param name="seen">Hours of several categories; an event of any will do.</param>
    /// <param name="from">The beginning of the time asked about; null: that of the first event.</param>
    /// <param name="to">The end of the time asked about; null: that of the last event.</param>
    /// <param name="most">How many.</param>
    public static IReadOnlyList<TimeGap> Gaps(IReadOnlyList<HoursSeen> seen, DateTimeOffset? from, DateTimeOffset? to, int most)
    {
        if (seen.Any(s => s.Overflowed))
        {
            return [];
        }

        int[] hours = [.. seen.SelectMany(s => s._hours).Distinct().Order()];
        if (hours.Length == 0)
        {
            return [];
        }

        var gaps = new List<TimeGap>();
        Add(from ?? Start(hours[0]), Start(hours[0]));
        for (int i = 1; i < hours.Length; i++)
        {
            Add(Start(hours[i - 1] + 1), Start(hours[i]));
        }

        Add(Start(hours[^1] + 1), to ?? Start(hours[^1] + 1));
        return [.. gaps.OrderByDescending(g => g.Duration).ThenBy(g => g.Start).Take(most)];

        void Add(DateTimeOffset start, DateTimeOffset end)
        {
            if (end - start >= TimeSpan.FromHours(1))
            {
                gaps.Add(new TimeGap(start.ToUniversalTime(), end.ToUniversalTime()));
            }
        }
    }

    // Behind the last hour there is to be is its end.
    private static DateTimeOffset Start(int hour) =>
        hour > DateTimeOffset.MaxValue.UtcTicks / TimeSpan.TicksPerHour ? DateTimeOffset.MaxValue : new DateTimeOffset(hour * TimeSpan.TicksPerHour, TimeSpan.Zero);

    private void Enter(int hour)
    {
        if (_hours.Count < Most)
        {
            _hours.Add(hour);
        }
        else if (!_hours.Contains(hour))
        {
            Overflowed = true;
        }
    }
}
