using System.Globalization;

namespace CloudAudit.Aws.S3;

/// <summary>
/// The row that an object stands in: the folder of its region, below which are those of the days:
/// <c>…/CloudTrail/&lt;region&gt;/YYYY/MM/DD/</c>.
/// </summary>
internal static class TrailRow
{
    // YYYY/MM/DD/
    private const int DayLength = 11;

    /// <summary>The row of an object's key; null where its folders are not those of days.</summary>
    public static string? Of(string key)
    {
        int name = key.LastIndexOf('/') + 1;
        return name > DayLength && IsDay(key.AsSpan(name - DayLength, DayLength)) && key[name - DayLength - 1] == '/' ? key[..(name - DayLength)] : null;
    }

    /// <summary>The folder of a day, below its row.</summary>
    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy'/'MM'/'dd'/'", CultureInfo.InvariantCulture);

    /// <summary>Whether a folder in a row holds only what is older than a day; of a row itself that is never so.</summary>
    /// <param name="below">The folder as it stands below its row: <c>YYYY/</c>, <c>YYYY/MM/</c> or <c>YYYY/MM/DD/</c>.</param>
    /// <param name="first">The first day that is wanted, as <see cref="Day"/> gives it.</param>
    public static bool IsBefore(string below, string first) =>
        below.Length is 5 or 8 or DayLength && string.CompareOrdinal(below, 0, first, 0, below.Length - 1) < 0;

    private static bool IsDay(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (i is 4 or 7 or 10 ? text[i] != '/' : !char.IsAsciiDigit(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
