namespace CloudAudit.Integrity;

/// <summary>The names of folders in a trail's bucket ("Finding your CloudTrail log files").</summary>
internal static class TrailFolder
{
    public const string Digests = "CloudTrail-Digest";

    /// <summary>Folders of log files, that of management and data events first.</summary>
    public static readonly string[] Logs = ["CloudTrail", "CloudTrail-Insight", "CloudTrail-NetworkActivity", "CloudTrail-Aggregated"];

    public static bool IsAccount(string name) => name.Length == 12 && !name.AsSpan().ContainsAnyExceptInRange('0', '9');

    public static bool IsOrganization(string name) => name.StartsWith("o-", StringComparison.Ordinal);
}
