using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;
using CloudAudit.Reading;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Measurement;

/// <summary>
/// Reads the fields that are counted by where the record lies, into pages. The counting, in the order of the logs and
/// without duplicates, is the consumer's.
/// </summary>
internal sealed class MeasureWorker(MeasurePlan plan, Matcher? filter) : RecordWorker<MeasuredPage>
{
    private readonly GroupKeyWriter _key = new();
    private readonly ActorSlices _actor = new();
    private readonly ActorNames _names = new();
    private readonly bool[] _met = new bool[plan.Fields.Count];

    /// <summary>Buffers of the thread.</summary>
    public MatchScratch Scratch => _key.Scratch;

    public override int Process(RecordView record, string origin, long index, List<MeasuredPage> results)
    {
        bool wanted = filter is null || filter.Matches(record, Scratch);
        var measured = wanted ? Measure(record, origin, index) : default;
        if (record.MalformedAt >= 0)
        {
            return record.MalformedAt - record.Slice.Start;
        }

        if (wanted)
        {
            if (results.Count == 0 || results[^1].IsFull)
            {
                results.Add(plan.TakePage());
            }

            AddTo(results[^1], measured);
        }

        return -1;
    }

    public override bool IsFull(List<MeasuredPage> results) => results.Count > 0 && results[^1].IsFull;

    public override void Complete()
    {
        for (int i = 0; i < _met.Length; i++)
        {
            if (_met[i])
            {
                plan.Meet(i);
            }
        }
    }

    /// <summary>Adds what counting needs of a record to a page.</summary>
    public void Measure(RecordView record, string origin, long index, MeasuredPage page) => AddTo(page, Measure(record, origin, index));

    private MeasuredRecord Measure(RecordView record, string origin, long index)
    {
        long ticks = EventTimes.TryParse(record.Text.Span(record[RecordField.EventTime]), out var time) ? time.UtcTicks : -1;
        _key.Clear();
        if (plan.Interval > 0)
        {
            _key.Append(ticks < 0 ? -1 : ticks - (ticks % plan.Interval));
        }

        var place = new RecordPlace(record, _actor, _names, origin, index);
        for (int i = 0; i < _met.Length; i++)
        {
            _key.BeginField();
            plan.Fields[i].Add(place, _key);
            _met[i] |= _key.EndField();
        }

        return new MeasuredRecord(Id(record), ticks, plan.IsSummary && Filters.FailedMatcher.Failed(record));
    }

    private void AddTo(MeasuredPage page, MeasuredRecord measured)
    {
        page.Add(measured);
        var key = _key.Key;
        if (!plan.IsSummary)
        {
            page.AddKey(key);
            return;
        }

        while (!key.IsEmpty)
        {
            var field = GroupKeyWriter.Field(key);
            page.AddKey(field);
            key = key[field.Length..];
        }
    }

    private static UInt128 Id(RecordView record)
    {
        var id = record[RecordField.EventId];
        return record.Text.Kind(id) switch
        {
            JsonKind.None or JsonKind.Null => UInt128.Zero,
            JsonKind.String => RecentEventIds.Key(record.Text.Inner(id)),
            _ => RecentEventIds.Key(record.GetText(id)),
        };
    }
}
