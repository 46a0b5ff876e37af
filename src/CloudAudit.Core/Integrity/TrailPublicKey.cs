using System.Security.Cryptography;

namespace CloudAudit.Integrity;

/// <summary>
/// A public key that digests are signed for. It is imported once, which takes ten times as long as using it.
/// </summary>
public sealed class TrailPublicKey : IDisposable
{
    private readonly Lock _lock = new();
    private readonly RSA _rsa;

    private TrailPublicKey(RSA rsa, string fingerprint, string? region, DateTimeOffset? validFrom, DateTimeOffset? validUntil)
    {
        _rsa = rsa;
        Fingerprint = fingerprint;
        Region = region;
        ValidFrom = validFrom;
        ValidUntil = validUntil;
    }

    /// <summary>What digests name the key by: the MD5 of its PKCS #1 form in lower-case hexadecimal, as ListPublicKeys gives it.</summary>
    public string Fingerprint { get; }

    /// <summary>The region that signs with the key; each has its own. Null where the source of the key does not say.</summary>
    public string? Region { get; }

    /// <summary>When CloudTrail began to sign with it; null where that is not known.</summary>
    public DateTimeOffset? ValidFrom { get; }

    /// <summary>When CloudTrail stopped signing with it; null where that is not known.</summary>
    public DateTimeOffset? ValidUntil { get; }

    /// <summary>Reads a key in the form ListPublicKeys gives: DER, as PKCS #1 or, in some of AWS's samples, as SubjectPublicKeyInfo.</summary>
    /// <param name="der">The key's bytes.</param>
    /// <param name="fingerprint">The name digests have for it; made from the key where it is null.</param>
    /// <exception cref="CryptographicException">It is no RSA public key.</exception>
    public static TrailPublicKey FromDer(
        ReadOnlySpan<byte> der, string? fingerprint = null, string? region = null, DateTimeOffset? validFrom = null, DateTimeOffset? validUntil = null)
    {
        var rsa = RSA.Create();
        try
        {
            if (!TryImportPkcs1(rsa, der))
            {
                rsa.ImportSubjectPublicKeyInfo(der, out int read);
                RequireWhole(read, der);
            }

            return new TrailPublicKey(rsa, fingerprint ?? FingerprintOf(rsa), region, validFrom, validUntil);
        }
        catch
        {
            rsa.Dispose();
            throw;
        }
    }

    /// <summary>The fingerprint CloudTrail gives a key.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "MD5 is CloudTrail's name for a key; what it names is proven by its signature.")]
    public static string FingerprintOf(RSA key) => Convert.ToHexStringLower(MD5.HashData(key.ExportRSAPublicKey()));

    /// <summary>The key as ListPublicKeys gives it: the DER of PKCS #1.</summary>
    public byte[] ToDer()
    {
        lock (_lock)
        {
            return _rsa.ExportRSAPublicKey();
        }
    }

    /// <summary>Whether the key signed at this moment: its validity, with the hour that a digest covers and some for its delivery.</summary>
    /// <param name="time">The end of a digest's hour, or when a backfill digest was made.</param>
    /// <param name="slack">How far outside the validity is still taken.</param>
    public bool SignedAt(DateTimeOffset time, TimeSpan slack) =>
        (ValidFrom is not { } from || time >= from - slack) && (ValidUntil is not { } until || time <= until + slack);

    /// <inheritdoc/>
    public void Dispose() => _rsa.Dispose();

    internal bool VerifyHash(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        lock (_lock)
        {
            return _rsa.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    private static bool TryImportPkcs1(RSA rsa, ReadOnlySpan<byte> der)
    {
        try
        {
            rsa.ImportRSAPublicKey(der, out int read);
            RequireWhole(read, der);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static void RequireWhole(int read, ReadOnlySpan<byte> der)
    {
        if (read != der.Length)
        {
            throw new CryptographicException("Bytes follow the public key.");
        }
    }
}
