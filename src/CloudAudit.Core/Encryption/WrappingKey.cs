using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CloudAudit.Encryption;

/// <summary>
/// A key of one's own that wraps the data keys of objects: an AES key, or an RSA key, whose private half unwraps.
/// Nothing about it can be printed but its kind and size. Several threads may use it at once.
/// </summary>
public sealed class WrappingKey : IDisposable
{
    private readonly SecretBytes _key;
    private readonly bool _private;
    private readonly int _bits;

    // An RSA object is not for several threads at once, and importing the key costs more than some uses of it.
    private readonly ConcurrentBag<RSA> _idle = [];

    // The bytes are an AES key, or those of an RSA key in PKCS #8 or as subject public key info.
    private WrappingKey(ReadOnlySpan<byte> key, bool isAes, bool isPrivate, int bits, IReadOnlyDictionary<string, string>? description)
    {
        _key = new SecretBytes(key);
        (IsAes, _private, _bits) = (isAes, isPrivate, bits);
        Description = description is null ? null : new Dictionary<string, string>(description, StringComparer.Ordinal);
    }

    /// <summary>
    /// The material description that objects carry which were encrypted with this key. With one, the key opens these
    /// objects alone; null, it is tried on any.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Description { get; }

    /// <summary>An AES key; otherwise it is an RSA key.</summary>
    public bool IsAes { get; }

    /// <summary>Whether it can unwrap; an RSA public key only wraps.</summary>
    public bool CanUnwrap => _private;

    /// <summary>An AES key.</summary>
    /// <param name="key">16, 24 or 32 bytes, which are copied.</param>
    /// <param name="description">See <see cref="Description"/>.</param>
    /// <exception cref="CryptographicException">It has another length.</exception>
    public static WrappingKey Aes(ReadOnlySpan<byte> key, IReadOnlyDictionary<string, string>? description = null) => key.Length is 16 or 24 or 32
        ? new(key, isAes: true, isPrivate: true, key.Length * 8, description)
        : throw new CryptographicException($"An AES key has 16, 24 or 32 bytes; this has {key.Length}.");

    /// <summary>An RSA key.</summary>
    /// <param name="key">With its private half, where it has one; it is copied.</param>
    /// <param name="description">See <see cref="Description"/>.</param>
    /// <exception cref="CryptographicException">It cannot be copied, or has fewer than 2048 bits.</exception>
    public static WrappingKey Rsa(RSA key, IReadOnlyDictionary<string, string>? description = null)
    {
        if (key.KeySize < 2048)
        {
            throw new CryptographicException($"An RSA key needs 2048 bits; this has {key.KeySize}.");
        }

        byte[] encoded;
        bool isPrivate = true;
        try
        {
            encoded = key.ExportPkcs8PrivateKey();
        }
        catch (CryptographicException)
        {
            encoded = key.ExportSubjectPublicKeyInfo();
            isPrivate = false;
        }

        using var secret = SecretBytes.Take(encoded);
        return new WrappingKey(secret.Span, isAes: false, isPrivate, key.KeySize, description);
    }

    /// <summary>The same key again, so that each owner clears a copy.</summary>
    /// <param name="description">See <see cref="Description"/>.</param>
    public WrappingKey Copy(IReadOnlyDictionary<string, string>? description) => new(_key.Span, IsAes, _private, _bits, description);

    /// <summary>Clears the key.</summary>
    public void Dispose()
    {
        _key.Dispose();
        while (_idle.TryTake(out var rsa))
        {
            rsa.Dispose();
        }
    }

    /// <summary>Kind and size.</summary>
    public override string ToString() => IsAes
        ? $"AES key of {_bits} bits"
        : $"RSA {(_private ? "private" : "public")} key of {_bits} bits";

    /// <summary>The AES key's bytes, for as long as this lives.</summary>
    internal ReadOnlySpan<byte> AesKey => _key.Span;

    /// <summary>Does something with the RSA key.</summary>
    internal T UseRsa<T>(Func<RSA, T> use)
    {
        if (!_idle.TryTake(out var rsa))
        {
            rsa = RSA.Create();
            if (_private)
            {
                rsa.ImportPkcs8PrivateKey(_key.Span, out _);
            }
            else
            {
                rsa.ImportSubjectPublicKeyInfo(_key.Span, out _);
            }
        }

        try
        {
            return use(rsa);
        }
        finally
        {
            _idle.Add(rsa);
        }
    }

    /// <summary>Whether objects with this description are for this key.</summary>
    internal bool Fits(IReadOnlyDictionary<string, string> description) =>
        Description is null || SameMap(Description, description);

    internal static bool SameMap(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(e => other.TryGetValue(e.Key, out string? value) && value == e.Value);
}
