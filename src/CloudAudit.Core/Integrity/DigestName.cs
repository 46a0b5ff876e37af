using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CloudAudit.Integrity;

/// <summary>
/// What a digest's key says ("CloudTrail digest file structure"):
/// <c>[prefix/]AWSLogs/[o-…/]&lt;account&gt;/CloudTrail-Digest/&lt;region&gt;/YYYY/MM/DD/&lt;account&gt;_CloudTrail-Digest_&lt;region&gt;_&lt;trail&gt;_&lt;home region&gt;_YYYYMMDDTHHmmssZ[_backfill].json.gz</c>.
/// </summary>
/// <param name="AccountId">Twelve digits.</param>
/// <param name="Region">The region whose log files it lists.</param>
/// <param name="TrailName">The trail's name.</param>
/// <param name="HomeRegion">The region the trail was made in.</param>
/// <param name="Time">The end of the hour it covers, UTC.</param>
/// <param name="IsBackfill">It lists log files that came too late for the digest of their hour.</param>
public sealed record DigestName(
    string AccountId, string Region, string TrailName, string HomeRegion, DateTimeOffset Time, bool IsBackfill)
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string Marker = "_CloudTrail-Digest_";

    /// <summary>Reads a key, or a name without its folders.</summary>
    public static bool TryParse(string key, [NotNullWhen(true)] out DigestName? digest)
    {
        digest = null;
        var name = key.AsSpan(key.LastIndexOf('/') + 1);
        if (!Cut(ref name, ".json.gz"))
        {
            return false;
        }

        bool backfill = Cut(ref name, "_backfill");
        int marker = name.IndexOf(Marker, StringComparison.Ordinal);
        if (marker != 12 || name[..12].ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        // The trail's name may hold underscores, the regions none.
        var account = name[..12];
        name = name[(marker + Marker.Length)..];
        int region = name.IndexOf('_');
        int time = name.LastIndexOf('_');
        int home = time < 0 ? -1 : name[..time].LastIndexOf('_');
        if (region <= 0 || home <= region || home + 1 >= time
            || !DateTimeOffset.TryParseExact(name[(time + 1)..], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            return false;
        }

        digest = new DigestName(
            account.ToString(), name[..region].ToString(), name[(region + 1)..home].ToString(), name[(home + 1)..time].ToString(), at, backfill);
        return true;

        static bool Cut(ref ReadOnlySpan<char> text, string end)
        {
            bool ends = text.EndsWith(end, StringComparison.Ordinal);
            text = ends ? text[..^end.Length] : text;
            return ends;
        }
    }

    /// <summary>The key that the same trail's digest of another time has, in the same place.</summary>
    /// <param name="folder">Of the region: <c>…/CloudTrail-Digest/&lt;region&gt;/</c>.</param>
    public string KeyAt(string folder, DateTimeOffset time) => string.Create(
        CultureInfo.InvariantCulture,
        $"{folder}{time.UtcDateTime:yyyy'/'MM'/'dd}/{AccountId}{Marker}{Region}_{TrailName}_{HomeRegion}_{time.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}{(IsBackfill ? "_backfill" : string.Empty)}.json.gz");
}
