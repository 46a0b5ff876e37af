using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace CloudAudit.Rules.Matching;

/// <summary>
/// Texts that a JSON string is looked up among by its bytes as they lie, in any case. Only what is plain ASCII in the file
/// can be told so: a string with an escape or another character may be any of them, once it is decoded.
/// </summary>
internal sealed class AsciiTexts
{
    private readonly byte[][] _texts;
    private readonly int[] _slots;
    private readonly int _mask;

    private AsciiTexts(byte[][] texts)
    {
        _texts = texts;

        // At most a third full, so that most strings that are none of them end at the first slot. 0 is an empty one.
        _slots = new int[(int)BitOperations.RoundUpToPowerOf2((uint)(3 * texts.Length) + 1)];
        _mask = _slots.Length - 1;
        for (int i = 0; i < texts.Length; i++)
        {
            int slot = SlotOf(texts[i]);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & _mask;
            }

            _slots[slot] = i + 1;
        }
    }

    /// <summary>The texts, no two of them the same in another case; null where one of them is not told by its bytes.</summary>
    public static AsciiTexts? Of(IReadOnlyList<string> texts)
    {
        byte[][] plain = new byte[texts.Count][];
        for (int i = 0; i < plain.Length; i++)
        {
            if (!Ascii.IsValid(texts[i]) || texts[i].Contains('\\', StringComparison.Ordinal))
            {
                return null;
            }

            plain[i] = Encoding.ASCII.GetBytes(texts[i]);
        }

        return new AsciiTexts(plain);
    }

    /// <summary>Whether a string's bytes are its characters.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> raw) => raw.IndexOf((byte)'\\') < 0 && Ascii.IsValid(raw);

    /// <summary>The place of the text that a string is, in any case; -1 where it is none, or is not plain.</summary>
    /// <param name="raw">The string between its quotes.</param>
    public int IndexOf(ReadOnlySpan<byte> raw)
    {
        for (int slot = SlotOf(raw); _slots[slot] != 0; slot = (slot + 1) & _mask)
        {
            int i = _slots[slot] - 1;
            if (Ascii.EqualsIgnoreCase(raw, _texts[i]))
            {
                return i;
            }
        }

        return -1;
    }

    // Both ends and the length: names of calls begin alike. Letters are of either case, and other characters may fall together.
    private int SlotOf(ReadOnlySpan<byte> text)
    {
        const ulong AnyCase = 0x2020202020202020;
        ulong first = 0;
        ulong last = 0;
        if (text.Length >= 8)
        {
            first = BinaryPrimitives.ReadUInt64LittleEndian(text) | AnyCase;
            last = BinaryPrimitives.ReadUInt64LittleEndian(text[^8..]) | AnyCase;
        }
        else
        {
            foreach (byte b in text)
            {
                first = (first << 8) | b | 0x20;
            }
        }

        ulong hash = ((first * 0x9E3779B97F4A7C15) ^ last ^ (ulong)text.Length) * 0xC2B2AE3D27D4EB4F;
        return (int)(hash >> 40) & _mask;
    }
}
