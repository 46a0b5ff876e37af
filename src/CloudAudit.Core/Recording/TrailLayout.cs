using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;

namespace CloudAudit.Recording;

/// <summary>
/// Where a local trail keeps what: log files and digests under the keys that CloudTrail gives them ("Finding your
/// CloudTrail log files", "CloudTrail digest file structure"), the trail's own files beside AWSLogs.
/// </summary>
internal static class TrailLayout
{
    /// <summary>What the trail is; in its folder.</summary>
    public const string ConfigurationFile = "trail.json";

    /// <summary>The public key that its digests are verified with; in its folder.</summary>
    public const string PublicKeyFile = "public-key.pem";

    /// <summary>The folder of events that are not in log files yet, and of the lock.</summary>
    public const string JournalFolder = ".journal";

    /// <summary>In the journal's folder: the segment that is being written.</summary>
    public const string ActiveSegment = "active.wal";

    /// <summary>In the journal's folder: what begins the name of a segment that becomes a log file.</summary>
    public const string SealedPrefix = "seal-";

    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly SearchValues<char> UniqueLetters = SearchValues.Create(Letters);

    /// <summary>A log file's key.</summary>
    /// <param name="delivered">When it was made.</param>
    /// <param name="unique">Sixteen characters of its own.</param>
    public static string LogKey(TrailConfiguration trail, DateTimeOffset delivered, string unique) => string.Create(
        CultureInfo.InvariantCulture,
        $"AWSLogs/{trail.AccountId}/CloudTrail/{trail.Region}/{delivered.UtcDateTime:yyyy'/'MM'/'dd}/{trail.AccountId}_CloudTrail_{trail.Region}_{delivered.UtcDateTime:yyyyMMdd'T'HHmm'Z'}_{unique}.json.gz");

    /// <summary>A digest's key.</summary>
    /// <param name="end">Where the time that it covers ends.</param>
    public static string DigestKey(TrailConfiguration trail, DateTimeOffset end) => string.Create(
        CultureInfo.InvariantCulture,
        $"{DigestFolder(trail)}{end.UtcDateTime:yyyy'/'MM'/'dd}/{trail.AccountId}_CloudTrail-Digest_{trail.Region}_{trail.Name}_{trail.Region}_{end.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.json.gz");

    /// <summary>What the keys of all digests begin with.</summary>
    public static string DigestFolder(TrailConfiguration trail) => $"AWSLogs/{trail.AccountId}/CloudTrail-Digest/{trail.Region}/";

    /// <summary>What the keys of all log files begin with.</summary>
    public static string LogFolder(TrailConfiguration trail) => $"AWSLogs/{trail.AccountId}/CloudTrail/{trail.Region}/";

    /// <summary>Where a key lies on disk.</summary>
    public static string PathOf(string folder, string key) => Path.Join(folder, key.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>The name of a segment that becomes a log file: it says all of the file's key that is not the trail's.</summary>
    public static string SealedSegment(DateTimeOffset delivered, string unique) =>
        string.Create(CultureInfo.InvariantCulture, $"{SealedPrefix}{delivered.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{unique}.wal");

    /// <summary>Reads the name of a segment that becomes a log file.</summary>
    public static bool TryParseSealed(string name, out DateTimeOffset delivered, out string unique)
    {
        (delivered, unique) = (default, string.Empty);
        string[] parts = Path.GetFileNameWithoutExtension(name).Split('-');
        if (parts.Length != 3 || parts[2].Length != 16 || parts[2].AsSpan().IndexOfAnyExcept(UniqueLetters) >= 0
            || !DateTimeOffset.TryParseExact(parts[1], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out delivered))
        {
            return false;
        }

        unique = parts[2];
        return true;
    }

    /// <summary>Sixteen characters that no other log file has.</summary>
    public static string NewUnique() => RandomNumberGenerator.GetString(Letters, 16);
}
