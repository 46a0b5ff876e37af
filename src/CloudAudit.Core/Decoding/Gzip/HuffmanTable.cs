using System.Numerics;

namespace CloudAudit.Decoding.Gzip;

/// <summary>
/// A decoding table for one canonical Huffman code of DEFLATE (RFC 1951 §3.2.2): indexed by the next bits of the
/// stream, with second-level tables behind the codes that are longer than the index.
/// </summary>
/// <remarks>
/// An entry is 32 bits: 0–5 all bits to consume, extra bits included · 8–11 bits of the code alone, or of the second
/// level's index · 12 literal · 13 link to a second level · 14 end of block or, with bit 15, no code at all · 16–31
/// literal, base of a length or distance, or where the second level begins. A shift takes its count modulo 64, so the
/// entry itself serves as one, and so does a length's or distance's entry shifted by 8.
/// </remarks>
internal sealed class HuffmanTable
{
    public const uint ConsumeMask = 63;
    public const uint Literal = 1 << 12;
    public const uint Link = 1 << 13;
    public const uint Stop = 1 << 14;
    public const uint Invalid = 1 << 15;
    public const int MaxCodeLength = 15;

    private readonly uint[] _symbols;
    private readonly ushort[] _sorted;

    /// <summary>A table for one alphabet; <see cref="Build"/> fills it for one code.</summary>
    /// <param name="indexBits">Bits of the first level's index.</param>
    /// <param name="capacity">Entries that the two levels take at most, for this alphabet and index.</param>
    /// <param name="symbols">The entry of each symbol, still without code length.</param>
    public HuffmanTable(int indexBits, int capacity, uint[] symbols)
    {
        IndexBits = indexBits;
        Entries = new uint[capacity];
        _symbols = symbols;
        _sorted = new ushort[symbols.Length];
    }

    public int IndexBits { get; }

    public uint[] Entries { get; }

    /// <summary>Builds the table. False where the lengths are no code: over-full, or incomplete with more than one symbol.</summary>
    public bool Build(ReadOnlySpan<byte> lengths)
    {
        Span<int> count = stackalloc int[MaxCodeLength + 1];
        count.Clear();
        foreach (byte length in lengths)
        {
            count[length]++;
        }

        count[0] = 0;
        Span<int> next = stackalloc int[MaxCodeLength + 2];
        next[1] = 0;
        int space = 0;
        for (int length = 1; length <= MaxCodeLength; length++)
        {
            next[length + 1] = next[length] + count[length];
            space = (space << 1) + count[length];
            if (space > 1 << length)
            {
                return false;
            }
        }

        int used = next[MaxCodeLength + 1];
        bool complete = space == 1 << MaxCodeLength;
        if (!complete && (used > 1 || (used == 1 && count[1] != 1)))
        {
            return false;
        }

        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] != 0)
            {
                _sorted[next[lengths[symbol]]++] = (ushort)symbol;
            }
        }

        if (!complete)
        {
            // Nothing, or one code of one bit: the rest of the index says so when it is met.
            Entries.AsSpan(0, 1 << IndexBits).Fill(Stop | Invalid | 1);
        }

        Fill(lengths, used, count);
        return true;
    }

    // count: the codes of each length that are still to be placed; it ends at zeros.
    private void Fill(ReadOnlySpan<byte> lengths, int used, Span<int> count)
    {
        int size = 1 << IndexBits;
        uint[] entries = Entries;
        uint code = 0;
        int lastLength = 0;
        int linkPrefix = -1;
        int linkStart = 0;
        int linkBits = 0;
        int end = size;
        for (int i = 0; i < used; i++)
        {
            int symbol = _sorted[i];
            int length = lengths[symbol];
            code <<= length - lastLength;
            lastLength = length;
            int reversed = (int)(Reverse(code) >> (32 - length));
            code++;
            if (length <= IndexBits)
            {
                uint entry = _symbols[symbol] + ((uint)length << 8) + (uint)length;
                for (int at = reversed; at < size; at += 1 << length)
                {
                    entries[at] = entry;
                }

                count[length]--;
                continue;
            }

            int prefix = reversed & (size - 1);
            if (prefix != linkPrefix)
            {
                linkPrefix = prefix;
                linkStart = end;
                linkBits = length - IndexBits;
                int filled = count[length];
                while (filled < 1 << linkBits && IndexBits + linkBits < MaxCodeLength)
                {
                    linkBits++;
                    filled = (filled << 1) + count[IndexBits + linkBits];
                }

                end += 1 << linkBits;
                entries[prefix] = ((uint)linkStart << 16) | ((uint)linkBits << 8) | Link | (uint)IndexBits;
            }

            count[length]--;
            int rest = length - IndexBits;
            uint deep = _symbols[symbol] + ((uint)rest << 8) + (uint)rest;
            for (int at = reversed >> IndexBits; at < 1 << linkBits; at += 1 << rest)
            {
                entries[linkStart + at] = deep;
            }
        }
    }

    private static uint Reverse(uint v)
    {
        v = ((v >> 1) & 0x55555555) | ((v & 0x55555555) << 1);
        v = ((v >> 2) & 0x33333333) | ((v & 0x33333333) << 2);
        v = ((v >> 4) & 0x0F0F0F0F) | ((v & 0x0F0F0F0F) << 4);
        return BitOperations.RotateLeft(((v >> 8) & 0x00FF00FF) | ((v & 0x00FF00FF) << 8), 16);
    }
}
