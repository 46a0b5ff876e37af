using System.Buffers.Binary;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Rules.Matching;

/// <summary>
/// Numbers the tests that a set of rules makes of one field whose values repeat from record to record: user agents,
/// ARNs, addresses.
/// </summary>
internal sealed class MemoizedTests
{
    private static readonly string[] Repeating =
    [
        "userAgent", "userIdentity.arn", "sourceIPAddress", "userIdentity.type", "userIdentity.invokedBy", "userIdentity.accountId",
        "errorCode", "eventSource", "eventType", "awsRegion",
    ];

    private int _gates;

    private MemoizedTests(int field) => Field = field;

    public int Count { get; private set; }

    /// <summary>The field's number among those whose values repeat.</summary>
    public int Field { get; }

    /// <summary>One for each field whose values repeat.</summary>
    public static Dictionary<string, MemoizedTests> ForEachField()
    {
        var fields = new Dictionary<string, MemoizedTests>(Repeating.Length, StringComparer.Ordinal);
        foreach (string field in Repeating)
        {
            fields.Add(field, new MemoizedTests(fields.Count));
        }

        return fields;
    }

    public int Add() => Count++;

    /// <summary>A number for a gate, from 1.</summary>
    public int AddGate() => ++_gates;
}

/// <summary>
/// What tests and gates of a field have said of its latest values. Of bounded size whatever the values are: a value finds its
/// place by its hash and drives out the one that was there; one that is too long has none and is tested each time.
/// </summary>
internal sealed class ValueMemo(MemoizedTests tests)
{
    private const int Places = 256;
    private const int LongestValue = 256;
    private const int GateAnswers = 4096;
    private readonly int _tests = tests.Count;
    private readonly int _words = (tests.Count + 63) / 64;
    private readonly byte[] _values = new byte[Places * LongestValue];
    private readonly int[] _lengths = new int[Places];
    private readonly ulong[] _known = new ulong[Places * ((tests.Count + 63) / 64)];
    private readonly ulong[] _passed = new ulong[Places * ((tests.Count + 63) / 64)];
    private readonly long[] _numbers = new long[Places];
    private GateAnswer[] _gateAnswers = [];
    private long _taken;
    private RecordView? _record;
    private long _version;
    private int _start;
    private int _place;

    /// <summary>Which tests it is about.</summary>
    public MemoizedTests Tests => tests;

    /// <summary>Whether a string passes the test of this number.</summary>
    public bool Passes(RecordView record, JsonSlice value, int number, TextTest test, MatchScratch scratch)
    {
        int place = Place(record, value);
        if (place < 0 || number >= _tests)
        {
            return test.PassesValue(record, value, scratch);
        }

        int word = (place * _words) + (number >> 6);
        ulong bit = 1UL << (number & 63);
        if ((_known[word] & bit) == 0)
        {
            _known[word] |= bit;
            if (test.PassesValue(record, value, scratch))
            {
                _passed[word] |= bit;
            }
        }

        return (_passed[word] & bit) != 0;
    }

    /// <summary>What a gate leaves open for a string.</summary>
    public ulong Open(RecordView record, JsonSlice value, FieldGate gate, MatchScratch scratch)
    {
        int place = Place(record, value);
        if (place < 0)
        {
            return gate.Judge(record, value, scratch);
        }

        if (_gateAnswers.Length == 0)
        {
            _gateAnswers = new GateAnswer[GateAnswers];
        }

        // Two values, or two gates, never have the same key, however long ago one of them was.
        long key = (_numbers[place] << 20) | (long)gate.Number;
        ref var answer = ref _gateAnswers[(int)(((ulong)key * 0x9E3779B97F4A7C15) >> 52)];
        if (answer.Key != key)
        {
            answer = new GateAnswer(key, gate.Judge(record, value, scratch));
        }

        return answer.Open;
    }

    private int Place(RecordView record, JsonSlice value)
    {
        if (_version == record.Version && ReferenceEquals(_record, record) && _start == value.Start)
        {
            return _place;
        }

        _record = record;
        _version = record.Version;
        _start = value.Start;
        return _place = Find(record.Text.Inner(value));
    }

    private int Find(ReadOnlySpan<byte> value)
    {
        // A place that was never taken has length 0, as the empty text has: its answers are not known either way.
        if (value.Length > LongestValue)
        {
            return -1;
        }

        int place = (int)(Hash(value) % Places);
        var kept = _values.AsSpan(place * LongestValue, LongestValue);
        if (_lengths[place] != value.Length || !value.SequenceEqual(kept[..value.Length]))
        {
            value.CopyTo(kept);
            _lengths[place] = value.Length;
            _numbers[place] = ++_taken;
            _known.AsSpan(place * _words, _words).Clear();
            _passed.AsSpan(place * _words, _words).Clear();
        }

        return place;
    }

    // Only a place is at stake, which an attacker may have for the asking.
    private static ulong Hash(ReadOnlySpan<byte> value)
    {
        ulong hash = (ulong)value.Length;
        while (value.Length >= 8)
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(value)) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 29;
            value = value[8..];
        }

        foreach (byte b in value)
        {
            hash = (hash ^ b) * 0x100000001B3;
        }

        return hash ^ (hash >> 32) ^ (hash >> 16);
    }

    private readonly record struct GateAnswer(long Key, ulong Open);
}
