using System.Buffers.Binary;
using System.Numerics;

namespace CloudAudit.Measurement;

/// <summary>
/// The names that identities gave lately. A session's calls carry the same userIdentity, byte by byte, and to compare it
/// takes a fraction of reading it. Kept by one thread; memory is bounded, as identities are an attacker's to make.
/// </summary>
internal sealed class ActorNames
{
    // As many sessions as are at work at once in a large account's region; of each some 500 bytes.
    private const int Places = 512;
    private const int MinLength = 32;
    private const int MaxLength = 1024;
    private readonly Entry[] _entries = new Entry[Places];

    /// <summary>Looks for the name of an identity.</summary>
    /// <param name="identity">The JSON of userIdentity.</param>
    /// <param name="place">Where it would be, for <see cref="Add"/>; -1 where it cannot be kept.</param>
    /// <param name="name">The name in UTF-8; empty where <paramref name="hasName"/> is false, too.</param>
    /// <param name="hasName">Whether it has a name.</param>
    /// <returns>False where it is not known.</returns>
    public bool TryFind(ReadOnlySpan<byte> identity, out int place, out ReadOnlySpan<byte> name, out bool hasName)
    {
        name = default;
        hasName = false;
        place = -1;
        if (identity.Length is < MinLength or > MaxLength)
        {
            return false;
        }

        place = (int)(Hash(identity) % Places);
        ref readonly var entry = ref _entries[place];
        if (entry.IdentityLength != identity.Length || !entry.Bytes.AsSpan(0, identity.Length).SequenceEqual(identity))
        {
            return false;
        }

        hasName = entry.NameLength >= 0;
        name = hasName ? entry.Bytes.AsSpan(identity.Length, entry.NameLength) : default;
        return true;
    }

    /// <summary>Remembers an identity's name in the place of another.</summary>
    public void Add(int place, ReadOnlySpan<byte> identity, ReadOnlySpan<byte> name, bool hasName)
    {
        // A name is part of its identity, but for what is no UTF-8 in it.
        if (place < 0 || name.Length > MaxLength)
        {
            return;
        }

        ref var entry = ref _entries[place];
        if (entry.Bytes is null || entry.Bytes.Length < identity.Length + name.Length)
        {
            entry.Bytes = new byte[(identity.Length + name.Length + 127) & ~127];
        }

        identity.CopyTo(entry.Bytes);
        name.CopyTo(entry.Bytes.AsSpan(identity.Length));
        (entry.IdentityLength, entry.NameLength) = (identity.Length, hasName ? name.Length : -1);
    }

    // Four sums side by side, as each step waits for the one before. Who makes identities that fall on one place gains
    // nothing but that they are read each time.
    private static uint Hash(ReadOnlySpan<byte> text)
    {
        uint a = (uint)text.Length;
        uint b = 0;
        uint c = 0;
        uint d = 0;
        var last = text[^MinLength..];
        for (; text.Length > MinLength; text = text[MinLength..])
        {
            Step(text, ref a, ref b, ref c, ref d);
        }

        Step(last, ref a, ref b, ref c, ref d);
        return BitOperations.Crc32C(BitOperations.Crc32C(a, b), ((ulong)c << 32) | d);
    }

    private static void Step(ReadOnlySpan<byte> text, ref uint a, ref uint b, ref uint c, ref uint d)
    {
        a = BitOperations.Crc32C(a, BinaryPrimitives.ReadUInt64LittleEndian(text));
        b = BitOperations.Crc32C(b, BinaryPrimitives.ReadUInt64LittleEndian(text[8..]));
        c = BitOperations.Crc32C(c, BinaryPrimitives.ReadUInt64LittleEndian(text[16..]));
        d = BitOperations.Crc32C(d, BinaryPrimitives.ReadUInt64LittleEndian(text[24..]));
    }

    private struct Entry
    {
        public byte[]? Bytes;
        public int IdentityLength;
        public int NameLength;
    }
}
