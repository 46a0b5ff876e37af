using CloudAudit.Decoding;
using CloudAudit.Decoding.Gzip;

namespace CloudAudit.Encryption;

/// <summary>
/// Whether what AES/CBC decrypted to is whole, as far as gzip's checksum tells. It tells of damage, not of an attacker
/// who can compute it.
/// </summary>
internal static class GzipCheck
{
    private const int Step = 128 * 1024;

    /// <summary>
    /// True for gzip data of one member whose checksum agrees, and for what is no gzip data. Text that passes the limit
    /// of decoding is not read to its end here either.
    /// </summary>
    public static bool IsSound(NativeBuffer content)
    {
        if (!content.Span.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            return true;
        }

        var input = new CompressedInput();
        var source = new GzipSource(input);
        using var stream = new PlaintextStream(content, owned: false);
        input.Start(stream);
        source.Start();
        byte[] text = new byte[Inflater.History + Step + Inflater.Slack];
        int position = 0;
        for (long total = 0; total <= DecodeLimits.Default.MaxInflatedBytes;)
        {
            int filled = source.Fill(text, 0, position, Inflater.History + Step);
            if (filled == position)
            {
                return source.Error is null;
            }

            // What gzip may refer back to stays in front.
            total += filled - position;
            position = Math.Min(filled, Inflater.History);
            text.AsSpan(filled - position, position).CopyTo(text);
        }

        return false;
    }
}
