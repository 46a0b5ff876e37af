using System.Globalization;

namespace CloudAudit.Sources;

/// <summary>
/// What a CloudTrail object's name says ("Finding your CloudTrail log files"):
/// <c>&lt;account&gt;_CloudTrail_&lt;region&gt;_YYYYMMDDTHHmmZ_&lt;16 characters&gt;.json.gz</c>.
/// </summary>
/// <param name="AccountId">Twelve digits.</param>
/// <param name="Folder">CloudTrail, CloudTrail-Insight, CloudTrail-NetworkActivity, CloudTrail-Aggregated, CloudTrail-Digest.</param>
/// <param name="Region">The region delivered from.</param>
/// <param name="Time">When it was delivered, UTC: after its events happened, by minutes, rarely by days.</param>
public readonly record struct LogKey(string AccountId, string Folder, string Region, DateTimeOffset Time)
{
    /// <summary>Reads a file's name, without its folders.</summary>
    /// <param name="name">The name.</param>
    /// <param name="key">What it says.</param>
    /// <param name="before">Another file's: its texts are taken where they are the same, as those of neighbours mostly are.</param>
    public static bool TryParse(ReadOnlySpan<char> name, out LogKey key, LogKey before = default)
    {
        key = default;
        Span<Range> parts = stackalloc Range[8];
        int count = name.Split(parts, '_');
        if (count < 5)
        {
            return false;
        }

        var account = name[parts[0]];
        var folder = name[parts[1]];
        var region = name[parts[2]];
        bool digest = folder.SequenceEqual("CloudTrail-Digest");
        if (account.Length != 12 || account.ContainsAnyExceptInRange('0', '9') || !folder.StartsWith("CloudTrail", StringComparison.Ordinal))
        {
            return false;
        }

        // A trail's name in a digest's may hold underscores, so its time is sought from the end; behind it may stand
        // "_backfill".
        var time = digest ? DigestTime(name) : name[parts[3]];
        string format = digest ? "yyyyMMdd'T'HHmmss'Z'" : "yyyyMMdd'T'HHmm'Z'";
        if (!DateTimeOffset.TryParseExact(time, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            return false;
        }

        key = new LogKey(Text(account, before.AccountId), Text(folder, before.Folder), Text(region, before.Region), at);
        return true;
    }

    private static string Text(ReadOnlySpan<char> part, string? before) => before is not null && part.SequenceEqual(before) ? before : part.ToString();

    private static ReadOnlySpan<char> DigestTime(ReadOnlySpan<char> name)
    {
        // The trail's name may hold dots too, so only what stands behind the last '_' is cut at one.
        int last = name.LastIndexOf('_');
        if (name[last..].StartsWith("_backfill", StringComparison.Ordinal))
        {
            name = name[..last];
            last = name.LastIndexOf('_');
        }

        var time = name[(last + 1)..];
        int dot = time.IndexOf('.');
        return dot < 0 ? time : time[..dot];
    }
}
