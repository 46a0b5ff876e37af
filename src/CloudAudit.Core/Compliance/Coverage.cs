using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Compliance;

/// <summary>What was looked through: without it, finding nothing says nothing.</summary>
public sealed class Coverage
{
    // Accounts or regions that are told; an organisation's trail has some thousands of accounts at the most.
    private const int MostNames = 10_000;

    private static readonly EventCategories[] s_categories =
        [EventCategories.Management, EventCategories.Data, EventCategories.Insight, EventCategories.NetworkActivity];

    private readonly CategoryCoverage[] _categories = Array.ConvertAll(s_categories, c => new CategoryCoverage(c));
    private readonly SeenTexts _accounts = new(MostNames);
    private readonly SeenTexts _regions = new(MostNames);

    /// <summary>Records looked at, those delivered twice counted twice.</summary>
    public long Records { get; private set; }

    /// <summary>Of them, records of management events: those of which rules on calls speak.</summary>
    public long ManagementRecords => _categories[0].Records;

    /// <summary>What was looked through of each category that there was a record of.</summary>
    public AuditList<CategoryCoverage> Categories => new([.. _categories.Where(c => c.Records > 0)]);

    public DateTimeOffset? FirstEvent { get; private set; }

    public DateTimeOffset? LastEvent { get; private set; }

    /// <summary>The accounts that the records are of (recipientAccountId), in order.</summary>
    public AuditList<string> Accounts => new(_accounts.InOrder());

    /// <summary>The regions that the records are of, in order.</summary>
    public AuditList<string> Regions => new(_regions.InOrder());

    /// <summary>The categories that there was a record of.</summary>
    internal EventCategories Present => _categories.Where(c => c.Records > 0).Aggregate(EventCategories.None, (all, c) => all | c.Category);

    internal IEnumerable<CategoryCoverage> Of(EventCategories categories) => _categories.Where(c => categories.HasFlag(c.Category));

    internal void Add(RecordView record)
    {
        Records++;
        bool timed = EventTimes.TryParse(record.Text.Span(record[RecordField.EventTime]), out var time);
        if (timed)
        {
            Widen(time, time);
        }

        int category = Array.IndexOf(s_categories, EventCategoryNames.Of(record));
        if (category >= 0)
        {
            _categories[category].Add(timed ? time : null);
        }

        _accounts.Add(record, record[RecordField.RecipientAccountId]);
        _regions.Add(record, record[RecordField.AwsRegion]);
    }

    internal void Add(Coverage other)
    {
        Records += other.Records;
        for (int i = 0; i < _categories.Length; i++)
        {
            _categories[i].Add(other._categories[i]);
        }

        _accounts.Add(other._accounts);
        _regions.Add(other._regions);
        if (other.FirstEvent is { } first && other.LastEvent is { } last)
        {
            Widen(first, last);
        }
    }

    private void Widen(DateTimeOffset first, DateTimeOffset last)
    {
        FirstEvent = FirstEvent is { } f && f <= first ? f : first;
        LastEvent = LastEvent is { } l && l >= last ? l : last;
    }

    /// <summary>Different short texts of records. Logs have the same for thousands of records in a row.</summary>
    private sealed class SeenTexts(int most)
    {
        private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
        private readonly byte[] _last = new byte[64];
        private int _lastLength;

        public void Add(RecordView record, JsonSlice value)
        {
            var text = record.Text.Span(value);
            if (text.SequenceEqual(_last.AsSpan(0, _lastLength)) || text.Length > _last.Length)
            {
                return;
            }

            text.CopyTo(_last);
            _lastLength = text.Length;
            if (_texts.Count < most && record.GetString(value) is { } decoded)
            {
                _texts.Add(decoded);
            }
        }

        public void Add(SeenTexts other) => _texts.UnionWith(other._texts.Take(most - _texts.Count));

        public string[] InOrder() => [.. _texts.Order(StringComparer.Ordinal)];
    }
}

/// <summary>What was looked through of one category of events.</summary>
public sealed class CategoryCoverage
{
    internal CategoryCoverage(EventCategories category) => Category = category;

    public EventCategories Category { get; }

    /// <summary>Records, those delivered twice counted twice.</summary>
    public long Records { get; private set; }

    public DateTimeOffset? FirstEvent { get; private set; }

    public DateTimeOffset? LastEvent { get; private set; }

    internal HoursSeen Hours { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => Category.ToString();

    internal void Add(DateTimeOffset? time)
    {
        Records++;
        if (time is { } at)
        {
            Widen(at, at);
            Hours.Add(at);
        }
    }

    internal void Add(CategoryCoverage other)
    {
        Records += other.Records;
        Hours.Add(other.Hours);
        if (other.FirstEvent is { } first && other.LastEvent is { } last)
        {
            Widen(first, last);
        }
    }

    private void Widen(DateTimeOffset first, DateTimeOffset last)
    {
        FirstEvent = FirstEvent is { } f && f <= first ? f : first;
        LastEvent = LastEvent is { } l && l >= last ? l : last;
    }
}
