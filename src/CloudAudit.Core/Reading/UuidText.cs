using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CloudAudit.Reading;

/// <summary>A UUID as event ids are written: 36 characters, in lower case (RFC 9562 §4).</summary>
internal static class UuidText
{
    /// <summary>Characters of one.</summary>
    public const int Length = 36;

    /// <summary>Reads one, as the number that the bytes of a <see cref="Guid"/> make, least significant first.</summary>
    /// <returns>False where the text is anything else.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out UInt128 value)
    {
        value = default;
        if (text.Length != Length || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
        {
            return false;
        }

        // The digits without the hyphens, sixteen and sixteen. What a table names as 255 is zero.
        ref byte p = ref MemoryMarshal.GetReference(text);
        var front = Digits(
            Vector128.Shuffle(Vector128.LoadUnsafe(ref p), Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 255, 255))
            | Vector128.Shuffle(Vector128.LoadUnsafe(ref p, 2), Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 14, 15)),
            out var frontValid);
        var back = Digits(
            Vector128.Shuffle(Vector128.LoadUnsafe(ref p, 19), Vector128.Create((byte)0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 255))
            | Vector128.Shuffle(Vector128.LoadUnsafe(ref p, 20), Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 15)),
            out var backValid);
        if ((frontValid & backValid) != Vector128<byte>.AllBitsSet)
        {
            return false;
        }

        // Two digits a byte; then the order of a Guid, whose first three parts are numbers, least significant byte first.
        var bytes = Vector128.Shuffle(
            Vector128.Narrow(Pairs(front), Pairs(back)), Vector128.Create((byte)3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15)).AsUInt64();
        value = new UInt128(bytes.GetElement(1), bytes.GetElement(0));
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Digits(Vector128<byte> text, out Vector128<byte> valid)
    {
        var number = text - Vector128.Create((byte)'0');
        var letter = text - Vector128.Create((byte)'a');
        var isNumber = Vector128.LessThan(number, Vector128.Create((byte)10));
        valid = isNumber | Vector128.LessThan(letter, Vector128.Create((byte)6));
        return Vector128.ConditionalSelect(isNumber, number, letter + Vector128.Create((byte)10));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Pairs(Vector128<byte> digits)
    {
        // The first of two digits is the lower byte here and the upper half of the result.
        var pairs = digits.AsUInt16();
        return ((pairs << 4) | (pairs >>> 8)) & Vector128.Create((ushort)0xFF);
    }
}
