namespace CloudAudit.Encryption;

/// <summary>How an object's content is encrypted.</summary>
internal enum ContentCipher
{
    /// <summary>AES/CBC/PKCS5Padding: V1, and V2 of old clients.</summary>
    Cbc,

    /// <summary>AES/GCM/NoPadding: V2.</summary>
    Gcm,

    /// <summary>Algorithm suite 115 (0x0073), ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY: V3.</summary>
    CommittingGcm,
}

/// <summary>How an object's data key is wrapped.</summary>
internal enum KeyWrap
{
    /// <summary>V1 names no wrap: AES/ECB with padding, or RSA PKCS #1 v1.5, as the key is.</summary>
    Unnamed,

    /// <summary>RFC 3394, "AESWrap".</summary>
    AesKeyWrap,

    /// <summary>"AES/GCM", V3's 02.</summary>
    AesGcm,

    /// <summary>"RSA/ECB/OAEPWithSHA-256AndMGF1Padding".</summary>
    RsaOaepSha256,

    /// <summary>"RSA-OAEP-SHA1", V3's 22.</summary>
    RsaOaepSha1,

    /// <summary>"kms": the context is the material description.</summary>
    Kms,

    /// <summary>"kms+context", V3's 12: the context names the content's cipher, too.</summary>
    KmsContext,
}

/// <summary>
/// What an object's metadata says of its encryption (Amazon S3 Encryption Client, "Content Metadata", format versions
/// V1 to V3).
/// </summary>
/// <param name="Version">1 to 3.</param>
/// <param name="Cipher">Of the content.</param>
/// <param name="Wrap">Of the data key.</param>
/// <param name="WrappedKey">The data key, wrapped.</param>
/// <param name="Iv">16 bytes for CBC, 12 for GCM; of V3 the message id of 28, which salts the key derivation.</param>
/// <param name="Commitment">Of V3, 28 bytes that only the right data key gives.</param>
/// <param name="Description">The material description, or the encryption context where KMS wraps.</param>
/// <param name="PlainLength">Bytes of the content, where the metadata says it.</param>
internal sealed record Envelope(
    int Version, ContentCipher Cipher, KeyWrap Wrap, byte[] WrappedKey, byte[] Iv, byte[]? Commitment,
    IReadOnlyDictionary<string, string> Description, long? PlainLength)
{
    /// <summary>What a wrapped key is bound to: the name of the content's cipher, as AAD, suffix or context.</summary>
    public string CipherName => Cipher switch
    {
        ContentCipher.CommittingGcm => EnvelopeNames.SuiteV3,
        ContentCipher.Gcm => EnvelopeNames.CipherGcm,
        _ => EnvelopeNames.CipherCbc,
    };

    public bool ByKms => Wrap is KeyWrap.Kms or KeyWrap.KmsContext;

    /// <summary>Format, cipher and wrap, in words.</summary>
    public override string ToString() => $"format V{Version}, {WrapName}";

    public string WrapName => Wrap switch
    {
        KeyWrap.AesGcm => "data key wrapped by AES/GCM",
        KeyWrap.AesKeyWrap => "data key wrapped by AESWrap",
        KeyWrap.RsaOaepSha1 => "data key wrapped by RSA-OAEP-SHA1",
        KeyWrap.RsaOaepSha256 => "data key wrapped by RSA-OAEP-SHA256",
        KeyWrap.Kms => "data key wrapped by AWS KMS without context",
        KeyWrap.KmsContext => "data key wrapped by AWS KMS",
        _ => "data key wrapped by AES or RSA",
    };
}

/// <summary>Names and values of the metadata, as the S3 Encryption Client's specification has them.</summary>
internal static class EnvelopeNames
{
    public const string KeyV1 = "x-amz-key";
    public const string KeyV2 = "x-amz-key-v2";
    public const string Iv = "x-amz-iv";
    public const string Description = "x-amz-matdesc";
    public const string Wrap = "x-amz-wrap-alg";
    public const string Cipher = "x-amz-cek-alg";
    public const string TagLength = "x-amz-tag-len";
    public const string PlainLength = "x-amz-unencrypted-content-length";

    public const string SuiteOfV3 = "x-amz-c";
    public const string KeyV3 = "x-amz-3";
    public const string WrapV3 = "x-amz-w";
    public const string CommitmentV3 = "x-amz-d";
    public const string MessageIdV3 = "x-amz-i";
    public const string DescriptionV3 = "x-amz-m";
    public const string ContextV3 = "x-amz-t";

    public const string CipherGcm = "AES/GCM/NoPadding";
    public const string CipherCbc = "AES/CBC/PKCS5Padding";
    public const string CipherCtr = "AES/CTR/NoPadding";

    /// <summary>Algorithm suite 0x0073.</summary>
    public const string SuiteV3 = "115";

    /// <summary>In a KMS encryption context, the content's cipher.</summary>
    public const string ContextCipher = "aws:x-amz-cek-alg";

    /// <summary>In a KMS encryption context of old clients, the key's id.</summary>
    public const string ContextKeyId = "kms_cmk_id";

    public const int MessageIdBytes = 28;
    public const int CommitmentBytes = 28;

    public static readonly string[] OfV1V2 = [KeyV1, KeyV2, Iv, Description, Wrap, Cipher, TagLength, PlainLength];
    public static readonly string[] OfV3 = [SuiteOfV3, KeyV3, WrapV3, CommitmentV3, MessageIdV3, DescriptionV3, ContextV3];

    /// <summary>What V3 keeps with the object even where the rest is in an instruction file.</summary>
    public static readonly string[] OfV3Object = [SuiteOfV3, CommitmentV3, MessageIdV3];
}
