using System.Security.Cryptography;
using CloudAudit.Encryption;

namespace CloudAudit.Recording;

/// <summary>What encrypts a trail's log files and the keys of its journal: envelopes of format V3, by AES or AWS KMS.</summary>
internal sealed class TrailCipher : IDisposable
{
    private readonly EnvelopeWriter? _writer;
    private readonly EnvelopeKeys _keys;

    private TrailCipher(EnvelopeWriter? writer, EnvelopeKeys keys)
    {
        _writer = writer;
        _keys = keys;
    }

    /// <summary>The trail's key is at hand: what cannot be opened with it was changed, or is another trail's.</summary>
    public bool HasTrailKey => _writer is not null && _keys.KeyService is null;

    /// <param name="key">An AES key; it is taken over.</param>
    public static TrailCipher Aes(WrappingKey key) => new(new EnvelopeWriter(key), new EnvelopeKeys([key]));

    /// <summary>Decrypts with whatever keys a reader has; they stay the reader's.</summary>
    public static TrailCipher ForReading(EnvelopeKeys keys) => new(null, keys);

    public static TrailCipher Kms(IKeyService service, string keyId) => new(new EnvelopeWriter(service, keyId), new EnvelopeKeys([], service));

    public byte[] Encrypt(ReadOnlySpan<byte> content, ObjectMetadata metadata) => _writer!.Encrypt(content, metadata);

    /// <exception cref="DecryptionException">The key is another, or the content was changed.</exception>
    public byte[] Decrypt(byte[] content, ObjectMetadata metadata)
    {
        using var stream = EnvelopeReader.Open(new MemoryStream(content, writable: false), metadata, _keys);
        byte[] plain = new byte[stream.Length];
        stream.ReadExactly(plain);
        return plain;
    }

    public void Dispose()
    {
        if (_writer is not null)
        {
            _keys.Dispose();
        }
    }

    /// <summary>What tells a trail's key from another: it follows from the key, and the key does not follow from it.</summary>
    public static string KeyCheck(ReadOnlySpan<byte> key)
    {
        Span<byte> check = stackalloc byte[16];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, check, [], "CloudAudit trail key check"u8);
        return Convert.ToHexStringLower(check);
    }
}
