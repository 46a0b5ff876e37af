using CloudAudit.Decoding;

namespace CloudAudit.Reading;

/// <summary>How far a pass over a source has come.</summary>
/// <param name="Files">Logs read to their end.</param>
/// <param name="TotalFiles">Logs there are; 0 while that is not known.</param>
/// <param name="Records">Records read.</param>
/// <param name="TextBytes">Bytes of decompressed text read.</param>
/// <param name="FileBytes">Bytes of the logs read to their end, as stored.</param>
/// <param name="TotalFileBytes">Bytes of all logs, as stored; 0 while that is not known.</param>
/// <param name="Digests">Digest files met and left out.</param>
public readonly record struct ReadProgress(
    int Files, int TotalFiles, long Records, long TextBytes, long FileBytes, long TotalFileBytes, int Digests)
{
    /// <summary>0 to 100, or -1 where the whole is not known.</summary>
    public int Percent => TotalFileBytes > 0 ? (int)Math.Min(100, FileBytes * 100 / TotalFileBytes) : -1;
}

/// <summary>Some of a pass's results, in the order of the logs.</summary>
/// <param name="Results">What came of the records; may be empty.</param>
/// <param name="Errors">What was wrong with logs and records; may be empty.</param>
/// <param name="Progress">How far the pass has come.</param>
public sealed record ReadBatch<T>(IReadOnlyList<T> Results, IReadOnlyList<LogError> Errors, ReadProgress Progress)
{
    /// <summary>The logs that ended within the batch, in their order: what a checkpoint notes once the results are taken.</summary>
    public IReadOnlyList<LogEnd> Ends { get; init; } = [];

    /// <summary>The log in whose middle the batch ends; null where it ends between two.</summary>
    public LogPosition? Position { get; init; }

    /// <summary>
    /// Keys of the events' ids (<see cref="RecentEventIds"/>), for a checkpoint to remember. Where results are events, one
    /// for each of them.
    /// </summary>
    internal IReadOnlyList<UInt128> EventIds { get; init; } = [];
}
