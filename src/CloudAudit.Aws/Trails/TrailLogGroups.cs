using System.Text.Json.Serialization;
using CloudAudit.Trails;

namespace CloudAudit.Aws.Trails;

/// <summary>The log group of a trail (CloudWatch Logs API, 2014-03-28).</summary>
/// <param name="logs">CloudWatch Logs in the trail's home region.</param>
internal sealed class TrailLogGroups(JsonClient logs)
{
    private static readonly LogGroupJson Types = LogGroupJson.Default;

    /// <summary>A group by its name.</summary>
    public Task<Inspected<LogGroupSnapshot>> InspectAsync(string name, CancellationToken cancellation) =>
        AwsLook.AtAsync("logs:DescribeLogGroups", [], async () =>
        {
            string? token = null;
            do
            {
                var page = await logs.CallAsync(
                    "DescribeLogGroups", new DescribeLogGroupsRequest(name, token), Types.DescribeLogGroupsRequest, Types.DescribeLogGroupsResponse, name, cancellation);
                if ((page.LogGroups ?? []).FirstOrDefault(group => group.LogGroupName == name) is { } found)
                {
                    return new LogGroupSnapshot(name, found.RetentionInDays);
                }

                token = page.NextToken;
            }
            while (!string.IsNullOrEmpty(token));
            return null;
        });

    /// <summary>Makes one change.</summary>
    public async Task ApplyAsync(TrailChange change, CancellationToken cancellation)
    {
        switch (change)
        {
            case CreateLogGroup create:
                await logs.CallAsync("CreateLogGroup", new LogGroupRequest(create.LogGroup, null), Types.LogGroupRequest, Types.LogGroupAnswer, create.LogGroup, cancellation);
                break;
            case SetLogGroupRetention keep:
                await logs.CallAsync("PutRetentionPolicy", new LogGroupRequest(keep.LogGroup, keep.Days), Types.LogGroupRequest, Types.LogGroupAnswer, keep.LogGroup, cancellation);
                break;
            default:
                throw new ArgumentException($"{change} is none of a log group.", nameof(change));
        }
    }
}

internal sealed record DescribeLogGroupsRequest(string LogGroupNamePrefix, string? NextToken);

internal sealed record DescribeLogGroupsResponse(IReadOnlyList<LogGroupMessage>? LogGroups, string? NextToken);

internal sealed record LogGroupMessage(string? LogGroupName, int? RetentionInDays);

internal sealed record LogGroupRequest(string LogGroupName, int? RetentionInDays);

internal sealed record LogGroupAnswer;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DescribeLogGroupsRequest))]
[JsonSerializable(typeof(DescribeLogGroupsResponse))]
[JsonSerializable(typeof(LogGroupRequest))]
[JsonSerializable(typeof(LogGroupAnswer))]
internal sealed partial class LogGroupJson : JsonSerializerContext;
