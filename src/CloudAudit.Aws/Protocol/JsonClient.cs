using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CloudAudit.Aws.Connection;
using CloudAudit.Aws.Protocol;

namespace CloudAudit.Aws;

/// <summary>
/// Calls a service that speaks AWS JSON. Requests and answers are types of the caller's source-generated context, with
/// only the members it uses. Safe for several threads.
/// </summary>
public sealed class JsonClient
{
    private readonly AwsService _service;
    private readonly ThinClient _client;

    internal JsonClient(AwsService service, ThinClient client, string region)
    {
        _service = service;
        _client = client;
        Region = region;
    }

    /// <summary>The region that is called.</summary>
    public string Region { get; }

    /// <summary>Calls an operation.</summary>
    /// <param name="operation">The operation, such as <c>GetTrail</c>.</param>
    /// <param name="request">Its input.</param>
    /// <param name="requestType">The input's type in a source-generated context.</param>
    /// <param name="responseType">The answer's type in a source-generated context. An empty answer is read as <c>{}</c>.</param>
    /// <param name="target">What the call is about, for errors: a name or ARN; may be null.</param>
    /// <param name="cancellation">Stops the call.</param>
    /// <exception cref="AwsException">The service refused, or could not be called.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(
        string operation,
        TRequest request,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResponse> responseType,
        string? target,
        CancellationToken cancellation)
    {
        string permission = $"{_service.Permission}:{operation}";
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Content-Type"] = $"application/x-amz-json-{_service.JsonVersion}",
            ["X-Amz-Target"] = $"{_service.Target}.{operation}",
        };
        byte[] answer;
        try
        {
            answer = await _client.CallAsync(headers, JsonSerializer.SerializeToUtf8Bytes(request, requestType), cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && AwsErrors.From(e, permission, target) is { } said)
        {
            throw said;
        }

        try
        {
            return JsonSerializer.Deserialize(IsEmpty(answer) ? "{}"u8 : answer, responseType)!;
        }
        catch (JsonException e)
        {
            // The call was made; only its answer is no answer of this API's.
            throw new AwsException(AwsFailure.ServiceFault, $"The answer to {permission} cannot be read: {e.Message}", e);
        }
    }

    private static bool IsEmpty(byte[] answer) => answer.AsSpan().Trim(" \t\r\n"u8).IsEmpty;
}
