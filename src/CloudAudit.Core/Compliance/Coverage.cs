using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Compliance;

/// <summary>What was looked through: without it, finding nothing says nothing.</summary>
public sealed class Coverage
{
    /// <summary>Records looked at, those delivered twice counted twice.</summary>
    public long Records { get; private set; }

    /// <summary>Of them, records of management events: those of which rules on calls speak.</summary>
    public long ManagementRecords { get; private set; }

    public DateTimeOffset? FirstEvent { get; private set; }

    public DateTimeOffset? LastEvent { get; private set; }

    internal void Add(RecordView record)
    {
        Records++;
        var category = record[RecordField.EventCategory];
        if (record.Text.Kind(category) != JsonKind.String || record.Text.Inner(category).SequenceEqual("Management"u8))
        {
            ManagementRecords++;
        }

        if (EventTimes.TryParse(record.Text.Span(record[RecordField.EventTime]), out var time))
        {
            Widen(time, time);
        }
    }

    internal void Add(Coverage other)
    {
        Records += other.Records;
        ManagementRecords += other.ManagementRecords;
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
