using CloudAudit.Decoding;

namespace CloudAudit.Encryption;

/// <summary>
/// An encrypted log cannot be opened. Its message says why, and never holds a key, a part of one or any plaintext.
/// </summary>
/// <param name="kind">What is wrong, as the log's error will say.</param>
/// <param name="message">The matter in words, without the log's name.</param>
/// <param name="cause">What a key service said; null otherwise.</param>
public sealed class DecryptionException(LogErrorKind kind, string message, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>What is wrong.</summary>
    public LogErrorKind Kind { get; } = kind;
}
