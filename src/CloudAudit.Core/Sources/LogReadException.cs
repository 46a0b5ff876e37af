using CloudAudit.Decoding;

namespace CloudAudit.Sources;

/// <summary>A log of a source that is no file system cannot be read, or not to its end.</summary>
/// <param name="kind">What is wrong.</param>
/// <param name="message">The matter in words, without the log's name.</param>
/// <param name="cause">What was thrown beneath.</param>
public sealed class LogReadException(LogErrorKind kind, string message, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>What is wrong.</summary>
    public LogErrorKind Kind { get; } = kind;
}
