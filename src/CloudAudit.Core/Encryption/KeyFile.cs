using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace CloudAudit.Encryption;

/// <summary>
/// Reads keys as people keep them: an RSA key as PEM, an AES key as its bytes or their base64. Errors never quote what
/// was read.
/// </summary>
public static class KeyFile
{
    /// <summary>Bytes that a key file may have; an RSA key of 16384 bits takes 13 KB.</summary>
    public const int MaxBytes = 64 * 1024;

    private const string PemBegin = "-----BEGIN ";

    /// <summary>Reads a key from a file.</summary>
    /// <exception cref="CryptographicException">It holds no key; the message says what it may hold.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static WrappingKey Read(string path, IReadOnlyDictionary<string, string>? description = null)
    {
        using var handle = File.OpenHandle(path);
        using var content = new SecretBytes(MaxBytes + 1);
        int length = 0;
        while (length <= MaxBytes && RandomAccess.Read(handle, content.Span[length..], length) is > 0 and var read)
        {
            length += read;
        }

        return length <= MaxBytes ? Parse(content.Span[..length], description) : throw NoKey();
    }

    /// <summary>Reads a key from the bytes of a file.</summary>
    /// <exception cref="CryptographicException">They are no key; the message says what they may be.</exception>
    public static WrappingKey Parse(ReadOnlySpan<byte> content, IReadOnlyDictionary<string, string>? description = null)
    {
        if (content.IndexOf("-----BEGIN "u8) >= 0)
        {
            char[] text = GC.AllocateArray<char>(content.Length, pinned: true);
            try
            {
                return FromPem(text.AsSpan(0, Encoding.UTF8.GetChars(content, text)), description);
            }
            finally
            {
                Array.Clear(text);
            }
        }

        using var decoded = new SecretBytes(64);
        var trimmed = content.Trim(" \t\r\n"u8);
        if (trimmed.Length is 24 or 32 or 44
            && Base64.DecodeFromUtf8(trimmed, decoded.Span, out _, out int length) == OperationStatus.Done && length is 16 or 24 or 32)
        {
            return WrappingKey.Aes(decoded.Span[..length], description);
        }

        return content.Length is 16 or 24 or 32 ? WrappingKey.Aes(content, description) : throw NoKey();
    }

    /// <summary>Reads a key from text: PEM, or the base64 of an AES key.</summary>
    /// <exception cref="CryptographicException">It is neither.</exception>
    public static WrappingKey ParseText(ReadOnlySpan<char> text, IReadOnlyDictionary<string, string>? description = null)
    {
        if (IsPem(text))
        {
            return FromPem(text, description);
        }

        using var decoded = new SecretBytes(64);
        var trimmed = text.Trim();
        return trimmed.Length is 24 or 32 or 44 && Convert.TryFromBase64Chars(trimmed, decoded.Span, out int length) && length is 16 or 24 or 32
            ? WrappingKey.Aes(decoded.Span[..length], description)
            : throw new CryptographicException("It is no key. As text, a key is an RSA private key as PEM, or the base64 of an AES key of 16, 24 or 32 bytes.");
    }

    /// <summary>
    /// Whether text that was given for a file's name may be a key: then no error shows it, for errors are kept in logs.
    /// </summary>
    public static bool MayBeKey(string text) =>
        IsPem(text) || (text.Length >= 16 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '='));

    /// <summary>Whether text is a key in PEM, rather than a file's name.</summary>
    public static bool IsPem(ReadOnlySpan<char> text) => text.Contains(PemBegin, StringComparison.Ordinal);

    /// <summary>Reads a key from PEM: PRIVATE KEY, RSA PRIVATE KEY, PUBLIC KEY or RSA PUBLIC KEY.</summary>
    /// <exception cref="CryptographicException">It holds none of these, or one under a password.</exception>
    [SuppressMessage("Design", "MA0054", Justification = "The framework's text may be of any kind of key, and of what it read.")]
    public static WrappingKey FromPem(ReadOnlySpan<char> pem, IReadOnlyDictionary<string, string>? description = null)
    {
        if (pem.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal) || pem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            throw new CryptographicException(
                "The private key is itself encrypted with a password. Decrypt it first (openssl pkey -in encrypted.pem -out key.pem), and take care of the copy.");
        }

        using var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new CryptographicException("The PEM text holds no RSA key that can be read. It needs one of PRIVATE KEY or RSA PRIVATE KEY, and no other.");
        }

        return WrappingKey.Rsa(rsa, description);
    }

    private static CryptographicException NoKey() => new(
        "It is no key. A key file holds an RSA private key as PEM, or an AES key of 16, 24 or 32 bytes: as they are, or as base64.");
}
