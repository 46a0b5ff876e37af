namespace CloudAudit.Checkpoints;

/// <summary>Why a checkpoint cannot be used.</summary>
public enum CheckpointProblem
{
    /// <summary>Another run has it open.</summary>
    InUse,

    /// <summary>The file is no checkpoint, or damaged.</summary>
    Damaged,

    /// <summary>A newer version of CloudAudit wrote it.</summary>
    TooNew,

    /// <summary>It belongs to other logs.</summary>
    OtherSource,

    /// <summary>It belongs to another command, or to other filters.</summary>
    OtherRequest,

    /// <summary>It cannot be read or written.</summary>
    Inaccessible,
}

/// <summary>A checkpoint that cannot be used; nothing was read, or nothing further was noted.</summary>
public sealed class CheckpointException(CheckpointProblem problem, string path, string message, Exception? inner = null)
    : Exception($"{path}: {message}", inner)
{
    /// <summary>What is wrong.</summary>
    public CheckpointProblem Problem { get; } = problem;

    /// <summary>The checkpoint's file.</summary>
    public string Path { get; } = path;
}
