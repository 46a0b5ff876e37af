using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CloudAudit.Encryption;

/// <summary>AES Key Wrap (RFC 3394), which the framework has only with RFC 5649's padding.</summary>
internal static class AesKeyWrap
{
    private const ulong InitialValue = 0xA6A6A6A6A6A6A6A6;

    /// <summary>Unwraps a key (RFC 3394 §2.2.2).</summary>
    /// <returns>Null where the wrapping key is another or the bytes were changed.</returns>
    public static SecretBytes? Unwrap(ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length < 24 || wrapped.Length > 72 || wrapped.Length % 8 != 0)
        {
            return null;
        }

        using var aes = Aes.Create();
        aes.SetKey(wrappingKey);
        int blocks = (wrapped.Length / 8) - 1;
        var key = new SecretBytes(wrapped[8..]);
        Span<byte> block = stackalloc byte[16];
        ulong check = BinaryPrimitives.ReadUInt64BigEndian(wrapped);
        for (int round = 5; round >= 0; round--)
        {
            for (int i = blocks; i >= 1; i--)
            {
                BinaryPrimitives.WriteUInt64BigEndian(block, check ^ (ulong)((blocks * round) + i));
                var register = key.Span.Slice((i - 1) * 8, 8);
                register.CopyTo(block[8..]);
                aes.DecryptEcb(block, block, PaddingMode.None);
                check = BinaryPrimitives.ReadUInt64BigEndian(block);
                block[8..].CopyTo(register);
            }
        }

        CryptographicOperations.ZeroMemory(block);
        if (check == InitialValue)
        {
            return key;
        }

        key.Dispose();
        return null;
    }
}
