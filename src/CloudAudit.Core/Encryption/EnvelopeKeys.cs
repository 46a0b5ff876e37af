namespace CloudAudit.Encryption;

/// <summary>The keys that encrypted objects may be opened with, and what is allowed. Several threads may use it at once.</summary>
/// <param name="keys">Keys of one's own; they are cleared with this.</param>
/// <param name="keyService">What unwraps data keys that AWS KMS wrapped; null where there is none.</param>
public sealed class EnvelopeKeys(IEnumerable<WrappingKey> keys, IKeyService? keyService = null) : IDisposable
{
    private readonly WrappingKey[] _keys = [.. keys];

    /// <summary>No key at all: encrypted objects are told apart, and not opened.</summary>
    public static EnvelopeKeys None { get; } = new([]);

    /// <summary>The keys, in the order in which they are tried.</summary>
    public IReadOnlyList<WrappingKey> Keys => _keys;

    public IKeyService? KeyService => keyService;

    /// <summary>
    /// The encryption context that every object wrapped by KMS must have, apart from what the encryption client adds
    /// itself; null where any will do. KMS checks in either case that it is the one the object was encrypted with.
    /// </summary>
    public IReadOnlyDictionary<string, string>? EncryptionContext { get; init; }

    /// <summary>
    /// Opens what older clients wrote: AES/CBC content, which nothing protects against change, and data keys wrapped
    /// without telling what they are for (AES/ECB, RFC 3394, RSA PKCS #1, OAEP with SHA-256, KMS without context).
    /// </summary>
    public bool AllowLegacy { get; init; }

    /// <summary>
    /// Bytes that an encrypted object may have: nothing of it may be used before all of it has been verified, so that a
    /// reading thread holds one object in full. CloudTrail's own files have at most 50 MB.
    /// </summary>
    public int MaxObjectBytes { get; init; } = 128 * 1024 * 1024;

    public void Dispose()
    {
        foreach (var key in _keys)
        {
            key.Dispose();
        }
    }
}
