using System.Security.Cryptography;
using System.Text;

namespace CloudAudit.Integrity;

/// <summary>
/// What is signed for a digest file, and whether a signature fits ("Custom implementations of CloudTrail log file
/// integrity validation" in the CloudTrail user guide): RSA PKCS #1 v1.5 with SHA-256.
/// </summary>
public static class DigestSignature
{
    /// <summary>The one algorithm of digests, as digests and their metadata name it.</summary>
    public const string Algorithm = "SHA256withRSA";

    /// <summary>The one hash algorithm of digests, as they name it.</summary>
    public const string HashAlgorithm = "SHA-256";

    /// <summary>The metadata that holds the signature, in hexadecimal.</summary>
    public const string SignatureMetadata = "signature";

    /// <summary>The metadata that names the signature's algorithm.</summary>
    public const string AlgorithmMetadata = "signature-algorithm";

    /// <summary>The metadata that says when a backfill digest was made.</summary>
    public const string BackfillMetadata = "backfill-generation-timestamp";

    // CloudTrail's keys have 2,048 bits; what is longer than one of 16,384 is no signature.
    private const int MaxSignatureBytes = 2048;

    /// <summary>The text that a digest's signature is of.</summary>
    /// <param name="digestEndTime">digestEndTime, letter for letter as the digest has it.</param>
    /// <param name="bucket">digestS3Bucket.</param>
    /// <param name="key">digestS3Object.</param>
    /// <param name="contentHash">The SHA-256 of the digest's uncompressed bytes, in lower-case hexadecimal.</param>
    /// <param name="previousSignature">previousDigestSignature as the digest has it; null in a starting digest.</param>
    public static string StringToSign(string digestEndTime, string bucket, string key, string contentHash, string? previousSignature) =>
        $"{digestEndTime}\n{bucket}/{key}\n{contentHash}\n{previousSignature ?? "null"}";

    /// <summary>Whether a signature is that of a text, by a key.</summary>
    /// <param name="stringToSign">See <see cref="StringToSign"/>.</param>
    /// <param name="signature">The signature in hexadecimal; what is not hexadecimal does not fit.</param>
    /// <param name="key">The key of whoever should have signed it.</param>
    public static bool Verify(string stringToSign, string? signature, TrailPublicKey key)
    {
        if (string.IsNullOrEmpty(signature) || signature.Length % 2 != 0 || signature.Length > 2 * MaxSignatureBytes)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[signature.Length / 2];
        if (Convert.FromHexString(signature, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(stringToSign), hash);
        return key.VerifyHash(hash, bytes);
    }

    /// <summary>The SHA-256 of some bytes as digests write it: lower-case hexadecimal.</summary>
    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
