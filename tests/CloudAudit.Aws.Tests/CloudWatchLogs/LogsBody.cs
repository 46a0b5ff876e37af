using System.Text.Json.Serialization;

namespace CloudAudit.Aws.Tests.CloudWatchLogs;

/// <summary>What the tests send to CloudWatch Logs to have something to read.</summary>
internal sealed record LogsBody
{
    public string? LogGroupName { get; init; }

    public string? LogStreamName { get; init; }

    public IReadOnlyList<LogEventBody>? LogEvents { get; init; }
}

internal sealed record LogEventBody(long Timestamp, string Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LogsBody))]
internal sealed partial class LogsBodyJson : JsonSerializerContext;
