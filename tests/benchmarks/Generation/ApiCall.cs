using System.Text.Json;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>One way of calling one API: how often, by whom, and what its record holds.</summary>
internal sealed record ApiCall
{
    /// <param name="service">The service's prefix, as in ec2.amazonaws.com.</param>
    /// <param name="name">eventName.</param>
    /// <param name="weight">How often, against the other calls.</param>
    /// <param name="callers">Who makes it.</param>
    /// <param name="request">requestParameters.</param>
    public ApiCall(string service, string name, int weight, Callers callers, Template? request = null)
    {
        Service = service;
        Source = JsonEncodedText.Encode(service + ".amazonaws.com");
        EventName = name;
        Name = JsonEncodedText.Encode(name);
        Weight = weight;
        CallerKinds = callers;
        Request = request;

        // Each service is at a version of its own; 1.08 is still the most frequent.
        Version = JsonEncodedText.Encode((Site.Stable(service) % 8) switch { 0 or 1 => "1.11", 2 => "1.10", 3 => "1.09", _ => "1.08" });
    }

    public string Service { get; }

    public string EventName { get; }

    public JsonEncodedText Source { get; }

    public JsonEncodedText Name { get; }

    public JsonEncodedText Version { get; }

    public int Weight { get; }

    public Callers CallerKinds { get; }

    public Template? Request { get; }

    public Template? Response { get; init; }

    public Template? Additional { get; init; }

    public Template? Resources { get; init; }

    /// <summary>serviceEventDetails.</summary>
    public Template? Details { get; init; }

    /// <summary>The host of tlsDetails; by default service.region.amazonaws.com.</summary>
    public Template? Host { get; init; }

    public bool IsWrite { get; init; }

    public bool IsData { get; init; }

    public bool IsNetworkActivity { get; init; }

    /// <summary>Written in us-east-1 alone.</summary>
    public bool IsGlobal { get; init; }

    /// <summary>Has a sharedEventID.</summary>
    public bool IsShared { get; init; }

    public string EventType { get; init; } = "AwsApiCall";

    public string? ApiVersion { get; init; }

    /// <summary>The service that makes the call on the caller's behalf, or for itself.</summary>
    public string? Via { get; init; }

    /// <summary>errorCode, with <see cref="ErrorPerMille"/> its frequency.</summary>
    public string? ErrorCode { get; init; }

    public Template? ErrorMessage { get; init; }

    public int ErrorPerMille { get; init; }

    /// <summary>The call turned away for its rate, as may happen to any that people and workloads make.</summary>
    public ApiCall Throttled => field ??= this with
    {
        ErrorCode = Service switch { "ec2" => "Client.RequestLimitExceeded", "s3" => "SlowDown", _ => "ThrottlingException" },
        ErrorMessage = Service switch { "ec2" => "\"Request limit exceeded.\"", "s3" => "\"Please reduce your request rate.\"", _ => "\"Rate exceeded\"" },
    };

    /// <summary>S3 and console sign-in records have forms of request ids of their own.</summary>
    public bool HasRequestId { get; init; } = true;
}
