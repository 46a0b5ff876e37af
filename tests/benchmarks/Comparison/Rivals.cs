using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudAudit.Benchmarks.Comparison;

/// <summary>The straightforward ways to write a filter in .NET, on as many threads: each file is parsed whole.</summary>
internal static class Rivals
{
    /// <summary>JsonDocument for each file, and a look at each record's eventName.</summary>
    /// <returns>How many events have the name.</returns>
    public static long Document(string folder, string eventName, int threads)
    {
        long found = 0;
        GunzipOnly.OverFiles(
            folder,
            threads,
            () => 0,
            (path, _) =>
            {
                using Stream text = GunzipOnly.Open(path);
                using JsonDocument document = JsonDocument.Parse(text);
                foreach (JsonElement record in document.RootElement.GetProperty("Records").EnumerateArray())
                {
                    if (record.TryGetProperty("eventName", out JsonElement name) && name.ValueEquals(eventName))
                    {
                        Interlocked.Increment(ref found);
                    }
                }
            });
        return found;
    }

    /// <summary>JsonSerializer into objects for each file, and a look at each object's EventName.</summary>
    /// <returns>How many events have the name.</returns>
    public static long Serializer(string folder, string eventName, int threads)
    {
        long found = 0;
        GunzipOnly.OverFiles(
            folder,
            threads,
            () => 0,
            (path, _) =>
            {
                using Stream text = GunzipOnly.Open(path);
                TrailDocument? document = JsonSerializer.Deserialize<TrailDocument>(text);
                Interlocked.Add(ref found, document?.Records?.Count(r => r.EventName == eventName) ?? 0);
            });
        return found;
    }

    private sealed record TrailDocument(IReadOnlyList<TrailRecord>? Records);

    /// <summary>The fields that most programs name; what differs from service to service stays JSON.</summary>
    private sealed record TrailRecord(
        [property: JsonPropertyName("eventVersion")] string? EventVersion,
        [property: JsonPropertyName("eventTime")] DateTimeOffset? EventTime,
        [property: JsonPropertyName("eventName")] string? EventName,
        [property: JsonPropertyName("eventSource")] string? EventSource,
        [property: JsonPropertyName("eventID")] string? EventId,
        [property: JsonPropertyName("awsRegion")] string? Region,
        [property: JsonPropertyName("sourceIPAddress")] string? SourceIPAddress,
        [property: JsonPropertyName("userAgent")] string? UserAgent,
        [property: JsonPropertyName("errorCode")] string? ErrorCode,
        [property: JsonPropertyName("errorMessage")] string? ErrorMessage,
        [property: JsonPropertyName("userIdentity")] TrailIdentity? UserIdentity,
        [property: JsonPropertyName("requestParameters")] JsonElement? RequestParameters,
        [property: JsonPropertyName("responseElements")] JsonElement? ResponseElements);

    private sealed record TrailIdentity(
        [property: JsonPropertyName("type")] string? Type,
        [property: JsonPropertyName("principalId")] string? PrincipalId,
        [property: JsonPropertyName("arn")] string? Arn,
        [property: JsonPropertyName("accountId")] string? AccountId,
        [property: JsonPropertyName("accessKeyId")] string? AccessKeyId,
        [property: JsonPropertyName("userName")] string? UserName);
}
