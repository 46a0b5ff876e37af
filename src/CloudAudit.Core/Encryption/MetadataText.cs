using System.Globalization;
using System.Text;

namespace CloudAudit.Encryption;

/// <summary>
/// Values of metadata as S3 gives them back. What is not ASCII comes as an encoded word of RFC 2047, and what that holds
/// is UTF-8 whose bytes S3 took for Latin-1 characters ("Working with object metadata"; the encryption clients call it
/// double encoding).
/// </summary>
internal static class MetadataText
{
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text that was meant; what is not encoded so, or not rightly, stays as it is.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains("=?", StringComparison.Ordinal))
        {
            return text;
        }

        try
        {
            string decoded = DecodeWords(text);
            return decoded.Any(c => c > 0xFF) ? decoded : StrictUtf8.GetString(Encoding.Latin1.GetBytes(decoded));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return text;
        }
    }

    // RFC 2047 §2: =?charset?encoding?text?=, and white space between two of them is no text.
    private static string DecodeWords(string text)
    {
        var result = new StringBuilder();
        int at = 0;
        bool afterWord = false;
        while (at < text.Length)
        {
            int start = text.IndexOf("=?", at, StringComparison.Ordinal);
            int end = start < 0 ? -1 : EndOfWord(text, start);
            if (end < 0)
            {
                result.Append(text, at, text.Length - at);
                break;
            }

            if (!afterWord || !string.IsNullOrWhiteSpace(text[at..start]))
            {
                result.Append(text, at, start - at);
            }

            result.Append(DecodeWord(text[(start + 2)..end].Split('?')));
            at = end + 2;
            afterWord = true;
        }

        return result.ToString();
    }

    private static int EndOfWord(string text, int start)
    {
        int encoding = text.IndexOf('?', start + 2);
        int content = encoding < 0 ? -1 : text.IndexOf('?', encoding + 1);
        return content < 0 ? -1 : text.IndexOf("?=", content + 1, StringComparison.Ordinal);
    }

    private static string DecodeWord(string[] parts)
    {
        if (parts.Length != 3 || !parts[0].Equals("UTF-8", StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException();
        }

        byte[] bytes = parts[1] switch
        {
            "B" or "b" => Convert.FromBase64String(parts[2]),
            "Q" or "q" => Quoted(parts[2]),
            _ => throw new FormatException(),
        };
        return StrictUtf8.GetString(bytes);
    }

    private static byte[] Quoted(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '=')
            {
                bytes.Add(byte.Parse(text.AsSpan(i + 1, Math.Min(2, text.Length - i - 1)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 2;
            }
            else
            {
                bytes.Add(text[i] == '_' ? (byte)' ' : (byte)text[i]);
            }
        }

        return [.. bytes];
    }
}
