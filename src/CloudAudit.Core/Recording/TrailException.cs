namespace CloudAudit.Recording;

/// <summary>Why a local trail cannot be made, opened or written.</summary>
public enum TrailErrorKind
{
    /// <summary>The folder holds no trail.</summary>
    NotFound,

    /// <summary>The trail's own files are not as they were written.</summary>
    Damaged,

    /// <summary>What is asked for is not what the trail is.</summary>
    Conflict,

    /// <summary>A key is missing, cannot be read, or is not the trail's.</summary>
    Key,

    /// <summary>Another process kept the trail locked for too long.</summary>
    Locked,

    /// <summary>Writing failed: the disk is full, or refuses.</summary>
    WriteFailed,

    /// <summary>The trail's files may not be read or written.</summary>
    AccessDenied,
}

/// <summary>A local trail cannot be made, opened or written. What was acknowledged before stays.</summary>
public sealed class TrailException(TrailErrorKind kind, string message, Exception? cause = null) : IOException(message, cause)
{
    public TrailErrorKind Kind { get; } = kind;
}
