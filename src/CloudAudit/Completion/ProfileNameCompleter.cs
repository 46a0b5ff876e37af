using System.Collections;

namespace CloudAudit.PowerShell.Completion;

/// <summary>The profiles of the shared files, read without the SDK: completing a word should load no library.</summary>
public sealed class ProfileNameCompleter : WordCompleter
{
    private const int MaxLines = 100_000;

    /// <inheritdoc/>
    protected override IEnumerable<string> Words(IDictionary boundParameters)
    {
        string home = Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws");
        string?[] files = boundParameters["ProfileLocation"] is string given
            ? [given]
            :
            [
                Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE") ?? Path.Join(home, "credentials"),
                Environment.GetEnvironmentVariable("AWS_CONFIG_FILE") ?? Path.Join(home, "config"),
            ];
        return files.OfType<string>().Where(Path.IsPathFullyQualified).SelectMany(Names).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    // "[name]" in one file and "[profile name]" in the other; [sso-session …] and [services …] are no profiles.
    private static IEnumerable<string> Names(string file)
    {
        if (!File.Exists(file))
        {
            yield break;
        }

        foreach (string line in File.ReadLines(file).Take(MaxLines))
        {
            string text = line.Trim();
            int end = text.IndexOf(']', StringComparison.Ordinal);
            if (text.StartsWith('[') && end > 1)
            {
                string[] words = text[1..end].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                if (words is [var name] || (words is ["profile", var named] && (name = named).Length > 0))
                {
                    yield return name;
                }
            }
        }
    }
}
