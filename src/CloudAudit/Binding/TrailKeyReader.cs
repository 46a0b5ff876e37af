using System.Management.Automation;
using CloudAudit.Integrity;
using CloudAudit.PowerShell.Errors;

namespace CloudAudit.PowerShell.Binding;

/// <summary>Public keys as -PublicKey takes them: files, or the keys themselves.</summary>
internal static class TrailKeyReader
{
    /// <summary>Reads keys; one that is none ends the cmdlet.</summary>
    /// <param name="cmdlet">Resolves paths and writes errors.</param>
    /// <param name="given">What was given.</param>
    /// <param name="stores">Copies beside which keys are looked for where none were given.</param>
    public static List<TrailPublicKey> ReadPublicKeys(this PSCmdlet cmdlet, string[] given, IReadOnlyList<LocalTrailStore> stores)
    {
        IReadOnlyList<string> files = given.Length == 0 ? SavedKeys.Find(stores) : [];
        var keys = new List<TrailPublicKey>();
        foreach (string one in given.Concat(files))
        {
            bool isKey = LooksLikeKey(one);
            try
            {
                keys.AddRange(isKey
                    ? TrailKeyText.Read(System.Text.Encoding.UTF8.GetBytes(one))
                    : TrailKeyText.ReadFile(cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(one)));
            }
            catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
            {
                cmdlet.ThrowTerminatingError(AuditErrors.PublicKeyInvalid(isKey ? "-PublicKey" : one, e));
            }
        }

        if (files.Count > 0)
        {
            cmdlet.WriteWarning(SavedKeys.Warning(files));
        }

        return keys;
    }

    // Base64 of a key, PEM or JSON; a path has none of their beginnings.
    private static bool LooksLikeKey(string text) =>
        text.StartsWith("MII", StringComparison.Ordinal) || text.StartsWith("-----BEGIN", StringComparison.Ordinal) || text.TrimStart() is ['{' or '[', ..];
}
