namespace CloudAudit.Decoding;

/// <summary>What is wrong with a log file or one of its records.</summary>
public enum LogErrorKind
{
    /// <summary>The file is not there.</summary>
    NotFound,

    /// <summary>The file may not be read.</summary>
    AccessDenied,

    /// <summary>Reading failed half way.</summary>
    ReadFailed,

    /// <summary>The gzip data ends before its own end.</summary>
    TruncatedGzip,

    /// <summary>The gzip data is damaged.</summary>
    CorruptGzip,

    /// <summary>The decompressed bytes are not those that were compressed.</summary>
    BadChecksum,

    /// <summary>A second gzip member follows the first; CloudTrail writes one, and more hide content from other readers.</summary>
    SecondGzipMember,

    /// <summary>Bytes follow the end of the gzip data or of the JSON.</summary>
    TrailingData,

    /// <summary>The decompressed size passes the limit.</summary>
    InflatedSizeLimit,

    /// <summary>The text is no JSON, or this record is not.</summary>
    BadJson,

    /// <summary>The JSON ends in the middle.</summary>
    TruncatedJson,

    /// <summary>The record is over the size limit.</summary>
    RecordTooLarge,

    /// <summary>The record nests deeper than the limit.</summary>
    NestingTooDeep,

    /// <summary>JSON, but no CloudTrail record.</summary>
    NotCloudTrail,

    /// <summary>A sidecar or an instruction file is not of its form, or the envelope in it is not.</summary>
    BadMetadata,

    /// <summary>The log is encrypted, and no key was given that it may be opened with.</summary>
    DecryptionKeyMissing,

    /// <summary>The keys that were given do not open the log.</summary>
    WrongDecryptionKey,

    /// <summary>S3 encrypted the log with a key of the customer's (SSE-C), and none was given.</summary>
    CustomerKeyMissing,

    /// <summary>The log is not what was encrypted, or its data key is not the one it was encrypted with.</summary>
    NotAuthentic,

    /// <summary>The log is encrypted in an older, weaker way, which has to be allowed.</summary>
    LegacyEncryption,

    /// <summary>The log is encrypted in a way that is not known.</summary>
    UnsupportedEncryption,

    /// <summary>The encrypted log is over the size limit.</summary>
    EncryptedSizeLimit,

    /// <summary>The key service did not unwrap the log's data key.</summary>
    KeyServiceFailed,
}
