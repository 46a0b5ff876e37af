using System.Runtime.CompilerServices;
using CloudAudit.Aws.CloudWatchLogs;

namespace CloudAudit.Aws;

/// <summary>CloudWatch Logs' API over the SDK's core.</summary>
/// <param name="client">A client for CloudWatch Logs.</param>
public sealed class CloudWatchLogsApi(JsonClient client) : ICloudWatchLogsApi
{
    private static readonly LogsJson Types = LogsJson.Default;

    /// <inheritdoc/>
    public string Region => client.Region;

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> DescribeLogGroupsAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? token = null;
        do
        {
            var request = new DescribeLogGroupsRequest(prefix.Length == 0 ? null : prefix, token);
            var page = await client.CallAsync("DescribeLogGroups", request, Types.DescribeLogGroupsRequest, Types.DescribeLogGroupsResponse, prefix, cancellation);
            foreach (var group in page.LogGroups ?? [])
            {
                if (group.LogGroupName is { } name)
                {
                    yield return name;
                }
            }

            token = page.NextToken;
        }
        while (!string.IsNullOrEmpty(token));
    }

    /// <inheritdoc/>
    public async Task<LogEventsPage> FilterLogEventsAsync(LogEventsRequest request, CancellationToken cancellation)
    {
        // A group of another account is named by its ARN.
        var body = new FilterLogEventsRequest(
            request.Group.Arn is null ? request.Group.Name : null,
            request.Group.Arn,
            request.StreamPrefix,
            request.StartTime?.ToUnixTimeMilliseconds(),
            request.EndTime?.ToUnixTimeMilliseconds(),
            request.FilterPattern,
            request.NextToken);
        var page = await client.CallAsync(
            "FilterLogEvents", body, Types.FilterLogEventsRequest, Types.FilterLogEventsResponse, $"log group {request.Group.Name}", cancellation);
        return new LogEventsPage(
            [.. (page.Events ?? []).Select(e => e.Message ?? string.Empty)],
            string.IsNullOrEmpty(page.NextToken) ? null : page.NextToken);
    }
}
