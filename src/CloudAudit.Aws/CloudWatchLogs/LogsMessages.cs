using System.Text.Json.Serialization;

namespace CloudAudit.Aws.CloudWatchLogs;

// The bodies of the API ("Amazon CloudWatch Logs API Reference", 2014-03-28), with the members that are used. Times are
// milliseconds since 1970.
internal sealed record DescribeLogGroupsRequest(string? LogGroupNamePrefix, string? NextToken);

internal sealed record DescribeLogGroupsResponse(IReadOnlyList<LogGroupMessage>? LogGroups, string? NextToken);

internal sealed record LogGroupMessage(string? LogGroupName);

internal sealed record FilterLogEventsRequest(
    string? LogGroupName,
    string? LogGroupIdentifier,
    string? LogStreamNamePrefix,
    long? StartTime,
    long? EndTime,
    string? FilterPattern,
    string? NextToken);

internal sealed record FilterLogEventsResponse(IReadOnlyList<FilteredLogEvent>? Events, string? NextToken);

internal sealed record FilteredLogEvent(string? Message);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DescribeLogGroupsRequest))]
[JsonSerializable(typeof(DescribeLogGroupsResponse))]
[JsonSerializable(typeof(FilterLogEventsRequest))]
[JsonSerializable(typeof(FilterLogEventsResponse))]
internal sealed partial class LogsJson : JsonSerializerContext;
