using CloudAudit.Filters;

namespace CloudAudit.Core.Tests;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("30s", 30)]
    [InlineData("90m", 5400)]
    [InlineData("24h", 86_400)]
    [InlineData("7d", 604_800)]
    [InlineData("2w", 1_209_600)]
    [InlineData(" 1.5H ", 5400)]
    [InlineData("1.12:00:00", 129_600)]
    [InlineData("00:00:10", 10)]
    public void Durations_are_read(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), TimeText.ParseDuration(text));

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("7")]
    [InlineData("-7d")]
    [InlineData("0d")]
    [InlineData("0.0000000000001s")]
    [InlineData("7 d")]
    [InlineData("7y")]
    [InlineData("1e3d")]
    [InlineData("NaNd")]
    [InlineData("999999999999d")]
    [InlineData("-00:00:10")]
    public void What_is_no_duration_is_refused(string text) =>
        Assert.Contains("is no duration", Assert.Throws<FormatException>(() => TimeText.ParseDuration(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("2025-03-01", "2025-03-01T00:00:00Z")]
    [InlineData("2025-03-01T12:00", "2025-03-01T12:00:00Z")]
    [InlineData("2025-03-01 12:00:30", "2025-03-01T12:00:30Z")]
    [InlineData("2025-03-01T12:00:00Z", "2025-03-01T12:00:00Z")]
    [InlineData("2025-03-01T12:00:00+05:30", "2025-03-01T06:30:00Z")]
    [InlineData(" 2025-03-01T12:00:00.250Z ", "2025-03-01T12:00:00.25Z")]
    public void Times_are_read_as_UTC(string text, string expected)
    {
        var time = TimeText.ParseTime(text);
        Assert.Equal(DateTimeOffset.Parse(expected, null, System.Globalization.DateTimeStyles.RoundtripKind), time);
        Assert.Equal(TimeSpan.Zero, time.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12:00")]
    [InlineData("March")]
    [InlineData("03/01/2025")]
    [InlineData("1 March 2025")]
    [InlineData("2025-13-01")]
    [InlineData("2025-02-29")]
    [InlineData("yesterday")]
    public void What_is_no_time_in_ISO_8601_is_refused(string text) =>
        Assert.Contains("is no time", Assert.Throws<FormatException>(() => TimeText.ParseTime(text)).Message, StringComparison.Ordinal);
}
