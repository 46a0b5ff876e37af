using System.Text;
using System.Text.Json;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Decoding;

namespace CloudAudit.Core.Tests;

/// <summary>Every shape that records come in gives the records that JsonDocument finds in them.</summary>
public sealed class LogShapeTests
{
    private static readonly int[] Windows = [64, 128, 1000, 256 * 1024];

    private static readonly Dictionary<string, Func<List<string>, string>> Shapes = new(StringComparer.Ordinal)
    {
        ["trail file"] = r => "{\"Records\":[" + string.Join(',', r) + "]}",
        ["trail file, laid out"] = r => "{\r\n  \"Records\" : [\r\n    " + string.Join(" ,\r\n    ", r) + "\r\n  ]\r\n}\r\n",
        ["members around Records"] = r => "{\"meta\":{\"a\":[1,{\"b\":\"]}\"}]},\"n\":null,\"Records\":[" + string.Join(",\n", r) + "],\"more\":[{\"eventName\":\"no\"}],\"x\":\"}\"}\n",
        ["two trail files in one"] = r => "{\"Records\":[" + string.Join(',', r.Take(r.Count / 2)) + "]}\n{\"Records\":[" + string.Join(',', r.Skip(r.Count / 2)) + "]}",
        ["trail files end to end"] = r => string.Concat(r.Select(x => "{\"Records\":[" + x + "]}")),
        ["array"] = r => "[" + string.Join(',', r) + "]",
        ["array, laid out"] = r => "\n[\n" + string.Join("\n,\n", r) + "\n]\n",
        ["lines"] = r => string.Join('\n', r.Select(OneLine)) + "\n",
        ["lines without a last end"] = r => string.Join('\n', r.Select(OneLine)),
        ["lines with CRLF"] = r => string.Concat(r.Select(x => OneLine(x) + "\r\n")),
        ["lines with empty ones"] = r => string.Concat(r.Select(x => "\n\n  " + OneLine(x) + "\n")),
        ["end to end"] = string.Concat,
        ["documents laid out"] = r => string.Join("\n", r),
        ["lookup-events"] = r => "{\"Events\":[" + string.Join(',', r.Select(x => $"{{\"EventId\":\"1\",\"EventName\":\"n\",\"ReadOnly\":\"true\",\"EventTime\":1.6e9,\"Resources\":[{{\"ResourceName\":\"n\"}}],\"CloudTrailEvent\":{Quoted(x)}}}")) + "],\"NextToken\":\"t\"}",
        ["EventBridge"] = r => string.Join('\n', r.Select(Envelope)),
        ["EventBridge array"] = r => "[" + string.Join(',', r.Select(Envelope)) + "]",
        ["CloudWatch Logs export"] = r => string.Concat(r.Select(x => "2023-07-10T11:42:31.123Z " + OneLine(x) + "\n")),
        ["filter-log-events"] = r => "{\"searchedLogStreams\":[],\"events\":[" + string.Join(',', r.Select(x => $"{{\"logStreamName\":\"s\",\"timestamp\":1,\"message\":{Quoted(x)},\"ingestionTime\":2,\"eventId\":\"3\"}}")) + "]}",
        ["subscription"] = r => "{\"messageType\":\"DATA_MESSAGE\",\"owner\":\"1\",\"logEvents\":[" + string.Join(',', r.Select(x => $"{{\"id\":\"1\",\"timestamp\":1,\"message\":{Quoted(x)}}}")) + "]}",
        ["EventBridge in CloudWatch Logs"] = r => "{\"events\":[" + string.Join(',', r.Select(x => $"{{\"message\":{Quoted(Envelope(x))}}}")) + "]}",
    };

    public static TheoryData<string> ShapeNames => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(ShapeNames))]
    public void The_records_of_a_shape_are_read_whatever_the_window(string shape)
    {
        for (int seed = 0; seed < 6; seed++)
        {
            var records = new OddRecords(seed).Take(25);
            byte[] text = Encoding.UTF8.GetBytes(Shapes[shape](records));
            var expected = shape.StartsWith("lines", StringComparison.Ordinal) || shape.StartsWith("CloudWatch", StringComparison.Ordinal)
                ? records.ConvertAll(OneLine) : records;
            foreach (int window in Windows)
            {
                var limits = new DecodeLimits { WindowBytes = window };
                AssertRead(expected, text, limits, window == 128 ? 11 : int.MaxValue);
                AssertRead(expected, MemoryLog.Gzip(text), limits, int.MaxValue);
            }
        }
    }

    [Fact]
    public void What_the_generator_makes_is_what_JsonDocument_reads()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var records = new OddRecords(seed).Take(10);
            using var document = JsonDocument.Parse("[" + string.Join(',', records) + "]", new JsonDocumentOptions { MaxDepth = 65 });
            Assert.Equal(records, document.RootElement.EnumerateArray().Select(e => e.GetRawText()));
        }
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void A_byte_order_mark_is_no_part_of_the_log(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        var records = new OddRecords(3).Take(30);
        foreach (string shape in (string[])["trail file", "lines", "end to end"])
        {
            byte[] log = [.. encoding.GetPreamble(), .. encoding.GetBytes(Shapes[shape](records))];
            var expected = shape == "lines" ? records.ConvertAll(OneLine) : records;
            AssertRead(expected, log, DecodeLimits.Default, int.MaxValue);
            AssertRead(expected, log, new DecodeLimits { WindowBytes = 100 }, 7);
            if (name == "utf-8")
            {
                AssertRead(expected, MemoryLog.Gzip(log), DecodeLimits.Default, int.MaxValue);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\r\n\t\n")]
    [InlineData("\uFEFF")]
    [InlineData("{\"Records\":[]}")]
    [InlineData(" { \"Records\" : [ ] } ")]
    [InlineData("[]")]
    [InlineData("{\"Events\":[]}")]
    [InlineData("{\"searchedLogStreams\":[],\"events\":[]}")]
    public void A_log_without_records_is_no_error(string log)
    {
        var (events, errors) = MemoryLog.Read(log);
        Assert.Empty(events);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("{\"digestStartTime\":\"2023-07-10T11:00:00Z\",\"logFiles\":[{\"eventVersion\":1}]}")]
    [InlineData("{\"awsAccountId\":\"123456789012\",\"digestStartTime\":\"2023-07-10T11:00:00Z\",\"digestS3Bucket\":\"b\",\"logFiles\":[]}")]
    [InlineData("[{\"awsAccountId\":\"123456789012\",\"digestS3Object\":\"o\"}]")]
    public void Digests_are_left_out_and_counted(string log)
    {
        var errors = new List<LogError>();
        var reader = new RecordReader(DecodeLimits.Default, errors.Add);
        reader.Start(new MemoryStream(Encoding.UTF8.GetBytes(log)), "digest");
        Assert.False(reader.Read());
        Assert.Empty(errors);
        Assert.Equal(1, reader.Digests);
    }

    [Theory]
    [InlineData("{\"Records\":[{\"eventVersion\":\"1.07\",\"eventType\":\"AwsCloudTrailInsight\",\"insightDetails\":{\"state\":\"Start\"}}]}")]
    [InlineData("{\"Records\":[{\"eventName\":\"NoIdentityAndNoId\"}]}")]
    [InlineData("{\"Records\":[{\"aFutureMember\":{\"x\":1}}]}")]
    [InlineData("{\"Records\":[{}]}")]
    [InlineData("{\"aFutureMember\":1,\"insightDetails\":{}}")]
    [InlineData("{\"awsRegion\":\"x\"}")]
    [InlineData("{\"detail\":{\"eventTime\":\"x\"}}")]
    [InlineData("{\"eventVersion\":\"1.99\",\"detail\":{\"eventTime\":\"x\"},\"message\":\"m\"}")]
    [InlineData("{\"userIdentity\":null}")]
    public void Odd_events_are_kept(string log)
    {
        var (events, errors) = MemoryLog.Read(log);
        Assert.Single(events);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("{\"a\":1}")]
    [InlineData("{}")]
    [InlineData("[{\"a\":1}]")]
    [InlineData("{\"Records\":{}}")]
    [InlineData("{\"Records\":null}")]
    [InlineData("{\"detail\":{\"state\":\"running\"},\"detail-type\":\"EC2 Instance State-change Notification\"}")]
    [InlineData("{\"events\":[{\"message\":\"{\\\"level\\\":\\\"info\\\"}\"}]}")]
    public void Other_JSON_is_told_to_be_no_event(string log)
    {
        var (events, errors) = MemoryLog.Read(log);
        Assert.Empty(events);
        Assert.Equal(LogErrorKind.NotCloudTrail, Assert.Single(errors).Kind);
    }

    [Fact]
    public void Of_an_envelope_the_offset_is_that_of_the_record()
    {
        var reader = new RecordReader(DecodeLimits.Default, e => Assert.Fail(e.Message));
        reader.Start(new MemoryStream("  {\"detail\":{\"eventName\":\"x\"}}"u8.ToArray()), "envelope");
        Assert.True(reader.Read());
        Assert.Equal(12, reader.RecordOffset);
    }

    private static void AssertRead(List<string> expected, byte[] log, DecodeLimits limits, int step)
    {
        var (events, errors) = MemoryLog.Read(log, limits, step: step);
        Assert.Empty(errors);
        Assert.Equal(expected, events.Select(e => e.ToJson()));
        Assert.Equal(Enumerable.Range(0, expected.Count).Select(i => (long)i), events.Select(e => e.OriginIndex));
    }

    private static string Quoted(string json) => JsonSerializer.Serialize(json);

    private static string OneLine(string json) => json.Replace("\r", string.Empty, StringComparison.Ordinal).Replace('\n', ' ');

    private static string Envelope(string record) =>
        "{\"version\":\"0\",\"id\":\"1\",\"detail-type\":\"AWS API Call via CloudTrail\",\"source\":\"aws.s3\",\"account\":\"1\",\"resources\":[],\"detail\":" + record + "}";
}
