using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using CloudAudit.Encryption;

namespace CloudAudit.Recording;

/// <summary>
/// What a frame holds: an event's time (seconds since 1970, 8 bytes) and its JSON. In an encrypted trail that is under
/// AES-256-GCM with the segment's key, behind a random nonce, bound to segment and number.
/// </summary>
internal sealed class JournalPayload : IDisposable
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int TimeBytes = 8;
    private readonly AesGcm? _gcm;
    private readonly byte[] _bound = new byte[24];
    private byte[] _plain = new byte[4096];

    private JournalPayload(byte[] segmentId, AesGcm? gcm)
    {
        _gcm = gcm;
        segmentId.CopyTo(_bound, 0);
    }

    /// <summary>The payloads of a segment.</summary>
    /// <param name="cipher">What encrypts the trail; null where nothing does.</param>
    /// <param name="damage">Why there is no way to read or go on with the segment, where there is none.</param>
    /// <exception cref="DecryptionException">The key service refuses, or cannot be reached.</exception>
    public static JournalPayload? Open(JournalHeader header, TrailCipher? cipher, out string? damage)
    {
        damage = null;
        if (header.IsEncrypted != (cipher is not null))
        {
            // A plain segment in an encrypted trail is one that somebody without the key has put there.
            damage = header.IsEncrypted ? "it is encrypted, and the trail is not" : "it is not encrypted, and the trail is";
            return null;
        }

        if (cipher is null)
        {
            return new JournalPayload(header.SegmentId, null);
        }

        byte[] key;
        try
        {
            key = cipher.Decrypt(header.WrappedKey, ObjectMetadata.Parse(header.KeyMetadata));
        }
        catch (DecryptionException e) when (cipher.HasTrailKey)
        {
            damage = $"its key cannot be opened: {e.Message}";
            return null;
        }

        try
        {
            return new JournalPayload(header.SegmentId, new AesGcm(key, TagBytes));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public void Write(ArrayBufferWriter<byte> output, ulong number, in AuditRecord record)
    {
        int plain = TimeBytes + record.Json.Length;
        Reserve(plain * 2 + NonceBytes + TagBytes);
        var text = _plain.AsSpan(0, plain);
        BinaryPrimitives.WriteInt64LittleEndian(text, record.EventTime.ToUnixTimeSeconds());
        record.Json.Span.CopyTo(text[TimeBytes..]);
        if (_gcm is null)
        {
            JournalFrames.Write(output, number, text);
            return;
        }

        // Random, not the number: a number comes again where a frame was cut off, and with it would the key stream.
        var payload = _plain.AsSpan(plain, NonceBytes + plain + TagBytes);
        RandomNumberGenerator.Fill(payload[..NonceBytes]);
        _gcm.Encrypt(payload[..NonceBytes], text, payload.Slice(NonceBytes, plain), payload[(NonceBytes + plain)..], Bound(number));
        JournalFrames.Write(output, number, payload);
    }

    /// <summary>Reads a payload; false where it is not the one that was written.</summary>
    public bool TryRead(ulong number, ReadOnlySpan<byte> payload, out DateTimeOffset time, out ReadOnlySpan<byte> json)
    {
        time = default;
        json = default;
        var text = payload;
        if (_gcm is not null)
        {
            int plain = payload.Length - NonceBytes - TagBytes;
            if (plain < TimeBytes)
            {
                return false;
            }

            Reserve(plain);
            var decrypted = _plain.AsSpan(0, plain);
            try
            {
                _gcm.Decrypt(payload[..NonceBytes], payload.Slice(NonceBytes, plain), payload[(NonceBytes + plain)..], decrypted, Bound(number));
            }
            catch (AuthenticationTagMismatchException)
            {
                return false;
            }

            text = decrypted;
        }

        if (text.Length < TimeBytes)
        {
            return false;
        }

        long seconds = BinaryPrimitives.ReadInt64LittleEndian(text);
        json = text[TimeBytes..];
        time = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds()));
        return true;
    }

    public void Dispose() => _gcm?.Dispose();

    private ReadOnlySpan<byte> Bound(ulong number)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bound.AsSpan(16), number);
        return _bound;
    }

    private void Reserve(int bytes)
    {
        if (_plain.Length < bytes)
        {
            _plain = new byte[bytes];
        }
    }
}
