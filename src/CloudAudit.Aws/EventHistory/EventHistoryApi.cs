using CloudAudit.Aws.EventHistory;

namespace CloudAudit.Aws;

/// <summary>LookupEvents over the SDK's core.</summary>
/// <param name="client">A client for CloudTrail.</param>
public sealed class EventHistoryApi(JsonClient client) : IEventHistoryApi
{
    // What the service gives, and takes, at the most ("LookupEvents" in the CloudTrail API reference).
    private const int PageSize = 50;

    /// <inheritdoc/>
    public string Region => client.Region;

    /// <inheritdoc/>
    public async Task<EventHistoryPage> LookupEventsAsync(EventHistoryRequest request, CancellationToken cancellation)
    {
        var body = new LookupEventsRequest(
            request.Attribute is { } attribute ? [new LookupAttributeMessage(attribute.Key, attribute.Value)] : null,
            Seconds(request.StartTime),
            Seconds(request.EndTime),
            request.Insights ? "insight" : null,
            PageSize,
            request.NextToken);
        var page = await client.CallAsync(
            "LookupEvents", body, LookupJson.Default.LookupEventsRequest, LookupJson.Default.LookupEventsResponse, null, cancellation);
        return new EventHistoryPage(
            [.. (page.Events ?? []).Select(e => e.CloudTrailEvent).OfType<string>()],
            string.IsNullOrEmpty(page.NextToken) ? null : page.NextToken);
    }

    private static double? Seconds(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds() / 1000.0;
}
