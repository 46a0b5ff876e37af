namespace CloudAudit.Aws;

/// <summary>CloudTrail's LookupEvents in one region (2013-11-01). It fails with an AwsException.</summary>
public interface IEventHistoryApi
{
    /// <summary>The region that is called.</summary>
    string Region { get; }

    /// <summary>One page, at most 50 events, the newest first.</summary>
    Task<EventHistoryPage> LookupEventsAsync(EventHistoryRequest request, CancellationToken cancellation);
}

/// <summary>Which events are asked for; the same for every page.</summary>
/// <param name="Attribute">The one attribute that the service filters by; null for all events.</param>
/// <param name="StartTime">From this time on; null for the last 90 days.</param>
/// <param name="EndTime">Up to this time.</param>
/// <param name="Insights">Insight events in place of management events.</param>
/// <param name="NextToken">Of the page before; null for the first.</param>
public sealed record EventHistoryRequest(
    LookupAttribute? Attribute, DateTimeOffset? StartTime, DateTimeOffset? EndTime, bool Insights, string? NextToken);

/// <summary>A page of events; it may be empty before the last.</summary>
/// <param name="Records">The records, as JSON.</param>
/// <param name="NextToken">Asks for the next page; null on the last.</param>
public sealed record EventHistoryPage(IReadOnlyList<string> Records, string? NextToken);
