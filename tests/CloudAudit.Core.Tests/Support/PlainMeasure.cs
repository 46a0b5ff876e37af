using System.Globalization;
using System.Text;
using System.Text.Json;
using CloudAudit.Measurement;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Core.Tests.Support;

/// <summary>What a count means, said the slow way over events that were read and JsonDocument.</summary>
internal static class PlainMeasure
{
    public static string? Value(AuditEvent e, string property) => property switch
    {
        "Actor" => e.Actor,
        "ActorType" => e.ActorType,
        "ActorArn" => e.ActorArn,
        "AccessKeyId" => e.AccessKeyId,
        "AccountId" => Member(e, "recipientAccountId") ?? (e.RecipientAccountId is null ? e.AccountId : null),
        "MfaAuthenticated" => e.MfaAuthenticated switch { true => "true", false => "false", null => null },
        "ResourceName" => e.ResourceName.Count == 0 ? null : e.ResourceName.ToString(),
        "Origin" => e.Origin,
        "OriginIndex" => e.OriginIndex.ToString(CultureInfo.InvariantCulture),
        "Region" => Path(e, ["awsRegion"]),
        "EventName" => Path(e, ["eventName"]),
        "SourceIPAddress" => Path(e, ["sourceIPAddress"]),
        "ErrorCode" => Path(e, ["errorCode"]),
        _ => Path(e, property.Split('.')),
    };

    /// <summary>Groups as (bucket, values) with counts and times, in no order.</summary>
    public static Dictionary<string, (long Count, DateTimeOffset? First, DateTimeOffset? Last)> Groups(
        IEnumerable<AuditEvent> events, IReadOnlyList<string> properties, TimeSpan? interval) =>
        events.GroupBy(e => Text(interval is { } i ? Bucket(e.EventTime, i) : null, [.. properties.Select(p => Value(e, p))]))
            .ToDictionary(g => g.Key, g => ((long)g.Count(), g.Min(e => e.EventTime), g.Max(e => e.EventTime)));

    public static string Text(EventGroup group) => Text(group.Time, group.Values);

    private static string Text(DateTimeOffset? bucket, IReadOnlyList<string?> values) =>
        string.Join('|', [bucket?.UtcTicks.ToString(CultureInfo.InvariantCulture), .. values.Select(v => v is null ? "-" : $"<{v}>")]);

    private static DateTimeOffset? Bucket(DateTimeOffset? time, TimeSpan interval) =>
        time is { } t ? new DateTimeOffset(t.UtcTicks / interval.Ticks * interval.Ticks, TimeSpan.Zero) : null;

    private static string? Member(AuditEvent e, string name)
    {
        using var document = JsonDocument.Parse(e.ToJson());
        var member = document.RootElement.EnumerateObject().FirstOrDefault(m => JsonValues.NameOf(m) == name);
        return member.Value.ValueKind == JsonValueKind.Undefined ? null : Text(member.Value);
    }

    private static string? Path(AuditEvent e, string[] names)
    {
        using var document = JsonDocument.Parse(e.ToJson());
        var values = Leaves(document.RootElement, names).Select(v => Text(v)!).ToList();
        return values.Count == 0 ? null : string.Join("; ", values);
    }

    private static string? Text(JsonElement value) => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
        ? new MatchScratch().Compact(Encoding.UTF8.GetBytes(value.GetRawText())).ToString()
        : JsonValues.Text(value);

    private static IEnumerable<JsonElement> Leaves(JsonElement value, string[] names) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(v => Leaves(v, names)),
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        _ when names.Length == 0 => [value],
        JsonValueKind.Object when value.EnumerateObject().FirstOrDefault(m => JsonValues.NameOf(m) == names[0]) is { Value.ValueKind: not JsonValueKind.Undefined } member =>
            Leaves(member.Value, names[1..]),
        _ => [],
    };
}
