using System.Numerics;
using System.Runtime.InteropServices;
using CloudAudit.Reading;

namespace CloudAudit.Measurement;

/// <summary>What has been counted of one group.</summary>
/// <param name="key">The values; null for what is counted together because there are too many groups.</param>
internal struct Tally(byte[]? key)
{
    /// <summary>The values; null for what is counted together because there are too many groups.</summary>
    public byte[]? Key { get; } = key;

    public long Count { get; private set; }

    public long First { get; private set; } = long.MaxValue;

    public long Last { get; private set; } = -1;

    public void Add(long ticks)
    {
        Count++;
        if (ticks >= 0)
        {
            First = Math.Min(First, ticks);
            Last = Math.Max(Last, ticks);
        }
    }
}

/// <summary>
/// The groups of one list of fields. Memory is bounded, as values are an attacker's to make: beyond the limit what belongs
/// to no group that is there is counted together. Which groups are there depends on the order of the records alone.
/// </summary>
internal sealed class GroupTable
{
    // A group's values together, on the average.
    private const int KeyBytesPerGroup = 256;
    private readonly int _limit;
    private long _keyBytes;
    private Tally _others = new(null);

    // The groups in the order in which they were met, and where they are by their hash: the hash above, and below the
    // group's number from 1; 0 is free. At least every other place is free.
    private Tally[] _groups = new Tally[64];
    private ulong[] _places = new ulong[128];

    /// <param name="limit">Groups at the most; their values take 256 bytes each at the most, on the average.</param>
    public GroupTable(int limit) => _limit = limit;

    public int Count { get; private set; }

    public ReadOnlySpan<Tally> Groups => _groups.AsSpan(0, Count);

    /// <summary>What was counted together beyond the limit; null while everything has a group.</summary>
    public Tally? Others => _others.Count > 0 ? _others : null;

    /// <summary>
    /// A key's hash: that of strings, keyed by chance, as a log may be made to hold values that would all fall on one place.
    /// </summary>
    public static uint Hash(ReadOnlySpan<byte> key)
    {
        int hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(key), StringComparison.Ordinal);
        return (uint)(key.Length % 2 == 0 ? hash : hash ^ (key[^1] * 0x01010101));
    }

    /// <summary>Asks for the memory of where a group may be (<see cref="Ahead"/>).</summary>
    public void AskPlace(uint hash) => Ahead.Ask(ref _places[hash & (uint)(_places.Length - 1)]);

    /// <summary>Asks for the group's own, once its place is there.</summary>
    public void AskGroup(uint hash)
    {
        int group = (int)_places[hash & (uint)(_places.Length - 1)] - 1;
        if (group >= 0)
        {
            Ahead.Ask(ref _groups[group]);
        }
    }

    /// <summary>Asks for the group's values, once the group is there.</summary>
    public void AskKey(uint hash)
    {
        int group = (int)_places[hash & (uint)(_places.Length - 1)] - 1;
        if (group >= 0)
        {
            Ahead.Ask(ref MemoryMarshal.GetArrayDataReference(_groups[group].Key!));
        }
    }

    /// <summary>The group of a key, a new one if need be and if there is room. Stays where it is until the next call.</summary>
    public ref Tally Find(uint hash, ReadOnlySpan<byte> key)
    {
        int mask = _places.Length - 1;
        int at = (int)hash & mask;
        for (ulong place = _places[at]; place != 0; place = _places[at])
        {
            ref var group = ref _groups[(int)place - 1];
            if ((uint)(place >> 32) == hash && key.SequenceEqual(group.Key))
            {
                return ref group;
            }

            at = (at + 1) & mask;
        }

        if (Count >= _limit || _keyBytes + key.Length > (long)_limit * KeyBytesPerGroup)
        {
            return ref _others;
        }

        if (Count == _groups.Length)
        {
            Grow();
            at = FreePlace(hash);
        }

        _keyBytes += key.Length;
        _groups[Count] = new Tally(key.ToArray());
        _places[at] = ((ulong)hash << 32) | (uint)(Count + 1);
        return ref _groups[Count++];
    }

    private void Grow()
    {
        Array.Resize(ref _groups, _groups.Length * 2);
        ulong[] old = _places;
        _places = new ulong[old.Length * 2];
        foreach (ulong place in old)
        {
            if (place != 0)
            {
                _places[FreePlace((uint)(place >> 32))] = place;
            }
        }
    }

    private int FreePlace(uint hash)
    {
        int mask = _places.Length - 1;
        int at = (int)hash & mask;
        while (_places[at] != 0)
        {
            at = (at + 1) & mask;
        }

        return at;
    }
}
