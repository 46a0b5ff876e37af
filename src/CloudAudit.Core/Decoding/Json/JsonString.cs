using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace CloudAudit.Decoding.Json;

/// <summary>
/// The characters of a JSON string. Whatever the bytes are there is a result: invalid UTF-8, a broken escape or half a
/// surrogate pair becomes U+FFFD, as a log must stay readable that another tool has damaged.
/// </summary>
internal static class JsonString
{
    /// <summary>The string that <paramref name="inner"/>, the text between the quotes, stands for.</summary>
    public static string Decode(ReadOnlySpan<byte> inner)
    {
        if (inner.IsEmpty)
        {
            return string.Empty;
        }

        if (inner.IndexOf((byte)'\\') < 0)
        {
            return Encoding.UTF8.GetString(inner);
        }

        char[] rented = ArrayPool<char>.Shared.Rent(inner.Length);
        try
        {
            return new string(rented, 0, Decode(inner, rented));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    /// <summary>Writes the characters; <paramref name="destination"/> must hold as many as <paramref name="inner"/> has bytes.</summary>
    /// <returns>How many were written.</returns>
    public static int Decode(ReadOnlySpan<byte> inner, Span<char> destination)
    {
        int written = 0;
        while (true)
        {
            int plain = inner.IndexOf((byte)'\\');
            var run = plain < 0 ? inner : inner[..plain];
            Utf8.ToUtf16(run, destination[written..], out _, out int count, replaceInvalidSequences: true);
            written += count;
            if (plain < 0)
            {
                return written;
            }

            inner = inner[plain..];
            int used = Unescape(inner, out char c);
            if (char.IsHighSurrogate(c) && Unescape(inner[used..], out char low) is var more and > 1 && char.IsLowSurrogate(low))
            {
                destination[written++] = c;
                destination[written++] = low;
                used += more;
            }
            else
            {
                destination[written++] = char.IsSurrogate(c) ? '\uFFFD' : c;
            }

            inner = inner[used..];
        }
    }

    /// <summary>Writes the string's characters as UTF-8; the destination needs as many bytes as <paramref name="inner"/> has, and two for each escape.</summary>
    public static int DecodeUtf8(ReadOnlySpan<byte> inner, Span<byte> destination)
    {
        int written = 0;
        while (true)
        {
            int plain = inner.IndexOf((byte)'\\');
            var run = plain < 0 ? inner : inner[..plain];
            run.CopyTo(destination[written..]);
            written += run.Length;
            if (plain < 0)
            {
                return written;
            }

            inner = inner[plain..];
            int used = Unescape(inner, out char c);
            Rune rune = Rune.ReplacementChar;
            if (char.IsHighSurrogate(c) && Unescape(inner[used..], out char low) is var more and > 1 && char.IsLowSurrogate(low))
            {
                rune = new Rune(c, low);
                used += more;
            }
            else if (!char.IsSurrogate(c))
            {
                rune = new Rune(c);
            }

            written += rune.EncodeToUtf8(destination[written..]);
            inner = inner[used..];
        }
    }

    /// <summary>
    /// Whether the reader's name or string is this text. The reader's own comparison throws where an escape gives half a
    /// surrogate pair, which any log may hold.
    /// </summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> text) =>
        reader.ValueIsEscaped
            ? Encoding.UTF8.GetBytes(Decode(reader.ValueSpan)).AsSpan().SequenceEqual(text)
            : reader.ValueSpan.SequenceEqual(text);

    // Bytes taken by the escape that text begins with; 0 where it begins with none, 1 where the escape is broken.
    private static int Unescape(ReadOnlySpan<byte> text, out char c)
    {
        c = '\uFFFD';
        if (text.IsEmpty || text[0] != '\\')
        {
            return 0;
        }

        if (text.Length < 2)
        {
            return 1;
        }

        switch (text[1])
        {
            case (byte)'u':
                int value = 0;
                if (text.Length < 6)
                {
                    return 1;
                }

                foreach (byte digit in text.Slice(2, 4))
                {
                    if (!char.IsAsciiHexDigit((char)digit))
                    {
                        return 1;
                    }

                    value = (value << 4) | ((digit & 15) + (digit > '9' ? 9 : 0));
                }

                c = (char)value;
                return 6;
            case (byte)'n':
                c = '\n';
                return 2;
            case (byte)'t':
                c = '\t';
                return 2;
            case (byte)'r':
                c = '\r';
                return 2;
            case (byte)'b':
                c = '\b';
                return 2;
            case (byte)'f':
                c = '\f';
                return 2;
            case (byte)'"' or (byte)'\\' or (byte)'/':
                c = (char)text[1];
                return 2;
            default:
                return 1;
        }
    }
}
