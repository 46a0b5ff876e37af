using System.Collections.Concurrent;

namespace CloudAudit.Measurement;

/// <summary>By what events are counted.</summary>
public sealed record MeasureRequest
{
    /// <summary>Groups told apart unless said otherwise.</summary>
    public const int DefaultGroupLimit = 250_000;

    /// <summary>
    /// Properties of events, in any case, or dotted paths as the record spells them. Without any, and without
    /// <see cref="Interval"/>, the count is a summary.
    /// </summary>
    public IReadOnlyList<string> Property { get; init; } = [];

    /// <summary>
    /// The length of time buckets, at least a second. They are aligned to UTC: hours begin on the hour, days at midnight,
    /// weeks on a Monday.
    /// </summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>The groups given at the most, the largest first; with <see cref="Interval"/> of each bucket. 0 gives all.</summary>
    public int Top { get; init; }

    /// <summary>
    /// The groups told apart at the most, of 256 bytes of values each on the average; further ones are counted together.
    /// </summary>
    public int GroupLimit { get; init; } = DefaultGroupLimit;

    /// <summary>Whether a summary is asked for.</summary>
    public bool IsSummary => Property.Count == 0 && Interval is null;
}

/// <summary>A request made ready: its fields, and what all threads find out together.</summary>
internal sealed class MeasurePlan
{
    private readonly bool[] _met;
    private readonly ConcurrentStack<MeasuredPage> _pages = new();

    public MeasurePlan(MeasureRequest request)
    {
        Fields = request.IsSummary
            ?
            [
                MeasuredFields.Parse("EventName"), MeasuredFields.Parse("Actor"), MeasuredFields.Parse("SourceIPAddress"),
                new MeasuredField.Error(), MeasuredFields.Parse("Region"),
            ]
            : [.. request.Property.Select(MeasuredFields.Parse)];
        Interval = request.Interval?.Ticks ?? 0;
        IsSummary = request.IsSummary;
        _met = new bool[Fields.Count];
    }

    /// <summary>What a record's key is made of, behind the bucket where there is an interval.</summary>
    public IReadOnlyList<MeasuredField> Fields { get; }

    /// <summary>Ticks of a bucket; 0 without buckets.</summary>
    public long Interval { get; }

    /// <summary>Whether each field has groups of its own, and failures are counted; else all fields together have groups.</summary>
    public bool IsSummary { get; }

    /// <summary>In how many tables each record is counted.</summary>
    public int Tables => IsSummary ? Fields.Count : 1;

    /// <summary>The fields that no record had.</summary>
    public IEnumerable<MeasuredField> NeverMet => Fields.Where((_, i) => !Volatile.Read(ref _met[i]));

    /// <summary>A page to fill. Any thread.</summary>
    public MeasuredPage TakePage() => _pages.TryPop(out var page) ? page : new MeasuredPage(Tables);

    /// <summary>Gives a page back that has been counted. Any thread.</summary>
    public void ReturnPage(MeasuredPage page)
    {
        page.Clear();
        _pages.Push(page);
    }

    /// <summary>Notes that a record has a value of a field. Any thread.</summary>
    public void Meet(int field) => Volatile.Write(ref _met[field], true);
}
