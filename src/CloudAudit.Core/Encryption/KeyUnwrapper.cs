using System.Security.Cryptography;
using System.Text;
using CloudAudit.Decoding;

namespace CloudAudit.Encryption;

/// <summary>Gets an object's data key back from its wrapped form.</summary>
internal static class KeyUnwrapper
{
    private const int GcmIv = 12;
    private const int GcmTag = 16;

    /// <summary>Unwraps the data key; the caller clears it.</summary>
    /// <exception cref="DecryptionException">No key is there, none fits, or the envelope may not be opened.</exception>
    public static SecretBytes Unwrap(Envelope envelope, EnvelopeKeys keys)
    {
        CheckLegacy(envelope, keys);
        var key = envelope.ByKms ? ByService(envelope, keys) : ByOwnKeys(envelope, keys);
        bool right = envelope.Version == 3 ? key.Length == 32 : key.Length is 16 or 24 or 32;
        if (!right)
        {
            int length = key.Length;
            key.Dispose();
            throw new DecryptionException(LogErrorKind.WrongDecryptionKey, $"its data key has {length} bytes, which no key of its cipher has");
        }

        return key;
    }

    private static void CheckLegacy(Envelope envelope, EnvelopeKeys keys)
    {
        if (keys.AllowLegacy)
        {
            return;
        }

        if (envelope.Cipher == ContentCipher.Cbc)
        {
            throw new DecryptionException(
                LogErrorKind.LegacyEncryption, "its content is encrypted by AES/CBC, an older way that nothing protects against change");
        }

        if (envelope.Wrap is not (KeyWrap.AesGcm or KeyWrap.RsaOaepSha1 or KeyWrap.KmsContext))
        {
            throw new DecryptionException(LogErrorKind.LegacyEncryption, $"it has its {envelope.WrapName}, an older way that does not bind the key to what it is for");
        }
    }

    private static SecretBytes ByService(Envelope envelope, EnvelopeKeys keys)
    {
        if (envelope.Wrap == KeyWrap.KmsContext
            && (!envelope.Description.TryGetValue(EnvelopeNames.ContextCipher, out string? cipher) || cipher != envelope.CipherName))
        {
            throw new DecryptionException(LogErrorKind.NotAuthentic, "the encryption context of its data key is for another cipher than its metadata names");
        }

        if (keys.EncryptionContext is { } expected)
        {
            var own = envelope.Description
                .Where(e => e.Key is not (EnvelopeNames.ContextCipher or EnvelopeNames.ContextKeyId))
                .ToDictionary(StringComparer.Ordinal);
            if (!WrappingKey.SameMap(expected, own))
            {
                throw new DecryptionException(LogErrorKind.WrongDecryptionKey, "it has another encryption context than the one that was asked for");
            }
        }

        if (keys.KeyService is not { } service)
        {
            throw new DecryptionException(LogErrorKind.KeyServiceFailed, $"it is encrypted ({envelope}), and there is no access to AWS KMS");
        }

        return SecretBytes.Take(service.Decrypt(envelope.WrappedKey, envelope.Description));
    }

    private static SecretBytes ByOwnKeys(Envelope envelope, EnvelopeKeys keys)
    {
        var ofKind = keys.Keys.Where(k => k.CanUnwrap && MayUnwrap(k, envelope.Wrap)).ToList();
        if (ofKind.Count == 0)
        {
            throw new DecryptionException(LogErrorKind.DecryptionKeyMissing, $"it is encrypted ({envelope}), and {Lacking(envelope.Wrap)} was given");
        }

        var fitting = ofKind.Where(k => k.Fits(envelope.Description)).ToList();
        if (fitting.Count == 0)
        {
            throw new DecryptionException(LogErrorKind.DecryptionKeyMissing, "its material description is that of none of the keys that were given");
        }

        // Those that were described first: they are known to be meant.
        return fitting.OrderBy(k => k.Description is null).Select(k => TryUnwrap(k, envelope)).FirstOrDefault(k => k is not null)
            ?? throw new DecryptionException(
                LogErrorKind.WrongDecryptionKey,
                fitting.Count == 1 ? "the key that was given does not open it" : $"none of the {fitting.Count} keys that were given opens it");
    }

    private static bool MayUnwrap(WrappingKey key, KeyWrap wrap) => wrap switch
    {
        KeyWrap.AesGcm or KeyWrap.AesKeyWrap => key.IsAes,
        KeyWrap.RsaOaepSha1 or KeyWrap.RsaOaepSha256 => !key.IsAes,
        _ => true,
    };

    private static string Lacking(KeyWrap wrap) => wrap switch
    {
        KeyWrap.AesGcm or KeyWrap.AesKeyWrap => "no AES key",
        KeyWrap.RsaOaepSha1 or KeyWrap.RsaOaepSha256 => "no RSA private key",
        _ => "no key",
    };

    // Null where this is not the key, or the wrapped key was changed: one cannot be told from the other.
    private static SecretBytes? TryUnwrap(WrappingKey key, Envelope envelope)
    {
        try
        {
            return envelope.Wrap switch
            {
                KeyWrap.AesGcm => UnwrapAesGcm(key.AesKey, envelope.WrappedKey, envelope.CipherName),
                KeyWrap.AesKeyWrap => AesKeyWrap.Unwrap(key.AesKey, envelope.WrappedKey),
                KeyWrap.RsaOaepSha1 => UnwrapRsaOaep(key, envelope.WrappedKey, envelope.CipherName),
                KeyWrap.RsaOaepSha256 => UnwrapRsaOaepSha256(key, envelope.WrappedKey),
                _ when key.IsAes => UnwrapAesEcb(key.AesKey, envelope.WrappedKey),
                _ => Take(DecryptRsa(key, envelope.WrappedKey, RSAEncryptionPadding.Pkcs1)),
            };
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // IV, ciphertext and tag; the cipher's name is authenticated with them.
    private static SecretBytes? UnwrapAesGcm(ReadOnlySpan<byte> wrappingKey, byte[] wrapped, string cipherName)
    {
        int length = wrapped.Length - GcmIv - GcmTag;
        if (length <= 0)
        {
            return null;
        }

        var key = new SecretBytes(length);
        try
        {
            using var gcm = new AesGcm(wrappingKey, GcmTag);
            gcm.Decrypt(wrapped.AsSpan(0, GcmIv), wrapped.AsSpan(GcmIv, length), wrapped.AsSpan(GcmIv + length), key.Span, Encoding.UTF8.GetBytes(cipherName));
            return key;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            throw;
        }
    }

    // Under the RSA padding are the key's length in one byte, the key, and the cipher's name.
    private static SecretBytes? UnwrapRsaOaep(WrappingKey key, byte[] wrapped, string cipherName)
    {
        using var bundle = SecretBytes.Take(DecryptRsa(key, wrapped, RSAEncryptionPadding.OaepSHA1));
        var content = bundle.Span;
        int length = content.Length > 0 ? content[0] : 0;
        byte[] name = Encoding.UTF8.GetBytes(cipherName);
        return content.Length == 1 + length + name.Length && content[(1 + length)..].SequenceEqual(name)
            ? new SecretBytes(content.Slice(1, length))
            : null;
    }

    // Two things go by this name: with SHA-256 throughout, and as Java's own provider has it.
    private static SecretBytes? UnwrapRsaOaepSha256(WrappingKey key, byte[] wrapped)
    {
        try
        {
            return Take(DecryptRsa(key, wrapped, RSAEncryptionPadding.OaepSHA256));
        }
        catch (CryptographicException)
        {
            return key.UseRsa(rsa => JavaOaep.Decrypt(rsa, wrapped)) is { } bytes ? Take(bytes) : null;
        }
    }

    private static SecretBytes? UnwrapAesEcb(ReadOnlySpan<byte> wrappingKey, byte[] wrapped)
    {
        using var aes = Aes.Create();
        aes.SetKey(wrappingKey);
        return Take(aes.DecryptEcb(wrapped, PaddingMode.PKCS7));
    }

    private static byte[] DecryptRsa(WrappingKey key, byte[] wrapped, RSAEncryptionPadding padding) =>
        key.UseRsa(rsa => rsa.Decrypt(wrapped, padding));

    // What has no key's length comes from another key.
    private static SecretBytes? Take(byte[] bytes)
    {
        var key = SecretBytes.Take(bytes);
        if (key.Length is 16 or 24 or 32)
        {
            return key;
        }

        key.Dispose();
        return null;
    }
}
