using System.Runtime.InteropServices;
using CloudAudit.Reading;

namespace CloudAudit.Measurement;

/// <summary>One record as counting needs it.</summary>
/// <param name="Id">Its event id as a number (<see cref="RecentEventIds.Key(ReadOnlySpan{byte})"/>); 0 where it has none.</param>
/// <param name="Ticks">Its time, UTC, or -1 where it has none.</param>
/// <param name="Failed">It has an error.</param>
internal readonly record struct MeasuredRecord(UInt128 Id, long Ticks, bool Failed);

/// <summary>
/// Some records as counting needs them, and of each the keys of its groups: the threads that read fill pages, and whoever
/// counts empties them. They are used over and over.
/// </summary>
/// <param name="keysPerRecord">In how many tables each record is counted.</param>
internal sealed class MeasuredPage(int keysPerRecord)
{
    private const int FullRecords = 512;
    private const int FullBytes = 256 * 1024;
    private readonly MeasuredRecord[] _records = new MeasuredRecord[FullRecords];
    private readonly Key[] _keys = new Key[FullRecords * keysPerRecord];
    private byte[] _bytes = new byte[16 * 1024];
    private int _keyCount;
    private int _used;

    public int Count { get; private set; }

    /// <summary>No further record is to be added.</summary>
    public bool IsFull => Count == FullRecords || _used >= FullBytes;

    public ReadOnlySpan<MeasuredRecord> Records => _records.AsSpan(0, Count);

    /// <summary>The hash of a record's key for one of the tables (<see cref="GroupTable.Hash"/>).</summary>
    public uint Hash(int record, int table) => _keys[(record * keysPerRecord) + table].Hash;

    public ReadOnlySpan<byte> Bytes(int record, int table)
    {
        var key = _keys[(record * keysPerRecord) + table];
        return _bytes.AsSpan(key.Start, key.Length);
    }

    /// <summary>Adds a record, whose keys are added next.</summary>
    public void Add(MeasuredRecord record) => _records[Count++] = record;

    /// <summary>Adds the last record's key for the next of the tables.</summary>
    public void AddKey(ReadOnlySpan<byte> key)
    {
        if (_bytes.Length - _used < key.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_used + key.Length, _bytes.Length * 2));
        }

        key.CopyTo(_bytes.AsSpan(_used));
        _keys[_keyCount++] = new Key(GroupTable.Hash(key), _used, key.Length);
        _used += key.Length;
    }

    /// <summary>Makes it ready to be filled anew.</summary>
    public void Clear()
    {
        Count = _keyCount = _used = 0;
        if (_bytes.Length > 2 * FullBytes)
        {
            // One record's values blew it up.
            _bytes = new byte[16 * 1024];
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Key(uint Hash, int Start, int Length);
}
