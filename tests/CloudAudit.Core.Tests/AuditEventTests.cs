using System.Globalization;
using System.Text;
using System.Text.Json;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Decoding;

namespace CloudAudit.Core.Tests;

/// <summary>Every property of an event is what JsonDocument finds in its record.</summary>
public sealed class AuditEventTests
{
    private static readonly (string Member, Func<AuditEvent, object?> Get)[] Texts =
    [
        ("eventName", e => e.EventName), ("eventSource", e => e.EventSource), ("awsRegion", e => e.Region),
        ("sourceIPAddress", e => e.SourceIPAddress), ("userAgent", e => e.UserAgent), ("errorCode", e => e.ErrorCode),
        ("errorMessage", e => e.ErrorMessage), ("eventID", e => e.EventId), ("eventType", e => e.EventType),
        ("eventCategory", e => e.EventCategory), ("eventVersion", e => e.EventVersion), ("requestID", e => e.RequestId),
        ("sharedEventID", e => e.SharedEventId), ("apiVersion", e => e.ApiVersion), ("recipientAccountId", e => e.RecipientAccountId),
        ("vpcEndpointId", e => e.VpcEndpointId), ("vpcEndpointAccountId", e => e.VpcEndpointAccountId),
    ];

    private static readonly (string Member, Func<AuditEvent, object?> Get)[] Values =
    [
        ("resources", e => e.Resources), ("requestParameters", e => e.RequestParameters), ("responseElements", e => e.ResponseElements),
        ("additionalEventData", e => e.AdditionalEventData), ("serviceEventDetails", e => e.ServiceEventDetails),
        ("userIdentity", e => e.UserIdentity), ("tlsDetails", e => e.TlsDetails), ("insightDetails", e => e.InsightDetails),
        ("eventContext", e => e.EventContext), ("addendum", e => e.Addendum), ("edgeDeviceDetails", e => e.EdgeDeviceDetails),
    ];

    [SkippableFact]
    public void Of_every_real_event()
    {
        string folder = SharedData.Folder("invictus");
        int count = 0;
        foreach (string file in Directory.GetFiles(folder, "*.json.gz"))
        {
            var (events, errors) = MemoryLog.Read(File.ReadAllBytes(file));
            Assert.Empty(errors);
            events.ForEach(AssertSame);
            count += events.Count;
        }

        Assert.Equal(2900, count);
    }

    [Fact]
    public void Of_the_oddest_events()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var records = new OddRecords(seed).Take(20);
            var (events, errors) = MemoryLog.Read(string.Join('\n', records));
            Assert.Empty(errors);
            Assert.Equal(records.Count, events.Count);
            events.ForEach(AssertSame);
        }
    }

    [Theory]
    [InlineData("\"2023-07-10T11:42:31Z\"", "2023-07-10T11:42:31.0000000+00:00")]
    [InlineData("\"2024-02-29T23:59:59Z\"", "2024-02-29T23:59:59.0000000+00:00")]
    [InlineData("\"2023-07-10T11:42:31.125Z\"", "2023-07-10T11:42:31.1250000+00:00")]
    [InlineData("\"2023-07-10T13:42:31+02:00\"", "2023-07-10T11:42:31.0000000+00:00")]
    [InlineData("\"2023-07-10 11:42:31\"", "2023-07-10T11:42:31.0000000+00:00")]
    [InlineData("\"2023-07-10T11:42:31\\u005a\"", "2023-07-10T11:42:31.0000000+00:00")]
    [InlineData("\"2023-02-29T00:00:00Z\"", null)]
    [InlineData("\"2023-07-10T24:00:00Z\"", null)]
    [InlineData("\"+023-07-10T11:42:31Z\"", null)]
    [InlineData("\"11:42\"", null)]
    [InlineData("\"07/10/2023 11:42:31\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("1689000000", null)]
    [InlineData("null", null)]
    public void The_time_is_read_as_UTC_or_not_at_all(string json, string? expected) =>
        Assert.Equal(expected, One($"{{\"eventTime\":{json}}}").EventTime?.ToString("o", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"true\"", true)]
    [InlineData("false", false)]
    [InlineData("\"false\"", false)]
    [InlineData("null", null)]
    [InlineData("1", null)]
    public void A_flag_may_be_a_string(string json, bool? expected)
    {
        Assert.Equal(expected, One($"{{\"eventName\":\"x\",\"readOnly\":{json}}}").ReadOnly);
        Assert.Equal(expected, One($"{{\"eventName\":\"x\",\"managementEvent\":{json}}}").ManagementEvent);
        Assert.Equal(expected ?? false, One($"{{\"eventName\":\"x\",\"sessionCredentialFromConsole\":{json}}}").SessionCredentialFromConsole);
    }

    [Fact]
    public void A_value_is_reached_by_its_path()
    {
        var e = One("{\"eventName\":\"x\",\"a\":{\"b\":{\"C\":[1,2]},\"n\":null},\"future\":7}");
        Assert.Equal(7L, e.GetValue("future"));
        Assert.Equal("[1,2]", e.GetValue("a.b.c")?.ToString());
        Assert.Null(e.GetValue("a.n"));
        Assert.Null(e.GetValue("a.x.y"));
        Assert.Null(e.GetValue("eventName.x"));
        Assert.Throws<ArgumentException>(() => e.GetValue(string.Empty));
    }

    [Fact]
    public void The_first_of_members_with_one_name_counts_everywhere()
    {
        var e = One("{\"eventName\":\"first\",\"event\\u004eame\":\"second\",\"eventName\":\"third\"}");
        Assert.Equal("first", e.EventName);
        Assert.Equal("first", e.GetValue("eventName"));
        Assert.Equal("first", Assert.Single(MemoryLog.Read("[" + e.ToJson() + "]", query: new Filters.EventQuery { EventName = ["first"] }).Events).EventName);
        Assert.Empty(MemoryLog.Read("[" + e.ToJson() + "]", query: new Filters.EventQuery { EventName = ["second"] }).Events);
    }

    [Fact]
    public void Invalid_UTF8_is_kept_in_the_event_and_shown_as_a_replacement()
    {
        byte[] log = [.. "{\"Records\":[{\"eventName\":\"a"u8, 0xFF, 0xC3, .. "b\",\"userAgent\":\"ok\"}]}"u8];
        var (events, errors) = MemoryLog.Read(log);
        Assert.Empty(errors);
        Assert.Equal("a\uFFFD\uFFFDb", Assert.Single(events).EventName);
        Assert.Equal("ok", events[0].UserAgent);
    }

    [Fact]
    public void A_name_with_half_a_surrogate_pair_is_no_reason_to_fail()
    {
        const string Odd = "{\"\\ud800\":1,\"t\\ud800\":1,\"typ\\udc00\":2,\"MFAUse\\ud800\":3,\"\\u0074ype\":\"IAMUser\",\"userName\":\"\\ud800\",\"bucketNam\\ud800\":\"b\"}";
        var e = One($"{{\"eventName\":\"x\",\"userIdentity\":{Odd},\"additionalEventData\":{Odd},\"requestParameters\":{Odd},\"resources\":[{Odd}]}}");
        Assert.Equal("IAMUser", e.ActorType);
        Assert.Equal("\uFFFD", e.Actor);
        Assert.Null(e.MfaAuthenticated);
        Assert.NotNull(e.ResourceName);
    }

    [Fact]
    public void An_event_shows_as_time_source_name_and_actor() => Assert.Equal(
        "2023-07-10T11:42:31Z s3.amazonaws.com GetObject bob",
        One("{\"eventTime\":\"2023-07-10T11:42:31Z\",\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"GetObject\",\"userIdentity\":{\"type\":\"IAMUser\",\"userName\":\"bob\"}}").ToString());

    private static AuditEvent One(string record)
    {
        var (events, errors) = MemoryLog.Read("[" + record + "]");
        Assert.Empty(errors);
        return Assert.Single(events);
    }

    private static void AssertSame(AuditEvent e)
    {
        using var document = JsonDocument.Parse(e.ToJson());
        var root = document.RootElement;

        // JsonDocument gives the last of several members with one name; an event gives the first.
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            members.TryAdd(JsonValues.NameOf(member), member.Value);
        }

        foreach (var (member, get) in Texts)
        {
            Assert.Equal(members.TryGetValue(member, out var value) ? JsonValues.Text(value) : null, get(e));
        }

        foreach (var (member, get) in Values)
        {
            JsonValues.AssertSame(members.TryGetValue(member, out var value) ? value : default, get(e));
        }

        string? time = members.TryGetValue("eventTime", out var at) ? JsonValues.Text(at) : null;
        Assert.Equal(
            DateTimeOffset.TryParseExact(time, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var exact) ? exact : null,
            e.EventTime);
        foreach (var (name, value) in members)
        {
            if (name.Length > 0 && !name.Contains('.', StringComparison.Ordinal))
            {
                JsonValues.AssertSame(value, e.GetValue(name));
            }
        }

        _ = (e.Actor, e.ActorArn, e.AccessKeyId, e.AccountId, e.MfaAuthenticated, e.ResourceName, e.ToString());
    }
}
