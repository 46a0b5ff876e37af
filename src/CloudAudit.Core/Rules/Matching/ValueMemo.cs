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

    /// <summary>As many numbers in a row, for a gate; the first of them.</summary>
    public int Add(int count)
    {
        int first = Count;
        Count += count;
        return first;
    }
}

/// <summary>
/// What tests and gates of a field have said of its latest values. Of bounded size whatever the values are: a value finds its
/// place by its hash and drives out the one that was there; one that is too long has none and is tested each time.
/// </summary>
internal sealed class ValueMemo(MemoizedTests tests)
{
    private const int FewestPlaces = 64;
    private const int MostPlaces = 2048;
    private const int LongestValue = 256;
    private readonly int _tests = tests.Count;
    private readonly int _words = (tests.Count + 63) / 64;
    private byte[] _values = [];
    private int[] _lengths = [];
    private ulong[] _known = [];
    private ulong[] _passed = [];
    private int _drivenOut;
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
        if (place < 0 || gate.Number >= _tests)
        {
            return gate.Judge(record, value, scratch);
        }

        // The first bit says that all are known.
        int word = (place * _words) + (gate.Number >> 6);
        int shift = gate.Number & 63;
        if ((_known[word] & (1UL << shift)) == 0)
        {
            _known[word] |= 1UL << shift;
            ulong judged = gate.Judge(record, value, scratch);
            ulong rules = gate.Tested;
            for (int number = gate.Number; rules != 0; number++, rules &= rules - 1)
            {
                if ((judged & rules & (~rules + 1)) != 0)
                {
                    _passed[(place * _words) + (number >> 6)] |= 1UL << (number & 63);
                }
            }

            return judged;
        }

        // Hardly a value passes any of its tests.
        ulong passed = _passed[word] >> shift;
        if (shift > 0 && shift + gate.Tests > 64)
        {
            passed |= _passed[word + 1] << (64 - shift);
        }

        passed &= ulong.MaxValue >> (64 - gate.Tests);
        ulong open = ~gate.Tested;
        for (ulong rules = gate.Tested; passed != 0; passed >>= 1, rules &= rules - 1)
        {
            open |= (passed & 1) != 0 ? rules & (~rules + 1) : 0;
        }

        return open;
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

        int place = (int)Hash(value) & (_lengths.Length - 1);
        return Holds(place, value) ? place : Holds(place ^ 1, value) ? place ^ 1 : Take(value);
    }

    private bool Holds(int place, ReadOnlySpan<byte> value) =>
        (uint)place < (uint)_lengths.Length && _lengths[place] == value.Length && value.SequenceEqual(_values.AsSpan(place * LongestValue, value.Length));

    // In its place or the one beside it. A field of many values gets more places, as long as they drive each other out.
    private int Take(ReadOnlySpan<byte> value)
    {
        if (++_drivenOut > _lengths.Length && _lengths.Length < MostPlaces)
        {
            Grow(Math.Max(FewestPlaces, 2 * _lengths.Length));
        }

        int place = (int)Hash(value) & (_lengths.Length - 1);
        place = _lengths[place] > 0 && _lengths[place ^ 1] == 0 ? place ^ 1 : place;
        value.CopyTo(_values.AsSpan(place * LongestValue));
        _lengths[place] = value.Length;
        _known.AsSpan(place * _words, _words).Clear();
        _passed.AsSpan(place * _words, _words).Clear();
        return place;
    }

    private void Grow(int places)
    {
        _drivenOut = 0;
        _values = new byte[places * LongestValue];
        _lengths = new int[places];
        _known = new ulong[places * _words];
        _passed = new ulong[places * _words];
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
}
