using System.Security.Cryptography;

namespace CloudAudit.Encryption;

/// <summary>
/// What algorithm suite 0x0073 derives from a data key (S3 Encryption Client, "Key Derivation"): HKDF with SHA-512, the
/// message id as salt, the suite's id and a word as info.
/// </summary>
internal static class CommittedKeys
{
    /// <summary>AAD of the content: the suite's id.</summary>
    public static ReadOnlySpan<byte> SuiteId => [0x00, 0x73];

    /// <summary>The content's IV: a key is used once.</summary>
    public static ReadOnlySpan<byte> ContentIv => [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];

    /// <summary>28 bytes to which no other data key leads.</summary>
    public static byte[] Commitment(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> messageId)
    {
        byte[] commitment = new byte[EnvelopeNames.CommitmentBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA512, dataKey, commitment, messageId, "\0sCOMMITKEY"u8);
        return commitment;
    }

    /// <summary>The key of the content; the caller clears it.</summary>
    public static SecretBytes ContentKey(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> messageId)
    {
        var key = new SecretBytes(32);
        HKDF.DeriveKey(HashAlgorithmName.SHA512, dataKey, key.Span, messageId, "\0sDERIVEKEY"u8);
        return key;
    }
}
