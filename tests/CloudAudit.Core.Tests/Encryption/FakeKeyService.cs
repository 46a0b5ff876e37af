using System.Security.Cryptography;
using System.Text;
using CloudAudit.Decoding;
using CloudAudit.Encryption;

namespace CloudAudit.Core.Tests.Encryption;

/// <summary>
/// A key service as KMS is: what it wraps is bound to the encryption context. Wrapped is iv, ciphertext and tag, the
/// context sorted as AAD, as the vectors' generator has it too.
/// </summary>
internal sealed class FakeKeyService(byte[] master) : IKeyService
{
    public int Calls { get; private set; }

    public byte[] Decrypt(ReadOnlyMemory<byte> wrappedKey, IReadOnlyDictionary<string, string> context)
    {
        Calls++;
        var wrapped = wrappedKey.Span;
        byte[] key = new byte[Math.Max(0, wrapped.Length - 28)];
        try
        {
            using var gcm = new AesGcm(master, 16);
            gcm.Decrypt(wrapped[..12], wrapped[12..^16], wrapped[^16..], key, Aad(context));
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new DecryptionException(LogErrorKind.KeyServiceFailed, "the key service refuses: InvalidCiphertextException");
        }
    }

    public (byte[] Key, byte[] WrappedKey) GenerateDataKey(string keyId, IReadOnlyDictionary<string, string> context)
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        byte[] wrapped = new byte[60];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, 12));
        using var gcm = new AesGcm(master, 16);
        gcm.Encrypt(wrapped.AsSpan(0, 12), key, wrapped.AsSpan(12, 32), wrapped.AsSpan(44), Aad(context));
        return (key, wrapped);
    }

    private static byte[] Aad(IReadOnlyDictionary<string, string> context) =>
        Encoding.UTF8.GetBytes(string.Join('\n', context.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}={e.Value}")));
}
