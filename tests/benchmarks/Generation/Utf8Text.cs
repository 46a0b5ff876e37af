using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>UTF-8 text that grows, with the few forms identifiers in CloudTrail take.</summary>
internal sealed class Utf8Text
{
    private byte[] _bytes = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        Length += text.Length;
    }

    public void Append(string text) => Length += Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));

    public void Append(long number)
    {
        Utf8Formatter.TryFormat(number, Reserve(20), out int written);
        Length += written;
    }

    /// <summary>Characters of <paramref name="alphabet"/>, drawn one by one.</summary>
    public void AppendDrawn(ReadOnlySpan<byte> alphabet, int count, SeededRandom random)
    {
        Span<byte> target = Reserve(count);
        for (int i = 0; i < count; i++)
        {
            target[i] = alphabet[random.Next(alphabet.Length)];
        }
        Length += count;
    }

    public void AppendHex(int count, SeededRandom random)
    {
        Span<byte> target = Reserve(count);
        ulong bits = 0;
        for (int i = 0; i < count; i++)
        {
            if (i % 16 == 0)
            {
                bits = random.NextUInt64();
            }
            target[i] = "0123456789abcdef"u8[(int)(bits & 15)];
            bits >>= 4;
        }
        Length += count;
    }

    /// <summary>A version 4 identifier, as eventID and requestID are.</summary>
    public void AppendUuid(SeededRandom random)
    {
        Span<byte> target = Reserve(36);
        ulong bits = 0;
        int digits = 0;
        for (int i = 0; i < 36; i++)
        {
            if (i is 8 or 13 or 18 or 23)
            {
                target[i] = (byte)'-';
                continue;
            }
            if (digits++ % 16 == 0)
            {
                bits = random.NextUInt64();
            }
            target[i] = i switch
            {
                14 => (byte)'4',
                19 => "89ab"u8[(int)(bits & 3)],
                _ => "0123456789abcdef"u8[(int)(bits & 15)],
            };
            bits >>= 4;
        }
        Length += 36;
    }

    /// <summary>2025-03-11T14:05:09Z, the second being the precision of CloudTrail.</summary>
    public void AppendTime(DateTimeOffset time)
    {
        Span<byte> target = Reserve(20);
        Digits(target, 0, 4, time.Year);
        target[4] = (byte)'-';
        Digits(target, 5, 2, time.Month);
        target[7] = (byte)'-';
        Digits(target, 8, 2, time.Day);
        target[10] = (byte)'T';
        Digits(target, 11, 2, time.Hour);
        target[13] = (byte)':';
        Digits(target, 14, 2, time.Minute);
        target[16] = (byte)':';
        Digits(target, 17, 2, time.Second);
        target[19] = (byte)'Z';
        Length += 20;
    }

    /// <summary>Mar 11, 2025, 2:05:09 PM: the form responses of some services carry.</summary>
    public void AppendLongTime(DateTimeOffset time)
    {
        time.TryFormat(Reserve(40), out int written, "MMM d, yyyy, h:mm:ss tt", CultureInfo.InvariantCulture);
        Length += written;
    }

    private static void Digits(Span<byte> target, int at, int count, int value)
    {
        for (int i = at + count - 1; i >= at; i--)
        {
            target[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }
        return _bytes.AsSpan(Length);
    }
}
