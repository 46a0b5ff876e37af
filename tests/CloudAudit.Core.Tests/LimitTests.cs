using System.Diagnostics;
using System.Text;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Decoding;

namespace CloudAudit.Core.Tests;

/// <summary>A log can ask for too much of size, depth and time; it gets what is stated and no more.</summary>
public sealed class LimitTests
{
    private const string Small = "{\"eventVersion\":\"1\",\"eventName\":\"small\"}";
    private static readonly DecodeLimits Tight = new() { MaxRecordBytes = 2000, WindowBytes = 256 };

    [Theory]
    [InlineData("{\"Records\":[", ",", "]}")]
    [InlineData("[", ",\n", "]")]
    [InlineData("", "\n", "\n")]
    public void A_record_over_the_limit_is_passed_by_with_all_that_nests_in_it(string open, string between, string close)
    {
        string inner = string.Join(",\n", Enumerable.Repeat("{\"eventVersion\":\"1\",\"eventName\":\"inner\"}", 100));
        foreach (int window in (int[])[64, 256, 5000, 1 << 20])
        {
            string large = "{\"eventVersion\":\"1\",\"eventName\":\"large\",\"requestParameters\":{\"x\":[" + inner + "]}}";
            string log = open + Small + between + large + between + Small + close;
            var (events, errors) = MemoryLog.Read(log, Tight with { WindowBytes = window });
            Assert.Equal(["small", "small"], events.Select(e => e.EventName));
            var error = Assert.Single(errors);
            Assert.Equal((LogErrorKind.RecordTooLarge, open.Length + Small.Length + between.Length), (error.Kind, error.Offset));

            // Cut off, it is still no reason to look into it.
            (events, errors) = MemoryLog.Read(open + Small + between + large[..^3], Tight with { WindowBytes = window });
            Assert.Equal("small", Assert.Single(events).EventName);
            Assert.Equal(LogErrorKind.TruncatedJson, Assert.Single(errors).Kind);
        }
    }

    [Theory]
    [InlineData(1999, 2)]
    [InlineData(2000, 2)]
    [InlineData(2001, 1)]
    public void The_size_limit_is_exact(int length, int events)
    {
        string start = "{\"eventVersion\":\"1\",\"userAgent\":\"";
        string record = start + new string('x', length - start.Length - 2) + "\"}";
        Assert.Equal(events, MemoryLog.Read("[" + record + "," + Small + "]", Tight).Events.Count);
        Assert.Equal(events, MemoryLog.Read("[" + record + "," + Small + "]", Tight with { WindowBytes = 100_000 }).Events.Count);
    }

    [Theory]
    [InlineData("{\"Records\":[R]}")]
    [InlineData("R")]
    [InlineData("[R]")]
    [InlineData("{\"detail\":R}")]
    [InlineData("{\"events\":[{\"message\":Q}]}")]
    public void Sixty_four_levels_are_read_and_sixty_five_refused(string shape)
    {
        foreach (var (open, close) in ((string, string)[])[("[", "]"), ("{\"a\":", "}")])
        {
            var (events, errors) = MemoryLog.Read(Nested(63));
            Assert.Empty(errors);
            Assert.NotNull(Assert.Single(events).RequestParameters);

            (events, errors) = MemoryLog.Read(Nested(64));
            Assert.Empty(events);
            Assert.Equal(LogErrorKind.NestingTooDeep, Assert.Single(errors).Kind);

            (events, errors) = MemoryLog.Read(Nested(200_000));
            Assert.Empty(events);
            Assert.Equal(LogErrorKind.NestingTooDeep, Assert.Single(errors).Kind);

            string Nested(int levels)
            {
                string record = new StringBuilder("{\"eventVersion\":\"1\",\"requestParameters\":").Insert(40, open, levels)
                    .Append(open == "[" ? string.Empty : "0").Insert(40 + (levels * open.Length) + (open == "[" ? 0 : 1), close, levels).Append('}').ToString();
                return shape.Replace("R", record, StringComparison.Ordinal).Replace("Q", System.Text.Json.JsonSerializer.Serialize(record), StringComparison.Ordinal)
                    .Replace("{\"" + record + "ecords", "{\"Records", StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Decompressed_text_over_the_limit_is_not_read()
    {
        byte[] log = MemoryLog.Gzip(Encoding.UTF8.GetBytes("{\"Records\":[" + Small + "," + new string(' ', 50_000_000) + Small + "]}"));
        var (events, errors) = MemoryLog.Read(log, new DecodeLimits { MaxInflatedBytes = 1_000_000 });
        Assert.Single(events);
        Assert.Equal(LogErrorKind.InflatedSizeLimit, Assert.Single(errors).Kind);
        Assert.InRange(errors[0].Offset, 1_000_000, 2_000_000);
    }

    [Fact]
    public void Plain_text_has_no_such_limit()
    {
        byte[] log = Encoding.UTF8.GetBytes("{\"Records\":[" + Small + "," + new string(' ', 2_000_000) + Small + "]}");
        Assert.Equal(2, MemoryLog.Read(log, new DecodeLimits { MaxInflatedBytes = 1_000_000 }).Events.Count);
    }

    [Fact]
    public void Memory_does_not_grow_with_the_number_of_errors()
    {
        var (events, errors) = MemoryLog.Read(string.Concat(Enumerable.Repeat("{\"x\":1}\n", 50_000)) + Small);
        Assert.Single(events);
        Assert.InRange(errors.Count, 1000, 1001);
        Assert.Contains("more than 1000 errors", errors[^1].Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Attacks => new()
    {
        { "starts without end, in lines", "{\"eventVersion\":\"1\"\n" },
        { "starts without end, in an array", "{\"eventVersion\":\"1\"," },
        { "starts that nest", "{\"eventVersion\":[\n" },
        { "starts that nest validly", "{\"eventVersion\":[" },
        { "opening brackets", "[" },
        { "closing brackets", "]}" },
        { "quotes", "\"" },
        { "backslashes", "\"\\" },
        { "braces and blanks", "{   " },
        { "wrappers", "{\"Records\":[\n" },
        { "wrappers without a line", "{\"Records\":[" },
        { "numbers", "1," },
        { "numbers with a time's look", "2023-07-10 {" },
        { "commas", "," },
        { "envelopes", "{\"detail\":" },
        { "strings of a lookup", "{\"CloudTrailEvent\":\"{}\"}" },
        { "digests", "{\"digestS3Object\":{" },
        { "quoted starts", "{\"eventVersion\":\"1\",\"a\":\"\n" },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Time_grows_with_the_log_and_no_faster(string what, string piece)
    {
        _ = what;
        var limits = new DecodeLimits { MaxRecordBytes = 256 * 1024 };
        foreach (string open in (string[])[string.Empty, "{\"Records\":["])
        {
            byte[] log = Encoding.UTF8.GetBytes(open + string.Concat(Enumerable.Repeat(piece, 5_000_000 / piece.Length)));
            var watch = Stopwatch.StartNew();
            MemoryLog.Read(log, limits);

            // A quadratic reader would take minutes: 5 MB take a few dozen milliseconds, or a second where all of it is errors.
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(40), $"{watch.Elapsed.TotalSeconds:f1} s");
        }
    }
}
