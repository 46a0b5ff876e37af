using System.Text.Json.Serialization;

namespace CloudAudit.Aws.CloudTrail;

// The bodies of CloudTrail's API ("AWS CloudTrail API Reference", 2013-11-01), with the members that are used. Times are
// seconds since 1970, with a fraction.
internal sealed record TrailName(string? Name);

internal sealed record ResourceName(string? TrailName);

internal sealed record Nothing;

internal sealed record ListTrailsRequest(string? NextToken);

internal sealed record ListTrailsResponse(IReadOnlyList<TrailInfo>? Trails, string? NextToken);

internal sealed record TrailInfo([property: JsonPropertyName("TrailARN")] string? TrailArn, string? Name, string? HomeRegion);

internal sealed record DescribeTrailsRequest(
    [property: JsonPropertyName("trailNameList")] IReadOnlyList<string> TrailNameList,
    [property: JsonPropertyName("includeShadowTrails")] bool IncludeShadowTrails);

internal sealed record DescribeTrailsResponse([property: JsonPropertyName("trailList")] IReadOnlyList<TrailDescription>? TrailList);

internal sealed record TrailDescription
{
    public string? Name { get; init; }

    public string? S3BucketName { get; init; }

    public string? S3KeyPrefix { get; init; }

    [JsonPropertyName("SnsTopicARN")]
    public string? SnsTopicArn { get; init; }

    public bool IncludeGlobalServiceEvents { get; init; }

    public bool IsMultiRegionTrail { get; init; }

    public string? HomeRegion { get; init; }

    [JsonPropertyName("TrailARN")]
    public string? TrailArn { get; init; }

    public bool LogFileValidationEnabled { get; init; }

    public string? CloudWatchLogsLogGroupArn { get; init; }

    public string? CloudWatchLogsRoleArn { get; init; }

    public string? KmsKeyId { get; init; }

    public bool IsOrganizationTrail { get; init; }
}

internal sealed record TrailStatusResponse
{
    public bool IsLogging { get; init; }

    public string? LatestDeliveryError { get; init; }

    public string? LatestNotificationError { get; init; }

    public double? LatestDeliveryTime { get; init; }

    public double? StartLoggingTime { get; init; }

    public double? StopLoggingTime { get; init; }

    public string? LatestCloudWatchLogsDeliveryError { get; init; }

    public double? LatestCloudWatchLogsDeliveryTime { get; init; }

    public double? LatestDigestDeliveryTime { get; init; }

    public string? LatestDigestDeliveryError { get; init; }
}

internal sealed record TrailRequest
{
    public required string Name { get; init; }

    public string? S3BucketName { get; init; }

    public string? S3KeyPrefix { get; init; }

    public string? SnsTopicName { get; init; }

    public bool? IncludeGlobalServiceEvents { get; init; }

    public bool? IsMultiRegionTrail { get; init; }

    public bool? EnableLogFileValidation { get; init; }

    public string? CloudWatchLogsLogGroupArn { get; init; }

    public string? CloudWatchLogsRoleArn { get; init; }

    public string? KmsKeyId { get; init; }

    public bool? IsOrganizationTrail { get; init; }

    public IReadOnlyList<TagMessage>? TagsList { get; init; }
}

internal sealed record SelectorsMessage
{
    public string? TrailName { get; init; }

    public IReadOnlyList<EventSelectorMessage>? EventSelectors { get; init; }

    public IReadOnlyList<AdvancedSelectorMessage>? AdvancedEventSelectors { get; init; }
}

internal sealed record EventSelectorMessage(
    string? ReadWriteType, bool? IncludeManagementEvents, IReadOnlyList<DataResourceMessage>? DataResources, IReadOnlyList<string>? ExcludeManagementEventSources);

internal sealed record DataResourceMessage(string? Type, IReadOnlyList<string>? Values);

internal sealed record AdvancedSelectorMessage(string? Name, IReadOnlyList<FieldSelectorMessage>? FieldSelectors);

internal sealed record FieldSelectorMessage
{
    public string? Field { get; init; }

    [JsonPropertyName("Equals")]
    public IReadOnlyList<string>? EqualTo { get; init; }

    public IReadOnlyList<string>? StartsWith { get; init; }

    public IReadOnlyList<string>? EndsWith { get; init; }

    public IReadOnlyList<string>? NotEquals { get; init; }

    public IReadOnlyList<string>? NotStartsWith { get; init; }

    public IReadOnlyList<string>? NotEndsWith { get; init; }
}

internal sealed record InsightsMessage(string? TrailName, IReadOnlyList<InsightMessage>? InsightSelectors);

internal sealed record InsightMessage(string? InsightType);

internal sealed record TagMessage(string Key, string? Value);

internal sealed record ListTagsRequest(IReadOnlyList<string> ResourceIdList, string? NextToken);

internal sealed record ListTagsResponse(IReadOnlyList<ResourceTags>? ResourceTagList, string? NextToken);

internal sealed record ResourceTags(string? ResourceId, IReadOnlyList<TagMessage>? TagsList);

internal sealed record AddTagsRequest(string ResourceId, IReadOnlyList<TagMessage> TagsList);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrailName))]
[JsonSerializable(typeof(ResourceName))]
[JsonSerializable(typeof(Nothing))]
[JsonSerializable(typeof(ListTrailsRequest))]
[JsonSerializable(typeof(ListTrailsResponse))]
[JsonSerializable(typeof(DescribeTrailsRequest))]
[JsonSerializable(typeof(DescribeTrailsResponse))]
[JsonSerializable(typeof(TrailStatusResponse))]
[JsonSerializable(typeof(TrailRequest))]
[JsonSerializable(typeof(SelectorsMessage))]
[JsonSerializable(typeof(InsightsMessage))]
[JsonSerializable(typeof(ListTagsRequest))]
[JsonSerializable(typeof(ListTagsResponse))]
[JsonSerializable(typeof(AddTagsRequest))]
internal sealed partial class CloudTrailJson : JsonSerializerContext;
