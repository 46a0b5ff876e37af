using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CloudAudit.Integrity.Chains;

/// <summary>A key that a region signs with for a while.</summary>
public sealed class SigningKey(string region, DateTimeOffset validFrom, DateTimeOffset validUntil) : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);

    public string Region => region;

    public DateTimeOffset ValidFrom => validFrom;

    public DateTimeOffset ValidUntil => validUntil;

    public byte[] Der => _rsa.ExportRSAPublicKey();

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "CloudTrail's fingerprints are MD5.")]
    public string Fingerprint => Convert.ToHexString(MD5.HashData(Der)).ToLowerInvariant();

    public string Sign(string text) =>
        Convert.ToHexString(_rsa.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)).ToLowerInvariant();

    /// <summary>The key as ListPublicKeys gives it.</summary>
    public string ToJson() => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"Value":"{{Convert.ToBase64String(Der)}}","ValidityStartTime":{{validFrom.ToUnixTimeSeconds()}}.0,"ValidityEndTime":{{validUntil.ToUnixTimeSeconds()}}.0,"Fingerprint":"{{Fingerprint}}"}""");

    public void Dispose() => _rsa.Dispose();
}
