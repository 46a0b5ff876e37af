using System.Text.Json.Serialization;

namespace CloudAudit.Aws.EventHistory;

// The bodies of LookupEvents ("AWS CloudTrail API Reference", 2013-11-01). Times are seconds since 1970, with a fraction.
internal sealed record LookupEventsRequest(
    IReadOnlyList<LookupAttributeMessage>? LookupAttributes,
    double? StartTime,
    double? EndTime,
    string? EventCategory,
    int MaxResults,
    string? NextToken);

internal sealed record LookupAttributeMessage(string AttributeKey, string AttributeValue);

internal sealed record LookupEventsResponse(IReadOnlyList<LookupEvent>? Events, string? NextToken);

internal sealed record LookupEvent(string? CloudTrailEvent);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LookupEventsRequest))]
[JsonSerializable(typeof(LookupEventsResponse))]
internal sealed partial class LookupJson : JsonSerializerContext;
