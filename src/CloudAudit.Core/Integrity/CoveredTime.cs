namespace CloudAudit.Integrity;

/// <summary>The spans of the last days for which there are digests.</summary>
internal sealed class CoveredTime
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(3);
    private readonly List<Span> _spans = [];

    /// <summary>Adds a span; spans come in the order of their ends, more or less.</summary>
    public void Add(DateTimeOffset start, DateTimeOffset end)
    {
        if (_spans.Count > 0 && start <= _spans[^1].End && start >= _spans[^1].Start)
        {
            _spans[^1] = new Span(_spans[^1].Start, end > _spans[^1].End ? end : _spans[^1].End);
        }
        else
        {
            _spans.Add(new Span(start, end));
        }

        _spans.RemoveAll(s => s.End < end - Kept);
    }

    public bool Holds(DateTimeOffset time) => _spans.Exists(s => time >= s.Start && time <= s.End);

    private sealed record Span(DateTimeOffset Start, DateTimeOffset End);
}
