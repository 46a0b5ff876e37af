namespace CloudAudit.Cli;

/// <summary>What the program's exit code says to a script.</summary>
internal static class ExitCodes
{
    public const int Clean = 0;

    /// <summary>A control has evidence against it.</summary>
    public const int Violations = 1;

    /// <summary>Wrong usage, something could not be read, or nothing could be checked.</summary>
    public const int Error = 2;

    /// <summary>With a checkpoint: there are no new events to check.</summary>
    public const int NothingNew = 3;

    /// <summary>Stopped by Ctrl+C, as shells say it.</summary>
    public const int Interrupted = 130;
}
