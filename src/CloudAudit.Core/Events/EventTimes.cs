using System.Globalization;
using CloudAudit.Decoding.Json;

namespace CloudAudit;

/// <summary>A record's eventTime: ISO 8601, UTC, of second precision ("CloudTrail record contents").</summary>
internal static class EventTimes
{
    /// <summary>Reads the JSON value of an eventTime.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, out DateTimeOffset time)
    {
        time = default;
        if (json.Length < 3 || json[0] != '"')
        {
            return false;
        }

        var text = json[1..^1];

        // "2023-07-10T11:42:31Z": digits at fixed places, which is nearly every record there is.
        if (text.Length == 20 && text[19] == 'Z' && text[10] == 'T' && text[4] == '-' && text[7] == '-' && text[13] == ':' && text[16] == ':'
            && TryDigits(text[..4], out int year) && TryDigits(text.Slice(5, 2), out int month) && TryDigits(text.Slice(8, 2), out int day)
            && TryDigits(text.Slice(11, 2), out int hour) && TryDigits(text.Slice(14, 2), out int minute) && TryDigits(text.Slice(17, 2), out int second)
            && year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24 && minute < 60 && second < 60)
        {
            time = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero);
            return true;
        }

        return TryParseText(JsonString.Decode(text), out time);
    }

    /// <summary>
    /// Reads a moment in ISO 8601, UTC where it gives no offset. What the framework would complete from today's date or
    /// another country's order is none.
    /// </summary>
    public static bool TryParseText(string text, out DateTimeOffset time)
    {
        time = default;
        var trimmed = text.AsSpan().Trim();
        return trimmed.Length >= 10 && trimmed[4] == '-' && trimmed[7] == '-' && !trimmed[..4].ContainsAnyExceptInRange('0', '9')
            && DateTimeOffset.TryParse(
                trimmed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (byte b in text)
        {
            uint digit = (uint)(b - '0');
            if (digit > 9)
            {
                return false;
            }

            value = (value * 10) + (int)digit;
        }

        return true;
    }
}
