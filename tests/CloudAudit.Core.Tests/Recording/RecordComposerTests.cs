using System.Text.Json.Nodes;
using CloudAudit.Recording;

namespace CloudAudit.Core.Tests.Recording;

/// <summary>Records made of what scripts give.</summary>
public sealed class RecordComposerTests
{
    private static readonly CallerIdentity Ada = new()
    {
        UserName = "ada", Host = "host-1", Process = "pwsh", ProcessId = 42, UserAgent = "PowerShell/7.6 CloudAudit/0.1", RecordedBy = "CloudAudit/0.1",
    };

    private static readonly TrailConfiguration Trail = new()
    {
        Name = "trail", Id = "1", AccountId = "111122223333", Region = "local-host-1", Bucket = "local-trail", CreatedTime = default,
        SigningKeyFile = "x", PublicKeyFingerprint = "x",
    };

    private readonly RecordComposer _composer = new(Trail, Ada, new ManualClock(new DateTimeOffset(2026, 3, 1, 10, 0, 0, 999, TimeSpan.Zero)));

    [Fact]
    public void What_is_missing_is_added_in_the_order_of_CloudTrail()
    {
        var record = Compose("""{"eventSource":"s.example","eventName":"Do","requestParameters":{"a":[1,{"b":null}]},"ownMember":1}""");
        string id = record["eventID"]!.GetValue<string>();
        Assert.Equal(36, id.Length);
        Assert.Equal(
            """{"eventVersion":"1.11","userIdentity":{"type":"LocalUser","principalId":"ada@host-1","userName":"ada","details":{"host":"host-1","process":"pwsh","processId":"42"}},"""
            + """ "eventTime":"2026-03-01T10:00:00Z","eventSource":"s.example","eventName":"Do","awsRegion":"local-host-1","sourceIPAddress":"host-1","userAgent":"PowerShell/7.6 CloudAudit/0.1","""[1..]
            + """ "requestParameters":{"a":[1,{"b":null}]},"responseElements":null,"additionalEventData":{"recordedBy":"CloudAudit/0.1"},"eventID":"ID","readOnly":false,"eventType":"ActivityLog","""[1..]
            + """ "managementEvent":false,"recipientAccountId":"111122223333","eventCategory":"ActivityAuditLog","ownMember":1}"""[1..],
            record.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).Replace(id, "ID", StringComparison.Ordinal));
    }

    [Fact]
    public void A_record_that_is_whole_stays_letter_for_letter()
    {
        const string whole = """{ "eventVersion":"1.08", "userIdentity":{"type":"Root"}, "eventTime":"2025-01-02T03:04:05Z","eventSource":"s3.amazonaws.com","eventName":"X","eventID":"7","text":"\u0041\ud800" }""";
        var record = _composer.Compose(RecordedTrail.Bytes(whole));
        Assert.Equal(whole, System.Text.Encoding.UTF8.GetString(record.Json.Span));
        Assert.Equal(("7", new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero)), (record.EventId, record.EventTime));
        var back = record.ToEvent("origin", 5);
        Assert.Equal(("root", "origin", 5L), (back.Actor, back.Origin, back.OriginIndex));
    }

    [Theory]
    [InlineData("requestParameters")]
    [InlineData("responseElements")]
    public void What_is_over_a_hundred_KB_is_left_out_and_that_is_said(string member)
    {
        var record = Compose($$$"""{"eventSource":"s","eventName":"n","{{{member}}}":"{{{new string('x', 100 * 1024)}}}","additionalEventData":{"own":1}}""");
        Assert.Null(record[member]);
        Assert.Equal([member], record["additionalEventData"]!["omittedBecauseTooLarge"]!.AsArray().Select(n => n!.GetValue<string>()));
        Assert.Equal(1, record["additionalEventData"]!["own"]!.GetValue<int>());
        Assert.NotNull(Compose($$"""{"eventSource":"s","eventName":"n","{{member}}":"{{new string('x', 100 * 1024 - 2)}}"}""")[member]);
    }

    [Fact]
    public void A_message_is_cut_at_one_KB_between_letters()
    {
        string cut = Compose($$"""{"eventSource":"s","eventName":"n","errorMessage":"x{{new string('é', 600)}}"}""")["errorMessage"]!.GetValue<string>();
        Assert.Equal("x" + new string('é', 511), cut);
    }

    [Theory]
    [InlineData("", "byte")]
    [InlineData("{", "byte")]
    [InlineData("7", "no object")]
    [InlineData("[]", "no object")]
    [InlineData("""{"eventName":"x"}""", "no eventSource")]
    [InlineData("""{"eventSource":"x"}""", "no eventName")]
    [InlineData("""{"eventSource":"x","eventName":""}""", "eventName is no text")]
    [InlineData("""{"eventSource":"x","eventName":{}}""", "eventName is no text")]
    [InlineData("""{"eventSource":"x","eventName":"y","eventTime":"yesterday"}""", "eventTime is no time")]
    [InlineData("""{"eventSource":"x","eventName":"y","eventID":7}""", "eventID is no text")]
    [InlineData("""{"eventSource":"x","eventName":"y","eventName":"z"}""", "twice")]
    [InlineData("""{"eventSource":"x","eventName":"y","a":{"b":1,"b":2}}""", "twice")]
    [InlineData("""{"eventSource":"x","eventName":"y"} {}""", "byte")]
    public void What_is_no_record_is_refused_with_the_reason(string json, string reason)
    {
        var error = Assert.Throws<RecordFormatException>(() => _composer.Compose(RecordedTrail.Bytes(json)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_too_large_or_too_deep_is_refused()
    {
        string large = $$"""{"eventVersion":"1.11","userIdentity":{},"eventTime":"2025-01-02T03:04:05Z","eventSource":"s","eventName":"X","eventID":"7","text":"{{new string('x', 256 * 1024)}}"}""";
        Assert.Contains("256 KB", Assert.Throws<RecordFormatException>(() => _composer.Compose(RecordedTrail.Bytes(large))).Message, StringComparison.Ordinal);
        string deep = $$"""{"eventSource":"s","eventName":"X","x":{{new string('[', 61)}}{{new string(']', 61)}}}""";
        Assert.Throws<RecordFormatException>(() => _composer.Compose(RecordedTrail.Bytes(deep)));
    }

    [Fact]
    public void Half_a_surrogate_is_recorded_as_it_came()
    {
        var record = _composer.Compose(RecordedTrail.Bytes("""{"eventSource":"s","eventName":"n","requestParameters":{"x":"\ud800"},"errorMessage":"\udc00"}"""));
        string text = System.Text.Encoding.UTF8.GetString(record.Json.Span);
        Assert.Contains("""{"x":"\ud800"}""", text, StringComparison.Ordinal);
        Assert.NotNull(record.ToEvent("x", 0).RequestParameters);
    }

    [Fact]
    public void Names_are_spelled_as_records_spell_them()
    {
        Assert.Equal("eventName", RecordComposer.Spelled("EventName"));
        Assert.Equal("sourceIPAddress", RecordComposer.Spelled("sourceipaddress"));
        Assert.Equal("MyOwn", RecordComposer.Spelled("MyOwn"));
    }

    private JsonNode Compose(string json) => JsonNode.Parse(_composer.Compose(RecordedTrail.Bytes(json)).Json.Span)!;
}
