using System.Globalization;

namespace CloudAudit.Rules.Matching;

/// <summary>A part of a date that a rule compares (specification 2.1.0, "Time Modifiers").</summary>
internal enum TimePart
{
    Minute,
    Hour,
    Day,

    /// <summary>
    /// ISO 8601's week of the year. The specification says 1 to 52 and not how weeks are counted; ISO's has a 53rd in
    /// some years.
    /// </summary>
    Week,
    Month,
    Year,
}

internal static class TimeParts
{
    /// <summary>The least and greatest number that a part can be.</summary>
    public static (int Least, int Greatest) Range(TimePart part) => part switch
    {
        TimePart.Minute => (0, 59),
        TimePart.Hour => (0, 23),
        TimePart.Day => (1, 31),
        TimePart.Week => (1, 53),
        TimePart.Month => (1, 12),
        _ => (1, 9999),
    };

    /// <summary>
    /// A part of a date as it is written, without a change of time zone, as the specification wants it: CloudTrail's are
    /// UTC. The date is ISO 8601's extended form, <c>2026-03-01T10:00:00Z</c>: a time may be missing or after a blank,
    /// seconds, fractions and zone may be missing. A date without a time has no hour and minute.
    /// </summary>
    public static bool TryGet(ReadOnlySpan<char> text, TimePart part, out int value)
    {
        value = 0;
        if (!TryDate(text, out var date))
        {
            return false;
        }

        text = text[10..];
        if (!TryTime(text, out int hour, out int minute) && !text.IsEmpty)
        {
            return false;
        }

        value = part switch
        {
            TimePart.Minute => text.IsEmpty ? -1 : minute,
            TimePart.Hour => text.IsEmpty ? -1 : hour,
            TimePart.Day => date.Day,
            TimePart.Week => ISOWeek.GetWeekOfYear(date.ToDateTime(TimeOnly.MinValue)),
            TimePart.Month => date.Month,
            _ => date.Year,
        };
        return value >= 0;
    }

    private static bool TryDate(ReadOnlySpan<char> text, out DateOnly date)
    {
        date = default;
        return text.Length >= 10 && text[4] == '-' && text[7] == '-'
            && TryDigits(text[..4], out int year) && TryDigits(text.Slice(5, 2), out int month) && TryDigits(text.Slice(8, 2), out int day)
            && year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && (date = new DateOnly(year, month, day)).Year == year;
    }

    // [T ]HH:mm[:ss[.fraction]][Z|±hh:mm]
    private static bool TryTime(ReadOnlySpan<char> text, out int hour, out int minute)
    {
        hour = minute = 0;
        if (text.Length < 6 || text[0] is not ('T' or 't' or ' ') || text[3] != ':'
            || !TryDigits(text.Slice(1, 2), out hour) || !TryDigits(text.Slice(4, 2), out minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        text = text[6..];
        if (text.Length >= 3 && text[0] == ':' && TryDigits(text.Slice(1, 2), out int second) && second <= 60)
        {
            text = text[3..];
            if (text.Length > 1 && text[0] is '.' or ',')
            {
                int digits = text[1..].IndexOfAnyExceptInRange('0', '9');
                text = digits < 0 ? default : digits == 0 ? text : text[(digits + 1)..];
            }
        }

        return text.IsEmpty || text is "Z" or "z" || (text.Length == 6 && text[0] is '+' or '-' && text[3] == ':'
            && TryDigits(text.Slice(1, 2), out _) && TryDigits(text.Slice(4, 2), out _));
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            value = (value * 10) + (c - '0');
        }

        return true;
    }
}
