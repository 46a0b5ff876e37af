using System.Globalization;
using System.Net;
using CloudAudit.Aws.Connection;
using CloudAudit.Aws.Protocol;
using CloudAudit.Decoding;
using CloudAudit.Sources;

namespace CloudAudit.Aws.S3;

/// <summary>What S3 says when it does not give an object, and what that means.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">S3's error code; null where it gave none.</param>
/// <param name="Message">Its words; null where it gave none.</param>
/// <param name="RequestId">The id of the request.</param>
internal sealed record S3Refusal(HttpStatusCode Status, string? Code, string? Message, string? RequestId)
{
    private const int MaxBody = 64 * 1024;

    /// <summary>Whether asking again may help.</summary>
    public bool IsTransient => (int)Status >= 500 || Status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
        || Code is "RequestTimeout" or "SlowDown" or "InternalError" or "Throttling" or "RequestTimeTooSkewed";

    /// <summary>Whether fewer requests are wanted.</summary>
    public bool IsThrottling => Code is "SlowDown" or "Throttling" || Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests;

    /// <summary>Whether the caller's keys have expired; a source that renews them gives others.</summary>
    public bool IsExpired => AwsErrors.IsExpired(Code);

    /// <summary>Whether the object does not want the customer's key that came with the request.</summary>
    public bool IsNotForCustomerKey => Status == HttpStatusCode.BadRequest && Code is "InvalidRequest" or "InvalidArgument" or null;

    /// <summary>Reads an answer that is no success.</summary>
    public static async Task<S3Refusal> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        string? id = Backoff.RequestId(answer);
        byte[] body = new byte[MaxBody];
        int length = 0;
        try
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(cancellation);
            length = await stream.ReadAtLeastAsync(body, MaxBody, throwOnEndOfStream: false, cancellation);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The status is enough.
        }

        var (code, message, bodyId) = ErrorBody.Read(body[..length], null);
        return new S3Refusal(answer.StatusCode, code, message, id ?? bodyId);
    }

    /// <summary>The error for the object.</summary>
    /// <param name="kmsKey">The KMS key that the object is encrypted with, where it is known.</param>
    public LogReadException ToException(string? kmsKey)
    {
        string status = ((int)Status).ToString(CultureInfo.InvariantCulture);
        string said = $"{Code ?? "HTTP status"} {(Code is null ? status : $"({status})")}{(Message is null ? string.Empty : ": " + Message.TrimEnd('.'))}";
        string id = RequestId is null ? string.Empty : $"; request {RequestId}";
        return Code switch
        {
            _ when Status == HttpStatusCode.NotFound => new LogReadException(LogErrorKind.NotFound, "the object is gone since it was listed"),
            _ when Status == HttpStatusCode.PreconditionFailed => new LogReadException(
                LogErrorKind.ReadFailed, "the object was changed while it was read; it is read as it is now by another run"),
            "InvalidObjectState" => new LogReadException(LogErrorKind.ReadFailed, "the object is archived (Glacier); restore it first"),
            _ when IsExpired => new LogReadException(LogErrorKind.AccessDenied, $"the AWS credentials have expired: {said}{id}"),
            "AccessDenied" or null when Status == HttpStatusCode.Forbidden => new LogReadException(LogErrorKind.AccessDenied, Denied(said, kmsKey) + id),
            not null when Code.StartsWith("KMS.", StringComparison.Ordinal) => new LogReadException(
                LogErrorKind.AccessDenied, $"the KMS key{Named(kmsKey)} cannot be used: {said}{id}"),
            _ when Status == HttpStatusCode.Forbidden => new LogReadException(LogErrorKind.AccessDenied, said + id),
            _ => new LogReadException(LogErrorKind.ReadFailed, $"S3 did not give it: {said}{id}"),
        };
    }

    private static string Named(string? key) => key is null ? string.Empty : $" '{key}'";

    private string Denied(string said, string? kmsKey)
    {
        bool kms = Message?.Contains("kms:", StringComparison.OrdinalIgnoreCase) == true || kmsKey is not null;
        return kms
            ? $"{said}; the caller needs kms:Decrypt on the key{Named(kmsKey)} that the object is encrypted with, in its own policies and in the key's"
            : $"{said}; the caller needs s3:GetObject on the object";
    }
}
