using System.Security.Cryptography;
using System.Text;

namespace CloudAudit.Encryption;

/// <summary>
/// Encrypts objects as the Amazon S3 Encryption Client does in format V3: AES-256-GCM with key commitment (algorithm
/// suite 0x0073), and a data key of its own for each object, wrapped by an AES key, an RSA key or AWS KMS. Several
/// threads may use it at once.
/// </summary>
public sealed class EnvelopeWriter
{
    /// <summary>Bytes that an object has more than its content: the tag.</summary>
    public const int Overhead = 16;

    private const int GcmIv = 12;
    private readonly WrappingKey? _key;
    private readonly IKeyService? _service;
    private readonly string _keyId = string.Empty;
    private readonly Dictionary<string, string> _description;

    /// <summary>Wraps by a key of one's own. Its description, where it has one, goes into the metadata.</summary>
    /// <param name="key">An AES key or an RSA key, of which the public half is enough. It stays the caller's.</param>
    public EnvelopeWriter(WrappingKey key)
    {
        _key = key;
        _description = key.Description is null ? [] : new(key.Description, StringComparer.Ordinal);
    }

    /// <summary>Wraps by AWS KMS.</summary>
    /// <param name="service">The service.</param>
    /// <param name="keyId">Which of its keys: id, ARN or alias.</param>
    /// <param name="context">An encryption context that the wrapped keys are bound to; null for none of one's own.</param>
    /// <exception cref="ArgumentException">The context has the name that the format keeps for itself.</exception>
    public EnvelopeWriter(IKeyService service, string keyId, IReadOnlyDictionary<string, string>? context = null)
    {
        (_service, _keyId) = (service, keyId);
        _description = context is null ? [] : new(context, StringComparer.Ordinal);
        if (!_description.TryAdd(EnvelopeNames.ContextCipher, EnvelopeNames.SuiteV3))
        {
            throw new ArgumentException($"An encryption context may not have '{EnvelopeNames.ContextCipher}': the format has it.", nameof(context));
        }
    }

    /// <summary>Encrypts one object.</summary>
    /// <param name="content">What is encrypted.</param>
    /// <param name="metadata">Takes the envelope, in place of one that it has; what else it holds stays.</param>
    /// <returns>The object's bytes: <paramref name="content"/>'s length and <see cref="Overhead"/> more.</returns>
    /// <exception cref="DecryptionException">The key service refuses, or cannot be reached.</exception>
    public byte[] Encrypt(ReadOnlySpan<byte> content, ObjectMetadata metadata)
    {
        byte[] encrypted = new byte[content.Length + Overhead];
        Encrypt(content, encrypted, metadata);
        return encrypted;
    }

    /// <summary>Encrypts one object into a buffer.</summary>
    /// <param name="content">What is encrypted; it may lie at the start of <paramref name="destination"/>.</param>
    /// <param name="destination">Takes the object: its length is that of the content and <see cref="Overhead"/>.</param>
    /// <param name="metadata">Takes the envelope, in place of one that it has; what else it holds stays.</param>
    /// <exception cref="ArgumentException">The buffer has another length.</exception>
    /// <exception cref="DecryptionException">The key service refuses, or cannot be reached.</exception>
    public void Encrypt(ReadOnlySpan<byte> content, Span<byte> destination, ObjectMetadata metadata)
    {
        if (destination.Length != content.Length + Overhead)
        {
            throw new ArgumentException($"The buffer needs {content.Length + Overhead} bytes and has {destination.Length}.", nameof(destination));
        }

        var (dataKey, wrapped) = NewDataKey();
        using (dataKey)
        {
            byte[] messageId = RandomNumberGenerator.GetBytes(EnvelopeNames.MessageIdBytes);
            byte[] commitment = CommittedKeys.Commitment(dataKey.Span, messageId);
            using var contentKey = CommittedKeys.ContentKey(dataKey.Span, messageId);
            using var gcm = new AesGcm(contentKey.Span, Overhead);
            gcm.Encrypt(CommittedKeys.ContentIv, content, destination[..content.Length], destination[content.Length..], CommittedKeys.SuiteId);
            Describe(metadata, wrapped, messageId, commitment);
        }
    }

    private void Describe(ObjectMetadata metadata, byte[] wrapped, byte[] messageId, byte[] commitment)
    {
        foreach (string name in EnvelopeNames.OfV1V2.Concat(EnvelopeNames.OfV3))
        {
            metadata[name] = null;
        }

        metadata[EnvelopeNames.SuiteOfV3] = EnvelopeNames.SuiteV3;
        metadata[EnvelopeNames.KeyV3] = Convert.ToBase64String(wrapped);
        metadata[EnvelopeNames.WrapV3] = _key is null ? "12" : _key.IsAes ? "02" : "22";
        metadata[EnvelopeNames.CommitmentV3] = Convert.ToBase64String(commitment);
        metadata[EnvelopeNames.MessageIdV3] = Convert.ToBase64String(messageId);
        if (_key is null)
        {
            metadata[EnvelopeNames.ContextV3] = FlatJson.Write(_description);
        }
        else if (_description.Count > 0)
        {
            metadata[EnvelopeNames.DescriptionV3] = FlatJson.Write(_description);
        }
    }

    private (SecretBytes Key, byte[] Wrapped) NewDataKey()
    {
        if (_service is not null)
        {
            var (bytes, ciphertext) = _service.GenerateDataKey(_keyId, _description);
            return (SecretBytes.Take(bytes), ciphertext);
        }

        var key = new SecretBytes(32);
        RandomNumberGenerator.Fill(key.Span);
        return (key, _key!.IsAes ? WrapByAes(_key, key) : WrapByRsa(_key, key));
    }

    private static byte[] WrapByAes(WrappingKey wrappingKey, SecretBytes key)
    {
        byte[] wrapped = new byte[GcmIv + key.Length + Overhead];
        var iv = wrapped.AsSpan(0, GcmIv);
        RandomNumberGenerator.Fill(iv);
        using var gcm = new AesGcm(wrappingKey.AesKey, Overhead);
        gcm.Encrypt(iv, key.Span, wrapped.AsSpan(GcmIv, key.Length), wrapped.AsSpan(GcmIv + key.Length), Encoding.UTF8.GetBytes(EnvelopeNames.SuiteV3));
        return wrapped;
    }

    // The key's length in one byte, the key, and the suite's name: what it is for is under the padding with it.
    private static byte[] WrapByRsa(WrappingKey wrappingKey, SecretBytes key)
    {
        byte[] name = Encoding.UTF8.GetBytes(EnvelopeNames.SuiteV3);
        using var bundle = new SecretBytes(1 + key.Length + name.Length);
        bundle.Span[0] = (byte)key.Length;
        key.Span.CopyTo(bundle.Span[1..]);
        name.CopyTo(bundle.Span[(1 + key.Length)..]);
        return wrappingKey.UseRsa(rsa => rsa.Encrypt(bundle.Span, RSAEncryptionPadding.OaepSHA1));
    }
}
