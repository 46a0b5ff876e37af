using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CloudAudit.Decoding.Gzip;

/// <content>The symbols of one block, which is where the time goes.</content>
internal sealed unsafe partial class Inflater
{
    // Compiled once and well: such methods are not compiled ahead of time, for their instructions depend on the machine,
    // and a first, slow version would decode the first hundreds of megabytes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int DecodeBlock(byte[] buffer, int origin, int position, int limit)
    {
        input.Ensure(CompressedInput.Padding);
        fixed (byte* inStart = input.Buffer, outStart = buffer)
        fixed (uint* literals = _literals.Entries, distances = _distances.Entries)
        {
            byte* next = inStart + input.Position;

            // At the end of the input zeros are read as if they were there. So the last symbols are decoded one step at a
            // time, and a step that used one of the zeros is taken back.
            bool careful = input.AtEnd && input.Position > input.End - 32;
            byte* inLimit = inStart + (careful ? input.End + 8 : input.End - 32);
            byte* output = outStart + position;
            byte* outLimit = outStart + (careful ? position + 1 : limit);
            byte* first = outStart + origin;
            ulong bits = _bits;

            // Only the low six bits count: whole entries are taken off.
            uint bitCount = (uint)_bitCount;
            bool ended = false;

            // The next literal's or length's entry is always looked up before the copy that comes first is done.
            Refill(ref bits, ref bitCount, ref next);
            uint entry = literals[bits & 2047];
            while (next <= inLimit && output < outLimit)
            {
                ulong saved = bits;
                bits >>= (int)entry;
                bitCount -= entry;
                if ((entry & HuffmanTable.Literal) != 0)
                {
                    *output++ = (byte)(entry >> 16);
                    entry = literals[bits & 2047];
                    saved = bits;
                    bits >>= (int)entry;
                    bitCount -= entry;
                    if ((entry & HuffmanTable.Literal) != 0)
                    {
                        *output++ = (byte)(entry >> 16);
                        entry = literals[bits & 2047];
                        saved = bits;
                        bits >>= (int)entry;
                        bitCount -= entry;
                        if ((entry & HuffmanTable.Literal) != 0)
                        {
                            *output++ = (byte)(entry >> 16);
                            Refill(ref bits, ref bitCount, ref next);
                            entry = literals[bits & 2047];
                            continue;
                        }
                    }
                }

                if ((entry & (HuffmanTable.Link | HuffmanTable.Stop)) != 0)
                {
                    if ((entry & HuffmanTable.Link) != 0)
                    {
                        entry = literals[(entry >> 16) + Low(bits, (entry >> 8) & 15)];
                        saved = bits;
                        bits >>= (int)entry;
                        bitCount -= entry;
                        if ((entry & HuffmanTable.Literal) != 0)
                        {
                            *output++ = (byte)(entry >> 16);
                            Refill(ref bits, ref bitCount, ref next);
                            entry = literals[bits & 2047];
                            continue;
                        }
                    }

                    if ((entry & HuffmanTable.Stop) != 0)
                    {
                        ended = (entry & HuffmanTable.Invalid) == 0;
                        State = ended ? State : InflateState.Corrupt;
                        break;
                    }
                }

                int length = (int)(entry >> 16) + (int)(Low(saved, entry) >> (int)(entry >> 8));
                entry = distances[bits & 255];
                if ((bitCount & 63) < 32)
                {
                    Refill(ref bits, ref bitCount, ref next);
                }

                if ((entry & HuffmanTable.Link) != 0)
                {
                    bits >>= 8;
                    bitCount -= 8;
                    entry = distances[(entry >> 16) + Low(bits, (entry >> 8) & 15)];
                }

                int distance = (int)(entry >> 16) + (int)(Low(bits, entry) >> (int)(entry >> 8));
                bits >>= (int)entry;
                bitCount -= entry;
                if ((entry & HuffmanTable.Stop) != 0 || distance > output - first)
                {
                    State = InflateState.Corrupt;
                    break;
                }

                Refill(ref bits, ref bitCount, ref next);
                entry = literals[bits & 2047];
                output = Copy(output, distance, length);
            }

            bitCount &= 63;
            _bits = bits & ((1UL << (int)bitCount) - 1);
            _bitCount = (int)bitCount;
            input.Position = (int)(next - inStart);
            if (careful && input.Position - (_bitCount >> 3) > input.End)
            {
                State = InflateState.Truncated;
                return position;
            }

            position = (int)(output - outStart);
            if (ended)
            {
                EndBlock();
            }
        }

        return position;
    }

    // At least 56 bits, without a branch. Bits above the count are the stream's own and come again with the next load.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refill(ref ulong bits, ref uint bitCount, ref byte* next)
    {
        bits |= Unsafe.ReadUnaligned<ulong>(next) << (int)bitCount;
        next += (63 - (bitCount & 63)) >> 3;
        bitCount |= 56;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Low(ulong bits, uint count) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.ZeroHighBits(bits, (byte)count) : bits & ((1UL << (int)count) - 1);

    // Writes whole vectors, so up to 31 bytes behind the match; they are overwritten or never read.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Copy(byte* output, int distance, int length)
    {
        byte* end = output + length;
        byte* source = output - distance;
        if (distance >= 32)
        {
            do
            {
                Vector256.Load(source).Store(output);
                source += 32;
                output += 32;
            }
            while (output < end);
        }
        else if (distance >= 8)
        {
            do
            {
                Unsafe.WriteUnaligned(output, Unsafe.ReadUnaligned<ulong>(source));
                source += 8;
                output += 8;
            }
            while (output < end);
        }
        else if (distance == 1)
        {
            new Span<byte>(output, length).Fill(*source);
        }
        else
        {
            do
            {
                *output++ = *source++;
            }
            while (output < end);
        }

        return end;
    }
}
