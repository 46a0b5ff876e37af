using CloudAudit.Sources;

namespace CloudAudit.Reading;

/// <summary>A log came to its end within a batch.</summary>
/// <param name="File">The log.</param>
/// <param name="Results">How many of the batch's results stand before that end.</param>
/// <param name="Records">Records of the log that were looked at, those before <see cref="LogFile.FirstRecord"/> included.</param>
/// <param name="Failed">It was not read to its end: it could not be opened, or reading broke off.</param>
public readonly record struct LogEnd(LogFile File, int Results, long Records, bool Failed);

/// <summary>The log that is being read where a batch ends.</summary>
/// <param name="File">The log.</param>
/// <param name="Records">Records of it whose results have been delivered.</param>
public readonly record struct LogPosition(LogFile File, long Records);
