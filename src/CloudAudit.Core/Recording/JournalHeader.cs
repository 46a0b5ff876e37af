using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using CloudAudit.Decoding.Gzip;
using CloudAudit.Encryption;

namespace CloudAudit.Recording;

/// <summary>
/// What a journal's segment begins with: who it is, when it was begun and, where the trail is encrypted, its key in an
/// envelope of its own.
/// </summary>
/// <param name="SegmentId">Sixteen random bytes; every frame is bound to them.</param>
/// <param name="Created">When it was begun.</param>
/// <param name="KeyMetadata">The envelope of the segment's key, as a sidecar has it; empty where nothing is encrypted.</param>
/// <param name="WrappedKey">The segment's key, encrypted.</param>
/// <param name="Length">Bytes of the header: the first frame follows.</param>
internal sealed record JournalHeader(byte[] SegmentId, DateTimeOffset Created, byte[] KeyMetadata, byte[] WrappedKey, int Length)
{
    /// <summary>Bytes that a header may have, with KMS's wrapped keys and contexts.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Bytes that tell segments apart.</summary>
    public const int IdentityBytes = 28;

    private const int FixedBytes = 44;

    private static ReadOnlySpan<byte> Magic => "CAJRNL1\n"u8;

    public bool IsEncrypted => WrappedKey.Length > 0;

    /// <summary>Makes the header of a new segment.</summary>
    /// <param name="cipher">What encrypts the trail; null where nothing does.</param>
    /// <exception cref="DecryptionException">The key service refuses.</exception>
    public static byte[] Create(DateTimeOffset created, TrailCipher? cipher)
    {
        byte[] metadata = [];
        byte[] wrapped = [];
        if (cipher is not null)
        {
            byte[] key = RandomNumberGenerator.GetBytes(32);
            var envelope = new ObjectMetadata();
            wrapped = cipher.Encrypt(key, envelope);
            metadata = envelope.ToJson();
            CryptographicOperations.ZeroMemory(key);
        }

        byte[] header = new byte[FixedBytes + metadata.Length + wrapped.Length + 4];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), header.Length);
        RandomNumberGenerator.Fill(header.AsSpan(12, 16));
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(28), created.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(36), metadata.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(40), wrapped.Length);
        metadata.CopyTo(header.AsSpan(FixedBytes));
        wrapped.CopyTo(header.AsSpan(FixedBytes + metadata.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(header.Length - 4), Crc32.Append(0, header.AsSpan(0, header.Length - 4)));
        return header;
    }

    /// <summary>Reads a segment's first bytes; null where they are no header.</summary>
    public static JournalHeader? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FixedBytes + 4 || !bytes.StartsWith(Magic))
        {
            return null;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        int metadata = BinaryPrimitives.ReadInt32LittleEndian(bytes[36..]);
        int wrapped = BinaryPrimitives.ReadInt32LittleEndian(bytes[40..]);
        if (length is < FixedBytes + 4 or > MaxBytes || length > bytes.Length || metadata is < 0 or > MaxBytes || wrapped is < 0 or > MaxBytes
            || length != FixedBytes + metadata + wrapped + 4
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[(length - 4)..]) != Crc32.Append(0, bytes[..(length - 4)]))
        {
            return null;
        }

        long created = BinaryPrimitives.ReadInt64LittleEndian(bytes[28..]);
        return new JournalHeader(
            bytes.Slice(12, 16).ToArray(),
            DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(created, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())),
            bytes.Slice(FixedBytes, metadata).ToArray(),
            bytes.Slice(FixedBytes + metadata, wrapped).ToArray(),
            length);
    }
}
