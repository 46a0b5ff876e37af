using System.Text;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Decoding;
using CloudAudit.Filters;

namespace CloudAudit.Core.Tests;

/// <summary>A broken record costs itself, and no look-alike inside another record is ever taken for one.</summary>
public sealed class DamageTests
{
    private static readonly int[] Windows = [64, 128, 1000, 256 * 1024];

    // A record, with arrays, objects and text in it that look like other records.
    private static string Record(string name) =>
        "{\"eventVersion\":\"1.08\",\"eventName\":\"" + name + "\",\"requestParameters\":{\"items\":[{\"eventVersion\":\"1.08\",\"eventName\":\"inner\"},"
        + "{\"eventVersion\":\"1.08\",\"eventName\":\"inner\"}],\"text\":\"[{\\\"eventVersion\\\":\\\"1.08\\\"}] {\",\"n\":-1.5e3},\"eventID\":\"id-" + name + "\"}";

    public static TheoryData<string, string> BrokenRecords => new()
    {
        { "a bracket too few", "{\"eventVersion\":\"1\",\"eventName\":\"X\",\"requestParameters\":{\"a\":1}" },
        { "two brackets too few", "{\"eventVersion\":\"1\",\"eventName\":\"X\",\"requestParameters\":{\"a\":{\"b\":1}" },
        { "an array left open", "{\"eventVersion\":\"1\",\"eventName\":\"X\",\"resources\":[{\"a\":1}}" },
        { "a bracket too many", "{\"eventVersion\":\"1\",\"eventName\":\"X\",\"requestParameters\":{{\"a\":1}}" },
        { "an array bracket too many", "{\"eventVersion\":\"1\",\"eventName\":\"X\",\"requestParameters\":[[{\"a\":1}]}" },
        { "a quote too few", "{\"eventVersion\":\"1\",\"eventName\":\"X,\"awsRegion\":\"us-east-1\"}" },
        { "the last quote lost", "{\"eventVersion\":\"1\",\"eventName\":\"X}" },
        { "a quote too many", "{\"eventVersion\":\"1\",\"eventName\":\"X\"\",\"awsRegion\":\"us-east-1\"}" },
        { "no colon", "{\"eventVersion\":\"1\",\"eventName\" \"X\",\"awsRegion\":\"us-east-1\"}" },
        { "no comma", "{\"eventVersion\":\"1\" \"eventName\":\"X\",\"awsRegion\":\"us-east-1\"}" },
        { "a comma too many", "{\"eventVersion\":\"1\",\"eventName\":\"X\",}" },
        { "no value", "{\"eventVersion\":\"1\",\"eventName\":}" },
        { "a bare word", "{\"eventVersion\":\"1\",\"eventName\":X}" },
        { "a control character", "{\"eventVersion\":\"1\",\"eventName\":\"X\u0001\"}" },
        { "a bad escape", "{\"eventVersion\":\"1\",\"eventName\":\"\\x\"}" },
        { "the wrong bracket", "{\"eventVersion\":\"1\",\"resources\":[1}}" },
        { "cut in a name", "{\"eventVersion\":\"1\",\"eventNa" },
        { "cut in a value", "{\"eventVersion\":\"1\",\"eventName\":\"X" },
    };

    [Theory]
    [MemberData(nameof(BrokenRecords))]
    public void A_broken_record_costs_itself_wherever_it_stands(string what, string broken)
    {
        _ = what;
        string[] names = ["A", "B", "C", "D"];
        for (int at = 0; at <= names.Length; at++)
        {
            List<string> records = [.. names.Select(Record)];
            records.Insert(at, broken);
            foreach (int window in Windows)
            {
                var limits = new DecodeLimits { WindowBytes = window };
                AssertKept("{\"Records\":[" + string.Join(',', records) + "]}", names, limits);
                AssertKept("[" + string.Join(",\n", records) + "]", names, limits);
                AssertKept(string.Join('\n', records), names, limits);
                AssertKept(string.Concat(records.Select(r => "2023-07-10T11:42:31.123Z " + r + "\n")), names, limits);
            }
        }
    }

    [Theory]
    [MemberData(nameof(BrokenRecords))]
    public void A_filter_finds_what_stands_behind_a_broken_record(string what, string broken)
    {
        _ = what;
        var query = new EventQuery { EventName = ["Wanted"] };
        string log = "{\"Records\":[" + string.Join(',', [Record("A"), broken, .. Enumerable.Range(0, 40).Select(_ => Record("B")), Record("Wanted"), Record("C")]) + "]}";
        Assert.Equal("Wanted", Assert.Single(MemoryLog.Read(log, query: query).Events).EventName);
        log = "{\"Records\":[" + string.Join(',', [Record("A"), broken, Record("Wanted")]) + "]}";
        Assert.Equal("Wanted", Assert.Single(MemoryLog.Read(log, query: query).Events).EventName);
    }

    [Theory]
    [InlineData("{\"Records\":[,A,B]}", 1)]
    [InlineData("{\"Records\":[A,,B]}", 1)]
    [InlineData("{\"Records\":[A B]}", 1)]
    [InlineData("{\"Records\":[A\nB]}", 1)]
    [InlineData("{\"Records\":[A,B,]}", 1)]
    [InlineData("{\"Records\":[A},B]}", 1)]
    [InlineData("{\"Records\":[A}},B]}", 2)]
    [InlineData("{\"Records\":[A],B]}", 1)]
    [InlineData("[A],B]", 1)]
    [InlineData("{\"Records\":[A,17,\"x\",null,[B,B],B]}", 4)]
    [InlineData("{\"Records\":[A,#junk\"{[,B]}", 1)]
    [InlineData("{\"Records\":[A,B", 1)]
    [InlineData("{\"Records\":[A,B]", 1)]
    [InlineData("{\"Records\":[A,B],\"x\":[", 1)]
    [InlineData("[A,B", 1)]
    [InlineData("[A,B,", 1)]
    [InlineData("A\njunk {[\"\nB", 1)]
    [InlineData("A\n},]\nB", 1)]
    [InlineData("junk\nA\nB\njunk", 2)]
    [InlineData("A,\nB,\n", 2)]
    public void Damage_between_records_costs_none(string pattern, int mostErrors)
    {
        string log = pattern.Replace("A", Record("1"), StringComparison.Ordinal).Replace("[B,B]", "[7,{}]", StringComparison.Ordinal).Replace("B", Record("2"), StringComparison.Ordinal);
        foreach (int window in Windows)
        {
            var (events, errors) = MemoryLog.Read(log, new DecodeLimits { WindowBytes = window });
            Assert.Equal(["1", "2"], events.Select(e => e.EventName));
            Assert.InRange(errors.Count, 1, mostErrors);
        }
    }

    [Fact]
    public void A_log_cut_at_any_byte_gives_its_first_records_and_one_error_at_the_right_place()
    {
        foreach (string log in (string[])["{\"Records\":[" + Record("A") + "," + Record("B") + "]}", "[" + Record("A") + ",\n" + Record("B") + "]", Record("A")])
        {
            byte[] text = Encoding.UTF8.GetBytes(log);
            int second = log.LastIndexOf("," + Record("B"), StringComparison.Ordinal) + 1;
            for (int length = 1; length < text.Length; length++)
            {
                var (events, errors) = MemoryLog.Read(text[..length]);
                var error = Assert.Single(errors);
                Assert.Equal(LogErrorKind.TruncatedJson, error.Kind);
                Assert.InRange(error.Offset, 0, length);
                string[] whole = [.. ((string[])["A", "B"]).Where(n => log.IndexOf(Record(n), StringComparison.Ordinal) is var at and >= 0 && at + Record(n).Length <= length)];
                Assert.Equal(whole, events.Select(e => e.EventName));
                if (second > 0 && length > second && length < second + Record("B").Length)
                {
                    Assert.Equal(second, error.Offset);
                }
            }
        }
    }

    [Fact]
    public void A_cut_line_gives_the_lines_before_it_and_one_error()
    {
        string log = Record("A") + "\n" + Record("B");
        for (int length = Record("A").Length + 2; length < log.Length; length++)
        {
            var (events, errors) = MemoryLog.Read(log[..length]);
            Assert.Equal("A", Assert.Single(events).EventName);
            var error = Assert.Single(errors);
            Assert.Equal((LogErrorKind.TruncatedJson, Record("A").Length + 1L), (error.Kind, error.Offset));
        }
    }

    // A disk or a connection that fails costs what it did not give, and none of what the reader was only looking ahead at.
    [Theory]
    [InlineData("{0}\n{1}\n{2}\n")]
    [InlineData("{{\"Records\":[{0},{1},{2}]}}")]
    public void A_read_that_fails_at_any_byte_comes_behind_the_records_before_it(string pattern)
    {
        byte[] log = Encoding.UTF8.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, Record("A"), Record("B"), Record("C")));
        foreach (int window in Windows)
        {
            for (int cut = 2; cut <= log.Length; cut++)
            {
                var errors = new List<LogError>();
                var reader = new RecordReader(new DecodeLimits { WindowBytes = window }, errors.Add);
                using var whole = new MemoryStream(log, 0, cut);
                reader.Start(whole, "cut");
                int expected = Count(reader);
                using var failing = new FailingEnd(log[..cut]);
                reader.Start(failing, "failing");
                errors.Clear();
                int given = 0;
                Assert.Equal("gone", Assert.Throws<IOException>(() =>
                {
                    while (reader.Read())
                    {
                        given++;
                    }
                }).Message);
                Assert.Equal(expected, given);
                Assert.Empty(errors);
            }
        }

        static int Count(RecordReader reader)
        {
            int count = 0;
            while (reader.Read())
            {
                count++;
            }

            return count;
        }
    }

    [Fact]
    public void The_error_of_a_broken_record_says_where_it_breaks()
    {
        string first = "{\"Records\":[" + Record("A") + ",";
        var (_, errors) = MemoryLog.Read(first + "{\"eventVersion\":\"1\",\"eventName\":X}," + Record("B") + "]}");
        var error = Assert.Single(errors);
        Assert.Equal(LogErrorKind.BadJson, error.Kind);
        Assert.Equal(first.Length + "{\"eventVersion\":\"1\",\"eventName\":".Length, error.Offset);
        Assert.True(error.InText);
    }

    [Fact]
    public void A_record_cut_behind_a_colon_costs_the_next_too_where_that_could_be_its_value()
    {
        const string Cut = "{\"eventVersion\":\"1\",\"eventName\":";
        AssertKept("[" + Cut + "," + Record("A") + "," + Record("B") + "]", ["A", "B"], DecodeLimits.Default);
        AssertKept(Cut + "\n" + Record("A") + "\n" + Record("B"), ["B"], DecodeLimits.Default);
    }

    [Fact]
    public void A_trail_file_behind_a_cut_one_is_read()
    {
        string log = "{\"Records\":[" + Record("A") + ",{\"eventVersion\":\"1\",\"eve\n{\"Records\":[" + Record("B") + "," + Record("C") + "]}";
        var (events, errors) = MemoryLog.Read(log);
        Assert.Equal(["A", "B", "C"], events.Select(e => e.EventName));
        Assert.Single(errors);
    }

    private static void AssertKept(string log, string[] names, DecodeLimits limits)
    {
        var (events, errors) = MemoryLog.Read(log, limits);
        Assert.True(names.SequenceEqual(events.Select(e => e.EventName)), string.Join(' ', events.Select(e => e.EventName)) + "\n" + string.Join('\n', errors) + "\n" + log);
        Assert.NotEmpty(errors);
    }

    private sealed class FailingEnd(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, count) is > 0 and var read ? read : throw new IOException("gone");
    }
}
