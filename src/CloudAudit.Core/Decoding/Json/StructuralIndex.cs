using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CloudAudit.Decoding.Json;

/// <summary>
/// Where the structure of a JSON text stands: for each 64 bytes a word of unescaped quotes, and of opening and closing
/// brackets outside strings. What lies between is found by jumping from bit to bit.
/// </summary>
/// <remarks>The technique of simdjson (Langdale and Lemire, 2019), kept as masks instead of a list of positions.</remarks>
internal sealed class StructuralIndex
{
    /// <summary>Bytes that a word of the masks stands for.</summary>
    public const int BlockSize = 64;

    private ulong _inString;
    private ulong _escaped;

    public ulong[] Quotes { get; private set; } = [];

    public ulong[] Opens { get; private set; } = [];

    public ulong[] Closes { get; private set; } = [];

    /// <summary>Which kernel to use; tests hold each against the others.</summary>
    internal enum Kernel
    {
        Portable,
        Vector128,
        Vector256,
        Vector512,
    }

    internal static Kernel Best { get; } =
        Vector512.IsHardwareAccelerated ? Kernel.Vector512
        : Vector256.IsHardwareAccelerated ? Kernel.Vector256
        : Vector128.IsHardwareAccelerated ? Kernel.Vector128
        : Kernel.Portable;

    /// <summary>Makes room for the masks of <paramref name="bytes"/> bytes, keeping what is there.</summary>
    public void Reserve(int bytes)
    {
        int words = (bytes + BlockSize - 1) / BlockSize;
        if (Quotes.Length < words)
        {
            Quotes = Grown(Quotes, words);
            Opens = Grown(Opens, words);
            Closes = Grown(Closes, words);
        }

        static ulong[] Grown(ulong[] old, int words)
        {
            var grown = new ulong[words];
            old.CopyTo(grown, 0);
            return grown;
        }
    }

    /// <summary>Forgets the state: the next block starts outside a string.</summary>
    public void Restart()
    {
        _inString = 0;
        _escaped = 0;
    }

    /// <summary>Drops the first <paramref name="words"/> words, as the text's window slides by that many blocks.</summary>
    public void Slide(int words, int used)
    {
        Array.Copy(Quotes, words, Quotes, 0, used - words);
        Array.Copy(Opens, words, Opens, 0, used - words);
        Array.Copy(Closes, words, Closes, 0, used - words);
    }

    /// <summary>Indexes whole blocks of <paramref name="text"/>, which begins at word <paramref name="word"/>.</summary>
    public void Append(ReadOnlySpan<byte> text, int word) => Append(text, word, Best);

    // Compiled well at once: what depends on the machine's instructions is not compiled ahead of time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Append(ReadOnlySpan<byte> text, int word, Kernel kernel)
    {
        int blocks = text.Length / BlockSize;
        ref byte p = ref MemoryMarshal.GetReference(text);
        switch (kernel)
        {
            case Kernel.Vector512:
                for (int i = 0; i < blocks; i++)
                {
                    Scan512(ref Unsafe.Add(ref p, i * BlockSize), out var masks);
                    Store(word + i, masks);
                }

                break;
            case Kernel.Vector256:
                for (int i = 0; i < blocks; i++)
                {
                    Scan256(ref Unsafe.Add(ref p, i * BlockSize), out var masks);
                    Store(word + i, masks);
                }

                break;
            case Kernel.Vector128:
                for (int i = 0; i < blocks; i++)
                {
                    Scan128(ref Unsafe.Add(ref p, i * BlockSize), out var masks);
                    Store(word + i, masks);
                }

                break;
            default:
                for (int i = 0; i < blocks; i++)
                {
                    ScanPortable(text.Slice(i * BlockSize, BlockSize), out var masks);
                    Store(word + i, masks);
                }

                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(int word, BlockMasks masks)
    {
        ulong quotes = masks.Quotes;
        if ((masks.Backslashes | _escaped) != 0)
        {
            quotes &= ~FindEscaped(masks.Backslashes);
        }

        ulong inString = PrefixXor(quotes) ^ _inString;
        _inString = (ulong)((long)inString >> 63);
        Quotes[word] = quotes;
        Opens[word] = masks.Opens & ~inString;
        Closes[word] = masks.Closes & ~inString;
    }

    // The bytes behind an odd run of backslashes, by one subtraction: the carry of a run that starts on an odd bit and
    // of one that starts on an even bit end on bits of different parity.
    private ulong FindEscaped(ulong backslashes)
    {
        const ulong OddBits = 0xAAAAAAAAAAAAAAAA;
        ulong starts = backslashes & ~_escaped;
        ulong series = ((starts << 1) | OddBits) - starts;
        ulong codes = series ^ OddBits;
        ulong escaped = codes ^ (backslashes | _escaped);
        _escaped = (codes & backslashes) >> 63;
        return escaped;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong PrefixXor(ulong bits)
    {
        if (Pclmulqdq.IsSupported)
        {
            return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar();
        }

        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ (bits << 32);
    }

    // '[' and '{' differ in bit 0x20 alone, and so do ']' and '}'.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scan512(ref byte p, out BlockMasks masks)
    {
        var v = Vector512.LoadUnsafe(ref p);
        var folded = v | Vector512.Create((byte)0x20);
        masks.Quotes = Vector512.Equals(v, Vector512.Create((byte)'"')).ExtractMostSignificantBits();
        masks.Backslashes = Vector512.Equals(v, Vector512.Create((byte)'\\')).ExtractMostSignificantBits();
        masks.Opens = Vector512.Equals(folded, Vector512.Create((byte)'{')).ExtractMostSignificantBits();
        masks.Closes = Vector512.Equals(folded, Vector512.Create((byte)'}')).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scan256(ref byte p, out BlockMasks masks)
    {
        var a = Vector256.LoadUnsafe(ref p);
        var b = Vector256.LoadUnsafe(ref p, 32);
        var fold = Vector256.Create((byte)0x20);
        masks.Quotes = Bits(a, b, (byte)'"');
        masks.Backslashes = Bits(a, b, (byte)'\\');
        masks.Opens = Bits(a | fold, b | fold, (byte)'{');
        masks.Closes = Bits(a | fold, b | fold, (byte)'}');

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static ulong Bits(Vector256<byte> a, Vector256<byte> b, byte c)
        {
            var wanted = Vector256.Create(c);
            return Vector256.Equals(a, wanted).ExtractMostSignificantBits()
                | ((ulong)Vector256.Equals(b, wanted).ExtractMostSignificantBits() << 32);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scan128(ref byte p, out BlockMasks masks)
    {
        masks = default;
        var fold = Vector128.Create((byte)0x20);
        for (int i = 0; i < 4; i++)
        {
            var v = Vector128.LoadUnsafe(ref p, (nuint)(i * 16));
            var folded = v | fold;
            int shift = i * 16;
            masks.Quotes |= (ulong)Vector128.Equals(v, Vector128.Create((byte)'"')).ExtractMostSignificantBits() << shift;
            masks.Backslashes |= (ulong)Vector128.Equals(v, Vector128.Create((byte)'\\')).ExtractMostSignificantBits() << shift;
            masks.Opens |= (ulong)Vector128.Equals(folded, Vector128.Create((byte)'{')).ExtractMostSignificantBits() << shift;
            masks.Closes |= (ulong)Vector128.Equals(folded, Vector128.Create((byte)'}')).ExtractMostSignificantBits() << shift;
        }
    }

    private static void ScanPortable(ReadOnlySpan<byte> block, out BlockMasks masks)
    {
        masks = default;
        for (int i = 0; i < BlockSize; i++)
        {
            ulong bit = 1UL << i;
            switch (block[i])
            {
                case (byte)'"':
                    masks.Quotes |= bit;
                    break;
                case (byte)'\\':
                    masks.Backslashes |= bit;
                    break;
                case (byte)'{' or (byte)'[':
                    masks.Opens |= bit;
                    break;
                case (byte)'}' or (byte)']':
                    masks.Closes |= bit;
                    break;
            }
        }
    }

    private struct BlockMasks
    {
        public ulong Quotes;
        public ulong Backslashes;
        public ulong Opens;
        public ulong Closes;
    }

    /// <summary>The next unescaped quote at or after <paramref name="position"/>; <paramref name="end"/> where there is none before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextQuote(int position, int end) => NextQuote(Quotes, position, end);

    /// <summary>The same for whoever holds the <see cref="Quotes"/>, and asks for one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int NextQuote(ulong[] quotes, int position, int end)
    {
        int word = position >> 6;
        ulong bits = quotes[word] & (ulong.MaxValue << (position & 63));
        while (bits == 0)
        {
            word++;
            if (word << 6 >= end)
            {
                return end;
            }

            bits = quotes[word];
        }

        return Math.Min((word << 6) + BitOperations.TrailingZeroCount(bits), end);
    }

    /// <summary>
    /// Looks for the bracket that closes <paramref name="depth"/> open ones, from <paramref name="position"/> to
    /// <paramref name="end"/>, which must be indexed. Where it is not met, the depth reached there is left for the next call.
    /// </summary>
    /// <param name="deepest">Raised to an upper bound of the depth met.</param>
    /// <returns>The position behind the closing bracket, or -1.</returns>
    public int FindClose(int position, int end, ref int depth, ref int deepest)
    {
        int word = position >> 6;
        int lastWord = (end - 1) >> 6;
        if (position >= end)
        {
            return -1;
        }

        int d = depth;
        int most = deepest;

        // Bounds are checked once, here: this loop sees every block of the text.
        var opensOf = Opens.AsSpan(0, lastWord + 1);
        var closesOf = Closes.AsSpan(0, opensOf.Length);
        ulong mask = ulong.MaxValue << (position & 63);
        for (; word < opensOf.Length; word++)
        {
            if (word == lastWord && (end & 63) != 0)
            {
                mask &= (1UL << (end & 63)) - 1;
            }

            ulong opens = opensOf[word] & mask;
            ulong closes = closesOf[word] & mask;
            mask = ulong.MaxValue;
            int closing = BitOperations.PopCount(closes);
            int opening = BitOperations.PopCount(opens);
            if (d > closing)
            {
                most = Math.Max(most, d + opening);
                d += opening - closing;
                continue;
            }

            // The end may be in this block: go bracket by bracket.
            ulong both = opens | closes;
            while (both != 0)
            {
                ulong lowest = both & (~both + 1);
                both ^= lowest;
                if ((opens & lowest) != 0)
                {
                    d++;
                    most = Math.Max(most, d);
                }
                else if (--d == 0)
                {
                    depth = 0;
                    deepest = most;
                    return (word << 6) + BitOperations.TrailingZeroCount(lowest) + 1;
                }
            }
        }

        depth = d;
        deepest = most;
        return -1;
    }
}
