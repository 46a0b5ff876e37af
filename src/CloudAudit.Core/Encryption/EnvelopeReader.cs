using System.Security.Cryptography;
using CloudAudit.Decoding;

namespace CloudAudit.Encryption;

/// <summary>
/// Opens objects that the Amazon S3 Encryption Client encrypted, in its formats V1 to V3, and those of
/// <see cref="EnvelopeWriter"/>.
/// </summary>
public static class EnvelopeReader
{
    private const int TagBytes = 16;

    /// <summary>Whether the metadata says that the object is encrypted on the client's side.</summary>
    public static bool IsEncrypted(ObjectMetadata metadata) => EnvelopeParser.HasAny(metadata);

    /// <summary>
    /// Whether the object is encrypted, and its data key is not in its metadata but in an instruction file beside it.
    /// </summary>
    public static bool NeedsInstruction(ObjectMetadata metadata) =>
        IsEncrypted(metadata) && metadata[EnvelopeNames.KeyV1] is null && metadata[EnvelopeNames.KeyV2] is null && metadata[EnvelopeNames.KeyV3] is null;

    /// <summary>
    /// Opens an object: checks that the data key is the one it was encrypted with, decrypts all of it in memory, and
    /// gives its content only once all of it is verified. Of AES/CBC, which cannot be verified, gzip's checksum is
    /// checked in its stead where there is one.
    /// </summary>
    /// <param name="ciphertext">The object's bytes, from the start. Disposed before this returns, or throws.</param>
    /// <param name="metadata">Its user metadata.</param>
    /// <param name="keys">What may open it.</param>
    /// <param name="instruction">What its instruction file holds; null where it has none.</param>
    /// <param name="length">Bytes of it, where the stream cannot tell; a hint, 0 where that is not known.</param>
    /// <exception cref="DecryptionException">It cannot be opened; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Stream Open(Stream ciphertext, ObjectMetadata metadata, EnvelopeKeys keys, ObjectMetadata? instruction = null, long length = 0)
    {
        using (ciphertext)
        {
            var envelope = EnvelopeParser.Parse(metadata, instruction);
            using var dataKey = KeyUnwrapper.Unwrap(envelope, keys);
            using var contentKey = ContentKey(envelope, dataKey);
            NativeBuffer? content = null;
            try
            {
                content = NativeBuffer.ReadToEnd(ciphertext, ciphertext.CanSeek ? ciphertext.Length : length, keys.MaxObjectBytes)
                    ?? throw new DecryptionException(
                        LogErrorKind.EncryptedSizeLimit, $"it is encrypted and has more than {keys.MaxObjectBytes / (1024 * 1024)} MB; nothing of it may be used before all of it is verified");
                Decrypt(envelope, contentKey.Span, content);
                if (envelope.PlainLength is { } plain && plain != content.Length)
                {
                    throw NotAuthentic($"its content has {content.Length} bytes, but its metadata says {plain}");
                }

                var verified = new PlaintextStream(content, owned: true);
                content = null;
                return verified;
            }
            finally
            {
                content?.Dispose();
            }
        }
    }

    private static SecretBytes ContentKey(Envelope envelope, SecretBytes dataKey)
    {
        if (envelope.Cipher != ContentCipher.CommittingGcm)
        {
            return new SecretBytes(dataKey.Span);
        }

        byte[] commitment = CommittedKeys.Commitment(dataKey.Span, envelope.Iv);
        return CryptographicOperations.FixedTimeEquals(commitment, envelope.Commitment)
            ? CommittedKeys.ContentKey(dataKey.Span, envelope.Iv)
            : throw new DecryptionException(
                LogErrorKind.NotAuthentic, "its data key is not the one it was encrypted with: the key commitment in its metadata does not agree");
    }

    private static void Decrypt(Envelope envelope, ReadOnlySpan<byte> key, NativeBuffer content)
    {
        try
        {
            if (envelope.Cipher == ContentCipher.Cbc)
            {
                using var aes = Aes.Create();
                aes.SetKey(key);
                content.Truncate(aes.DecryptCbc(content.Span, envelope.Iv, content.Span, PaddingMode.PKCS7));
            }
            else if (content.Length < TagBytes)
            {
                throw NotAuthentic("it is shorter than its tag");
            }
            else
            {
                bool committing = envelope.Cipher == ContentCipher.CommittingGcm;
                using var gcm = new AesGcm(key, TagBytes);
                var text = content.Span[..^TagBytes];
                gcm.Decrypt(
                    committing ? CommittedKeys.ContentIv : envelope.Iv, text, content.Span[^TagBytes..], text,
                    committing ? CommittedKeys.SuiteId : default);
                content.Truncate(text.Length);
            }
        }
        catch (AuthenticationTagMismatchException)
        {
            throw NotAuthentic("its bytes are not those that were encrypted: its tag does not agree");
        }
        catch (CryptographicException)
        {
            throw NotAuthentic("its bytes are not those that were encrypted: its padding is wrong");
        }

        if (envelope.Cipher == ContentCipher.Cbc && !GzipCheck.IsSound(content))
        {
            throw NotAuthentic("its bytes are not those that were encrypted: what they decrypt to is damaged gzip");
        }
    }

    private static DecryptionException NotAuthentic(string message) => new(LogErrorKind.NotAuthentic, message);
}
