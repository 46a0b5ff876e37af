using System.Globalization;

namespace CloudAudit.Filters;

/// <summary>Times and durations as people type them.</summary>
public static class TimeText
{
    /// <summary>
    /// A duration such as <c>90m</c>, <c>24h</c>, <c>7d</c>, <c>2w</c>, <c>30s</c>, or in .NET's notation <c>1.12:00:00</c>.
    /// </summary>
    /// <exception cref="FormatException">It is none, or not positive.</exception>
    public static TimeSpan ParseDuration(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.Length > 1
            && double.TryParse(trimmed.AsSpan(0, trimmed.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && Unit(trimmed[^1]) is { } unit && number * unit.TotalDays < 36_500 && number * unit > TimeSpan.Zero)
        {
            return number * unit;
        }

        if (trimmed.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(trimmed, CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero)
        {
            return span;
        }

        throw new FormatException($"'{text}' is no duration. Write a number and a unit: 30s, 90m, 24h, 7d or 2w.");
    }

    /// <summary>
    /// A moment in ISO 8601, such as <c>2025-03-01</c> or <c>2025-03-01T12:00:00Z</c>; without an offset it is UTC, as
    /// CloudTrail's own times are.
    /// </summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static DateTimeOffset ParseTime(string text) =>
        EventTimes.TryParseText(text, out var time)
            ? time
            : throw new FormatException($"'{text}' is no time. Write it as 2025-03-01 or 2025-03-01T12:00:00Z.");

    private static TimeSpan? Unit(char unit) => unit switch
    {
        's' or 'S' => TimeSpan.FromSeconds(1),
        'm' or 'M' => TimeSpan.FromMinutes(1),
        'h' or 'H' => TimeSpan.FromHours(1),
        'd' or 'D' => TimeSpan.FromDays(1),
        'w' or 'W' => TimeSpan.FromDays(7),
        _ => null,
    };
}
