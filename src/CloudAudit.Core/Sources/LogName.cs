namespace CloudAudit.Sources;

/// <summary>What a file's ending says, of those that CloudTrail did not name.</summary>
internal static class LogName
{
    /// <summary>Whether files that are called so are logs.</summary>
    public static bool IsLog(string name) =>
        Path.GetExtension(name.AsSpan()) is var extension
        && (extension.Equals(".json", StringComparison.OrdinalIgnoreCase) || extension.Equals(".gz", StringComparison.OrdinalIgnoreCase)
            || extension.Equals(".jsonl", StringComparison.OrdinalIgnoreCase) || extension.Equals(".ndjson", StringComparison.OrdinalIgnoreCase));
}
