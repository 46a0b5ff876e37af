using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace CloudAudit.Decoding.Gzip;

/// <summary>
/// The CRC-32 of gzip (RFC 1952 §8: reflected polynomial 0xEDB88320, start and final XOR all ones).
/// </summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    // Entry [k * 256 + b] advances the checksum over byte b followed by k zero bytes.
    private static readonly uint[] Tables = MakeTables();

    /// <summary>The checksum of what <paramref name="crc"/> covers (0 for nothing) followed by <paramref name="data"/>.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        uint state = ~crc;
        if (Pclmulqdq.IsSupported && Sse2.IsSupported && data.Length >= 128)
        {
            int folded = data.Length & ~15;
            state = Fold(state, data[..folded]);
            data = data[folded..];
        }

        return ~(ArmCrc32.Arm64.IsSupported ? ArmSteps(state, data) : TableSteps(state, data));
    }

    /// <summary>The portable path, by tables, eight bytes a step. Open to tests, which hold the others against it.</summary>
    internal static uint AppendPortable(uint crc, ReadOnlySpan<byte> data) => ~TableSteps(~crc, data);

    private static uint TableSteps(uint state, ReadOnlySpan<byte> data)
    {
        ref uint t = ref MemoryMarshal.GetArrayDataReference(Tables);
        while (data.Length >= 8)
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ state;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            state = Unsafe.Add(ref t, (int)(7 * 256 + (low & 0xFF)))
                ^ Unsafe.Add(ref t, (int)(6 * 256 + ((low >> 8) & 0xFF)))
                ^ Unsafe.Add(ref t, (int)(5 * 256 + ((low >> 16) & 0xFF)))
                ^ Unsafe.Add(ref t, (int)(4 * 256 + (low >> 24)))
                ^ Unsafe.Add(ref t, (int)(3 * 256 + (high & 0xFF)))
                ^ Unsafe.Add(ref t, (int)(2 * 256 + ((high >> 8) & 0xFF)))
                ^ Unsafe.Add(ref t, (int)(256 + ((high >> 16) & 0xFF)))
                ^ Unsafe.Add(ref t, (int)(high >> 24));
            data = data[8..];
        }

        foreach (byte b in data)
        {
            state = (state >> 8) ^ Unsafe.Add(ref t, (int)((state ^ b) & 0xFF));
        }

        return state;
    }

    private static uint ArmSteps(uint state, ReadOnlySpan<byte> data)
    {
        while (data.Length >= 8)
        {
            state = ArmCrc32.Arm64.ComputeCrc32(state, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[8..];
        }

        foreach (byte b in data)
        {
            state = ArmCrc32.ComputeCrc32(state, b);
        }

        return state;
    }

    // Folding by carry-less multiplication, four lanes of 16 bytes at a time, then a Barrett reduction; constants are
    // powers of x modulo the reflected polynomial (Gopal et al., "Fast CRC Computation for Generic Polynomials Using
    // PCLMULQDQ Instruction", Intel 2009). The length must be a multiple of 16 and at least 64.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Fold(uint state, ReadOnlySpan<byte> data)
    {
        var by4 = Vector128.Create(0x0154442bd4UL, 0x01c6e41596UL);
        var by1 = Vector128.Create(0x01751997d0UL, 0x00ccaa009eUL);

        ref byte p = ref MemoryMarshal.GetReference(data);
        var a = Load(ref p, 0) ^ Vector128.CreateScalar(state).AsUInt64();
        var b = Load(ref p, 16);
        var c = Load(ref p, 32);
        var d = Load(ref p, 48);
        nuint at = 64;
        nuint length = (nuint)data.Length;
        while (at + 64 <= length)
        {
            a = Multiply(a, by4) ^ Load(ref p, at);
            b = Multiply(b, by4) ^ Load(ref p, at + 16);
            c = Multiply(c, by4) ^ Load(ref p, at + 32);
            d = Multiply(d, by4) ^ Load(ref p, at + 48);
            at += 64;
        }

        a = Multiply(a, by1) ^ b;
        a = Multiply(a, by1) ^ c;
        a = Multiply(a, by1) ^ d;
        while (at + 16 <= length)
        {
            a = Multiply(a, by1) ^ Load(ref p, at);
            at += 16;
        }

        var low32 = Vector128.Create(0xFFFFFFFFUL, 0xFFFFFFFFUL);
        a = Pclmulqdq.CarrylessMultiply(a, by1, 0x10) ^ Sse2.ShiftRightLogical128BitLane(a, 8);
        var fold64 = Vector128.Create(0x0163cd6124UL, 0UL);
        a = Pclmulqdq.CarrylessMultiply(a & low32, fold64, 0x00) ^ Sse2.ShiftRightLogical128BitLane(a, 4);
        var barrett = Vector128.Create(0x01db710641UL, 0x01f7011641UL);
        var t = Pclmulqdq.CarrylessMultiply(a & low32, barrett, 0x10);
        t = Pclmulqdq.CarrylessMultiply(t & low32, barrett, 0x00);
        return (a ^ t).AsUInt32().GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(ref byte p, nuint at) => Vector128.LoadUnsafe(ref p, at).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Multiply(Vector128<ulong> x, Vector128<ulong> k) =>
        Pclmulqdq.CarrylessMultiply(x, k, 0x00) ^ Pclmulqdq.CarrylessMultiply(x, k, 0x11);

    private static uint[] MakeTables()
    {
        var tables = new uint[8 * 256];
        for (uint b = 0; b < 256; b++)
        {
            uint v = b;
            for (int bit = 0; bit < 8; bit++)
            {
                v = (v >> 1) ^ ((v & 1) != 0 ? Polynomial : 0);
            }

            tables[b] = v;
        }

        for (int i = 256; i < tables.Length; i++)
        {
            uint before = tables[i - 256];
            tables[i] = (before >> 8) ^ tables[before & 0xFF];
        }

        return tables;
    }
}
