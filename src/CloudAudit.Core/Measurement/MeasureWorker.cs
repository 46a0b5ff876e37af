using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;
using CloudAudit.Reading;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Measurement;

/// <summary>
/// Reads the fields that are counted by where the record lies. Of records with the same values nothing is allocated but
/// for the first; the counting, in the order of the logs and without duplicates, is the consumer's.
/// </summary>
internal sealed class MeasureWorker(MeasurePlan plan, Matcher? filter) : RecordWorker<MeasuredRecord>
{
    // What a thread remembers of the values it has met; then it starts anew, and the consumer finds the groups again.
    private const int MaxKeys = 64 * 1024;
    private const long MaxKeyBytes = 16 * 1024 * 1024;
    private readonly Dictionary<byte[], GroupKey> _keys = new(GroupKeyComparer.Instance);
    private readonly GroupKeyWriter _key = new();
    private readonly ActorSlices _actor = new();
    private readonly bool[] _met = new bool[plan.Fields.Count];
    private Dictionary<byte[], GroupKey>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private long _keyBytes;

    /// <summary>Buffers of the thread.</summary>
    public MatchScratch Scratch => _key.Scratch;

    public override int Process(RecordView record, string origin, long index, List<MeasuredRecord> results)
    {
        bool wanted = filter is null || filter.Matches(record, Scratch);
        var measured = wanted ? Measure(record, origin, index) : default;
        if (record.MalformedAt >= 0)
        {
            return record.MalformedAt - record.Slice.Start;
        }

        if (wanted)
        {
            results.Add(measured);
        }

        return -1;
    }

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

    /// <summary>What counting needs of a record.</summary>
    public MeasuredRecord Measure(RecordView record, string origin, long index)
    {
        long ticks = EventTimes.TryParse(record.Text.Span(record[RecordField.EventTime]), out var time) ? time.UtcTicks : -1;
        _key.Clear();
        if (plan.Interval > 0)
        {
            _key.Append(ticks < 0 ? -1 : ticks - (ticks % plan.Interval));
        }

        var place = new RecordPlace(record, _actor, origin, index);
        for (int i = 0; i < _met.Length; i++)
        {
            _key.BeginField();
            plan.Fields[i].Add(place, _key);
            _met[i] |= _key.EndField();
        }

        return new MeasuredRecord(Find(_key.Key), Id(record), ticks, plan.WithFailed && Filters.FailedMatcher.Failed(record));
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

    private GroupKey Find(ReadOnlySpan<byte> bytes)
    {
        if (_keyBytes == 0)
        {
            _lookup = _keys.GetAlternateLookup<ReadOnlySpan<byte>>();
        }

        if (_lookup.TryGetValue(bytes, out var key))
        {
            return key;
        }

        if (_keys.Count >= MaxKeys || _keyBytes > MaxKeyBytes)
        {
            _keys.Clear();
            _keyBytes = 0;
        }

        byte[] owned = bytes.ToArray();
        _keyBytes += owned.Length;
        key = new GroupKey(owned);
        _keys.Add(owned, key);
        return key;
    }
}
