using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CloudAudit.Trails;

/// <summary>What names may look like, and the names that follow from a trail's.</summary>
public static class TrailNames
{
    private const int MaximumRoleName = 64;

    /// <summary>
    /// Why a trail cannot have a name; null where it can. Three to 128 letters, digits, periods, underscores and dashes,
    /// a letter or digit at both ends, no two of the others side by side, no IPv4 address (CloudTrail API, CreateTrail).
    /// </summary>
    /// <param name="name">The name.</param>
    public static string? Problem(string name)
    {
        if (name.Length is < 3 or > 128)
        {
            return string.Create(CultureInfo.InvariantCulture, $"A trail's name has 3 to 128 characters, this one {name.Length}.");
        }

        if (name.FirstOrDefault(c => !char.IsAsciiLetterOrDigit(c) && !IsMark(c)) is var odd and not '\0')
        {
            return $"A trail's name has letters, digits, periods, underscores and dashes, and no '{odd}'.";
        }

        if (IsMark(name[0]) || IsMark(name[^1]))
        {
            return "A trail's name begins and ends with a letter or a digit.";
        }

        if (name.Zip(name.Skip(1)).Any(pair => IsMark(pair.First) && IsMark(pair.Second)))
        {
            return "A trail's name has no two periods, underscores or dashes side by side.";
        }

        return name.Split('.') is { Length: 4 } parts && parts.All(part => byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? "A trail's name does not look like an IP address."
            : null;
    }

    /// <summary>
    /// Why a bucket cannot have a name; null where it can: 3 to 63 lower-case letters, digits, dashes and periods, a
    /// letter or digit at both ends ("Bucket naming rules", the part that S3 refuses everywhere).
    /// </summary>
    /// <param name="name">The name.</param>
    public static string? BucketProblem(string name) =>
        name.Length is >= 3 and <= 63
        && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
        && !name.Contains("..", StringComparison.Ordinal)
            ? null
            : $"'{name}' is no name of a bucket: 3 to 63 lower-case letters, digits, dashes and periods, with a letter or digit at both ends.";

    /// <summary>A log group's name, from its name or its ARN.</summary>
    /// <param name="text">The name or the ARN.</param>
    public static string LogGroup(string text) => text.Split(':') is ["arn", _, "logs", _, _, "log-group", var name, ..] ? name : text;

    /// <summary>The alias of the key that is made for a trail: aliases have no periods.</summary>
    /// <param name="trail">The trail's name.</param>
    public static string KeyAlias(string trail) => $"alias/cloudtrail/{trail.Replace('.', '_')}";

    /// <summary>The role through which a trail writes to its log group; long names end in a hash of the whole.</summary>
    /// <param name="trail">The trail's name.</param>
    public static string LogsRole(string trail)
    {
        string name = $"CloudTrailLogs-{trail}";
        if (name.Length <= MaximumRoleName)
        {
            return name;
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(trail)))[..8];
        return $"{name[..(MaximumRoleName - 9)]}-{hash}";
    }

    private static bool IsMark(char c) => c is '.' or '_' or '-';
}
