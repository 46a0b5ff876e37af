using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using CloudAudit.Aws.CloudTrail;
using CloudAudit.Trails;

namespace CloudAudit.Aws;

/// <summary>CloudTrail's API over the SDK's core.</summary>
/// <param name="client">A client for CloudTrail.</param>
public sealed class CloudTrailApi(JsonClient client) : ICloudTrailApi
{
    private static readonly CloudTrailJson Types = CloudTrailJson.Default;

    /// <inheritdoc/>
    public string Region => client.Region;

    /// <inheritdoc/>
    public async IAsyncEnumerable<TrailArn> ListTrailsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        string? token = null;
        do
        {
            var page = await client.CallAsync("ListTrails", new ListTrailsRequest(token), Types.ListTrailsRequest, Types.ListTrailsResponse, null, cancellation);
            foreach (var trail in page.Trails ?? [])
            {
                if (TrailArn.TryParse(trail.TrailArn, out var arn))
                {
                    yield return arn;
                }
            }

            token = page.NextToken;
        }
        while (!string.IsNullOrEmpty(token));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Trail>> DescribeTrailsAsync(IReadOnlyList<string> arns, CancellationToken cancellation)
    {
        // An organization's trail is a shadow in its members' accounts, even in its home region.
        var request = new DescribeTrailsRequest(arns, IncludeShadowTrails: true);
        var answer = await client.CallAsync("DescribeTrails", request, Types.DescribeTrailsRequest, Types.DescribeTrailsResponse, string.Join(", ", arns), cancellation);
        return [.. (answer.TrailList ?? []).Where(trail => arns.Contains(trail.TrailArn, StringComparer.Ordinal)).Select(Read)];
    }

    /// <inheritdoc/>
    public async Task<TrailStatus> GetTrailStatusAsync(string trail, CancellationToken cancellation)
    {
        var status = await client.CallAsync("GetTrailStatus", new TrailName(trail), Types.TrailName, Types.TrailStatusResponse, trail, cancellation);
        return new TrailStatus
        {
            IsLogging = status.IsLogging,
            StartedLogging = Time(status.StartLoggingTime),
            StoppedLogging = Time(status.StopLoggingTime),
            LatestDelivery = Time(status.LatestDeliveryTime),
            DeliveryError = Text(status.LatestDeliveryError),
            LatestDigestDelivery = Time(status.LatestDigestDeliveryTime),
            DigestDeliveryError = Text(status.LatestDigestDeliveryError),
            LatestLogGroupDelivery = Time(status.LatestCloudWatchLogsDeliveryTime),
            LogGroupDeliveryError = Text(status.LatestCloudWatchLogsDeliveryError),
            NotificationError = Text(status.LatestNotificationError),
        };
    }

    /// <inheritdoc/>
    public async Task<EventSelection> GetEventSelectorsAsync(string trail, CancellationToken cancellation) =>
        SelectorMessages.Read(await client.CallAsync("GetEventSelectors", new ResourceName(trail), Types.ResourceName, Types.SelectorsMessage, trail, cancellation));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> GetInsightSelectorsAsync(string trail, CancellationToken cancellation)
    {
        try
        {
            var answer = await client.CallAsync("GetInsightSelectors", new ResourceName(trail), Types.ResourceName, Types.InsightsMessage, trail, cancellation);
            return [.. (answer.InsightSelectors ?? []).Select(selector => selector.InsightType ?? string.Empty).Distinct(StringComparer.Ordinal)];
        }
        catch (AwsException e) when (e.Code == "InsightNotEnabledException")
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, string>> ListTagsAsync(string trailArn, CancellationToken cancellation)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        string? token = null;
        do
        {
            var page = await client.CallAsync("ListTags", new ListTagsRequest([trailArn], token), Types.ListTagsRequest, Types.ListTagsResponse, trailArn, cancellation);
            foreach (var tag in (page.ResourceTagList ?? []).SelectMany(resource => resource.TagsList ?? []))
            {
                tags[tag.Key] = tag.Value ?? string.Empty;
            }

            token = page.NextToken;
        }
        while (!string.IsNullOrEmpty(token));
        return tags;
    }

    /// <inheritdoc/>
    public Task CreateTrailAsync(TrailSpec spec, IReadOnlyDictionary<string, string> tags, CancellationToken cancellation) =>
        DoAsync("CreateTrail", Request(spec) with { TagsList = tags.Count == 0 ? null : Tags(tags) }, Types.TrailRequest, spec.Name, cancellation);

    /// <inheritdoc/>
    public Task UpdateTrailAsync(TrailSpec spec, CancellationToken cancellation) =>
        DoAsync("UpdateTrail", Request(spec), Types.TrailRequest, spec.Name, cancellation);

    /// <inheritdoc/>
    public Task PutEventSelectorsAsync(string trail, IReadOnlyList<AdvancedEventSelector> selectors, CancellationToken cancellation) =>
        DoAsync("PutEventSelectors", SelectorMessages.Write(trail, selectors), Types.SelectorsMessage, trail, cancellation);

    /// <inheritdoc/>
    public Task PutInsightSelectorsAsync(string trail, IReadOnlyList<string> insights, CancellationToken cancellation) =>
        DoAsync("PutInsightSelectors", new InsightsMessage(trail, [.. insights.Select(type => new InsightMessage(type))]), Types.InsightsMessage, trail, cancellation);

    /// <inheritdoc/>
    public Task AddTagsAsync(string trailArn, IReadOnlyDictionary<string, string> tags, CancellationToken cancellation) =>
        DoAsync("AddTags", new AddTagsRequest(trailArn, Tags(tags)), Types.AddTagsRequest, trailArn, cancellation);

    /// <inheritdoc/>
    public Task StartLoggingAsync(string trail, CancellationToken cancellation) => DoAsync("StartLogging", new TrailName(trail), Types.TrailName, trail, cancellation);

    /// <inheritdoc/>
    public Task StopLoggingAsync(string trail, CancellationToken cancellation) => DoAsync("StopLogging", new TrailName(trail), Types.TrailName, trail, cancellation);

    /// <inheritdoc/>
    public Task DeleteTrailAsync(string trail, CancellationToken cancellation) => DoAsync("DeleteTrail", new TrailName(trail), Types.TrailName, trail, cancellation);

    private Task<Nothing> DoAsync<T>(string operation, T request, JsonTypeInfo<T> type, string target, CancellationToken cancellation) =>
        client.CallAsync(operation, request, type, Types.Nothing, target, cancellation);

    private static Trail Read(TrailDescription trail) => new()
    {
        Name = trail.Name ?? string.Empty,
        TrailArn = trail.TrailArn ?? string.Empty,
        HomeRegion = trail.HomeRegion ?? string.Empty,
        Bucket = trail.S3BucketName ?? string.Empty,
        Prefix = Text(trail.S3KeyPrefix),
        IsMultiRegion = trail.IsMultiRegionTrail,
        IsOrganization = trail.IsOrganizationTrail,
        IncludesGlobalEvents = trail.IncludeGlobalServiceEvents,
        LogFileValidation = trail.LogFileValidationEnabled,
        KmsKeyId = Text(trail.KmsKeyId),
        LogGroupArn = Text(trail.CloudWatchLogsLogGroupArn),
        LogRoleArn = Text(trail.CloudWatchLogsRoleArn),
        SnsTopicArn = Text(trail.SnsTopicArn),
    };

    private static TrailRequest Request(TrailSpec spec) => new()
    {
        Name = spec.Name,
        S3BucketName = spec.Bucket,
        S3KeyPrefix = spec.Prefix,
        SnsTopicName = spec.SnsTopic,
        IncludeGlobalServiceEvents = spec.IncludesGlobalEvents,
        IsMultiRegionTrail = spec.IsMultiRegion,
        EnableLogFileValidation = spec.LogFileValidation,
        CloudWatchLogsLogGroupArn = spec.LogGroupArn,
        CloudWatchLogsRoleArn = spec.LogRoleArn,
        KmsKeyId = spec.KmsKeyId,
        IsOrganizationTrail = spec.IsOrganization,
    };

    private static IReadOnlyList<TagMessage> Tags(IReadOnlyDictionary<string, string> tags) => [.. tags.Select(tag => new TagMessage(tag.Key, tag.Value))];

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static DateTimeOffset? Time(double? seconds) =>
        seconds is > 0 and < 253_402_300_799 ? DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(seconds.Value * 1000)) : null;
}
