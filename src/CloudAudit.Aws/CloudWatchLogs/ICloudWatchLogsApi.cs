namespace CloudAudit.Aws;

/// <summary>CloudWatch Logs' API in one region (2014-03-28), as far as logs are read. All fail with an AwsException.</summary>
public interface ICloudWatchLogsApi
{
    /// <summary>The region that is called.</summary>
    string Region { get; }

    /// <summary>The names of the log groups whose name begins so, in their order.</summary>
    /// <param name="prefix">How they begin; empty for all.</param>
    /// <param name="cancellation">Stops the call.</param>
    IAsyncEnumerable<string> DescribeLogGroupsAsync(string prefix, CancellationToken cancellation);

    /// <summary>One page of a group's events, by their time.</summary>
    Task<LogEventsPage> FilterLogEventsAsync(LogEventsRequest request, CancellationToken cancellation);
}

/// <summary>Which events of a log group are asked for.</summary>
/// <param name="Group">The group.</param>
/// <param name="StreamPrefix">How the names of streams begin; null for all streams.</param>
/// <param name="StartTime">From this time on.</param>
/// <param name="EndTime">Before this time.</param>
/// <param name="FilterPattern">A pattern in CloudWatch's syntax; null for all events.</param>
/// <param name="NextToken">Of the page before; null for the first.</param>
public sealed record LogEventsRequest(
    LogGroup Group, string? StreamPrefix, DateTimeOffset? StartTime, DateTimeOffset? EndTime, string? FilterPattern, string? NextToken);

/// <summary>A page of events; it may be empty before the last.</summary>
/// <param name="Messages">Their texts.</param>
/// <param name="NextToken">Asks for the next page; null on the last.</param>
public sealed record LogEventsPage(IReadOnlyList<string> Messages, string? NextToken);
