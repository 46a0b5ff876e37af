using System.Globalization;
using CloudAudit.Filters;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Sources;

/// <summary>
/// Which logs cannot hold an event that is wanted, told from CloudTrail's key layout alone:
/// <c>AWSLogs/[o-…/]&lt;account&gt;/CloudTrail/&lt;region&gt;/YYYY/MM/DD/</c>. Where a name does not say, the log is read.
/// </summary>
internal sealed class LogPruning
{
    // A log's time is that of its delivery: mostly within minutes, but CloudTrail retries for 30 days where the bucket
    // refused it ("Finding your CloudTrail log files", "Redelivery").
    private static readonly TimeSpan LateDelivery = TimeSpan.FromDays(30);

    // Clocks of services differ a little from that of the delivery.
    private static readonly TimeSpan EarlyDelivery = TimeSpan.FromMinutes(15);

    // Since then global services' events are delivered in us-east-1 alone; before, in whichever region the trail had.
    private static readonly DateTimeOffset GlobalEventsMoved = new(2021, 11, 23, 0, 0, 0, TimeSpan.Zero);

    private readonly TextTest? _account;
    private readonly TextTest? _region;
    private readonly bool _globalRegion;
    private readonly TextTest? _category;
    private readonly bool _ownFoldersOnly;
    private readonly DateTimeOffset? _from;
    private readonly DateTimeOffset? _until;

    public LogPruning(EventQuery query)
    {
        _account = Test(query.AccountId);
        _region = Test(query.Region);
        _category = Test(query.EventCategory);
        _ownFoldersOnly = query.EventCategory.Count > 0 && query.EventCategory.All(HasFolderOfItsOwn);
        _globalRegion = _region?.Passes("us-east-1") ?? false;
        _from = query.StartTime is { } start && start > DateTimeOffset.MinValue + EarlyDelivery ? start - EarlyDelivery : null;
        _until = query.EndTime is { } end && end < DateTimeOffset.MaxValue - LateDelivery ? end + LateDelivery : null;

        static TextTest? Test(IReadOnlyList<string> values) => values.Count == 0
            ? null
            : SelectionCompiler.Texts([.. values.Select(TextPattern.PowerShell)], cased: false);
    }

    /// <summary>Whether a log of this name may hold a wanted event.</summary>
    public bool MayHold(LogKey key) =>
        (_account?.Passes(key.AccountId) ?? true)
        && CategoryMayHold(key.Folder)
        && RegionMayHold(key.Region, key.Time)
        && (_from is null || key.Time >= _from) && (_until is null || key.Time <= _until);

    /// <summary>Whether anything under this folder may be wanted.</summary>
    /// <param name="folder">The folder's path; either separator.</param>
    public bool MayHold(string folder)
    {
        string[] parts = folder.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        int trail = Array.FindLastIndex(parts, IsTrailFolder);
        if (trail < 0)
        {
            return parts.Length < 2 || !IsAccount(parts[^1]) || !(parts[^2] == "AWSLogs" || parts[^2].StartsWith("o-", StringComparison.Ordinal))
                || (_account?.Passes(parts[^1]) ?? true);
        }

        if (trail > 0 && IsAccount(parts[trail - 1]) && !(_account?.Passes(parts[trail - 1]) ?? true))
        {
            return false;
        }

        if (trail > 0 && IsAccount(parts[trail - 1]) && !CategoryMayHold(parts[trail]))
        {
            return false;
        }

        // Other people's folders are called CloudTrail too; a region's name tells that this one is laid out as AWS does.
        if (parts.Length <= trail + 1 || !IsRegion(parts[trail + 1]))
        {
            return true;
        }

        var (first, last) = Days(parts.AsSpan(trail + 1));
        return RegionMayHold(parts[trail + 1], _from > first ? _from.Value : first)
            && (_from is null || last >= _from) && (_until is null || first <= _until);
    }

    /// <summary>
    /// Whether everything under this folder may be wanted, as far as times, region and account go: then it need not be
    /// looked at folder by folder.
    /// </summary>
    public bool IsWhole(string folder)
    {
        string[] parts = folder.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        int trail = Array.FindLastIndex(parts, IsTrailFolder);
        if (trail < 0 || parts.Length <= trail + 1 || !IsRegion(parts[trail + 1]))
        {
            return false;
        }

        var (first, last) = Days(parts.AsSpan(trail + 1));
        return (_from is null || first >= _from) && (_until is null || last <= _until)
            && (_region is null || _region.Passes(parts[trail + 1]));
    }

    // Events of Insights and of network activity are in folders of their own. Data events are in CloudTrail's and,
    // where they are aggregated, in another; what has a category that is not known is in CloudTrail's.
    private static bool HasFolderOfItsOwn(string category) =>
        category.Equals("Insight", StringComparison.OrdinalIgnoreCase) || category.Equals("NetworkActivity", StringComparison.OrdinalIgnoreCase);

    private bool CategoryMayHold(string folder) => _category is null || folder switch
    {
        "CloudTrail-Insight" => _category.Passes("Insight"),
        "CloudTrail-NetworkActivity" => _category.Passes("NetworkActivity"),
        "CloudTrail-Aggregated" => _category.Passes("Data"),
        "CloudTrail" => !_ownFoldersOnly,
        _ => true,
    };

    private bool RegionMayHold(string region, DateTimeOffset earliest) =>
        _region is null || _region.Passes(region) || (_globalRegion && earliest < GlobalEventsMoved + LateDelivery);

    // The first and last moment of <region>/YYYY/MM/DD, of as much of it as is there.
    private static (DateTimeOffset First, DateTimeOffset Last) Days(ReadOnlySpan<string> parts)
    {
        if (parts.Length < 2 || !TryNumber(parts[1], 4, out int year) || year is < 2000 or > 9000)
        {
            return (DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        }

        var first = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
        if (parts.Length < 3 || !TryNumber(parts[2], 2, out int month) || month is < 1 or > 12)
        {
            return (first, first.AddYears(1));
        }

        first = first.AddMonths(month - 1);
        return parts.Length < 4 || !TryNumber(parts[3], 2, out int day) || day < 1 || day > DateTime.DaysInMonth(year, month)
            ? (first, first.AddMonths(1))
            : (first.AddDays(day - 1), first.AddDays(day));
    }

    private static bool TryNumber(string text, int digits, out int value)
    {
        value = 0;
        return text.Length == digits && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Whether a folder is one that CloudTrail writes.</summary>
    public static bool IsTrailFolder(string name) =>
        name is "CloudTrail" or "CloudTrail-Insight" or "CloudTrail-NetworkActivity" or "CloudTrail-Aggregated" or "CloudTrail-Digest";

    // us-east-1, us-gov-west-1, eusc-de-east-1: lower-case words and a number, with hyphens between.
    private static bool IsRegion(string name)
    {
        string[] words = name.Split('-');
        return words.Length >= 3
            && words[^1].Length is 1 or 2 && !words[^1].AsSpan().ContainsAnyExceptInRange('0', '9')
            && Array.TrueForAll(words[..^1], w => w.Length >= 2 && !w.AsSpan().ContainsAnyExceptInRange('a', 'z'));
    }

    /// <summary>Whether a folder's name is an account's id.</summary>
    public static bool IsAccount(string name) => name.Length == 12 && !name.AsSpan().ContainsAnyExceptInRange('0', '9');
}
