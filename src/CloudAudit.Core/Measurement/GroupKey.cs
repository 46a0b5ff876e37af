using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace CloudAudit.Measurement;

/// <summary>The values of a record as a worker has met them, and the groups that they were found to belong to.</summary>
internal sealed class GroupKey(byte[] bytes)
{
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>Set by whoever counts, when the key first comes to it.</summary>
    public Tally[]? Groups { get; set; }
}

/// <summary>One record as counting needs it.</summary>
/// <param name="Key">Its values.</param>
/// <param name="Id">Its event id as a number (<see cref="Reading.RecentEventIds.Key(ReadOnlySpan{byte})"/>); 0 where it has none.</param>
/// <param name="Ticks">Its time, UTC, or -1 where it has none.</param>
/// <param name="Failed">It has an error.</param>
internal readonly record struct MeasuredRecord(GroupKey Key, UInt128 Id, long Ticks, bool Failed);

/// <summary>What has been counted of one group.</summary>
internal sealed class Tally(byte[]? key)
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
/// Compares keys by their bytes. The hash is the one of strings, keyed by chance: a log may be made to hold values that
/// would all fall on one slot.
/// </summary>
internal sealed class GroupKeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static GroupKeyComparer Instance { get; } = new();

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        int hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(alternate), StringComparison.Ordinal);
        return alternate.Length % 2 == 0 ? hash : hash ^ (alternate[^1] * 0x01010101);
    }

    public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());
}
