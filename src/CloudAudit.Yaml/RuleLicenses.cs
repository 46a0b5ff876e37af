namespace CloudAudit.Yaml;

/// <summary>
/// The licence of rules that do not say it themselves, as those of SigmaHQ do not: that of the LICENSE file in their
/// folder, or in the nearest above it that has one. Only the Detection Rule License is told, which wants to be named with every match.
/// </summary>
internal sealed class RuleLicenses
{
    // The name of a licence stands at its head.
    private const int MostRead = 16 * 1024;
    private const int MostLevels = 12;

    private static readonly string[] s_names = ["LICENSE", "LICENSE.md", "LICENSE.txt"];

    private readonly Dictionary<string, string?> _known = new(StringComparer.Ordinal);

    /// <summary>The SPDX id of the licence of a file's rules; null where none is told.</summary>
    /// <param name="file">The file's full path.</param>
    public string? Of(string file) => Path.GetDirectoryName(file) is { } folder ? OfFolder(folder, 0) : null;

    // The nearest file counts, and what is above the root of a repository has no say.
    private string? OfFolder(string folder, int levels)
    {
        if (!_known.TryGetValue(folder, out string? license))
        {
            string? text = s_names.Select(name => Read(Path.Join(folder, name))).FirstOrDefault(read => read is not null);
            license = text is not null ? Named(text)
                : levels < MostLevels && !Path.Exists(Path.Join(folder, ".git")) && Path.GetDirectoryName(folder) is { } parent ? OfFolder(parent, levels + 1)
                : null;
            _known.Add(folder, license);
        }

        return license;
    }

    private static string? Read(string file)
    {
        try
        {
            if (!File.Exists(file))
            {
                return null;
            }

            using var reader = new StreamReader(file);
            char[] text = new char[MostRead];
            return new string(text, 0, reader.ReadBlock(text));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Named(string text)
    {
        int at = text.IndexOf("Detection Rule License", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        return text.AsSpan(at, Math.Min(text.Length - at, 200)).Contains("1.0", StringComparison.Ordinal) ? "DRL-1.0" : "DRL-1.1";
    }
}
