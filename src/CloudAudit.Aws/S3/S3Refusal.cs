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
    /// <summary>Bytes of an answer that are looked at.</summary>
    public const int MaxBody = 64 * 1024;

    /// <summary>Whether asking again may help.</summary>
    public bool IsTransient => (int)Status >= 500 || Status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
        || Code is "RequestTimeout" or "InternalError" or "RequestTimeTooSkewed" or "KMS.KMSInternalException" or "KMS.DependencyTimeoutException" or "KMS.KeyUnavailableException"
        || IsThrottling;

    /// <summary>Whether fewer requests are wanted, by S3 or by KMS, which has a quota of its own.</summary>
    public bool IsThrottling => Code is "SlowDown" or "Throttling" or "ThrottlingException" or "KMS.ThrottlingException" || Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests;

    /// <summary>Whether the caller's keys have expired; a source that renews them gives others.</summary>
    public bool IsExpired => AwsErrors.IsExpired(Code);

    /// <summary>Whether the object does not want the customer's key that came with the request.</summary>
    public bool IsNotForCustomerKey => Status == HttpStatusCode.BadRequest && Code is "InvalidRequest" or "InvalidArgument" or null;

    /// <summary>Takes an answer apart whose body has been read.</summary>
    public static S3Refusal Of(HttpResponseMessage answer, byte[] body)
    {
        var (code, message, id) = ErrorBody.Read(body, null);
        return new S3Refusal(answer.StatusCode, code, message, Backoff.RequestId(answer) ?? id);
    }

    /// <summary>
    /// The KMS key that the object is encrypted with, where KMS may be why it is refused: S3's words have it, or else the
    /// object's headers, which whoever may read the object is told without the key.
    /// </summary>
    /// <param name="bucket">Where the object is.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="withCustomerKey">Whether the customer's key goes along.</param>
    /// <param name="cancellation">Ends the wait for the headers.</param>
    /// <returns>Null where there is none, or nobody says.</returns>
    public string? KmsKey(S3Bucket bucket, string key, bool withCustomerKey, CancellationToken cancellation)
    {
        if (NamedKey() is { } named)
        {
            return named;
        }

        if (IsWrongCustomerKey || (!IsOfKms && !(Status == HttpStatusCode.Forbidden && Code is "AccessDenied" or null)))
        {
            return null;
        }

        try
        {
            using var answer = S3Answer.Get(bucket, new ObjectRequest(key) { HeadersOnly = true, WithCustomerKey = withCustomerKey }, cancellation);
            return answer.IsSuccess && answer.Message.Headers.TryGetValues("x-amz-server-side-encryption-aws-kms-key-id", out var values)
                ? values.FirstOrDefault()
                : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
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
            _ when Status == HttpStatusCode.NotFound && !IsOfKms => new LogReadException(LogErrorKind.NotFound, "the object is gone since it was listed"),
            _ when Status == HttpStatusCode.PreconditionFailed => new LogReadException(
                LogErrorKind.ReadFailed, "the object was changed while it was read; it is read as it is now by another run"),
            "InvalidObjectState" => new LogReadException(LogErrorKind.ReadFailed, "the object is archived (Glacier); restore it first"),
            "InvalidRequest" when Speaks("stored using a form of Server Side Encryption") => new LogReadException(
                LogErrorKind.CustomerKeyMissing, $"{said}{id}; it is encrypted with a key of the customer's (SSE-C), which was not given"),
            _ when IsWrongCustomerKey => new LogReadException(
                LogErrorKind.WrongDecryptionKey, $"{said}{id}; it is encrypted with another key of the customer's (SSE-C) than the one that was given"),
            _ when IsExpired => new LogReadException(LogErrorKind.AccessDenied, $"the AWS credentials have expired: {said}{id}"),
            "KMS.AccessDeniedException" => new LogReadException(LogErrorKind.AccessDenied, Denied(said, kmsKey ?? NamedKey()) + id),
            _ when IsOfKms => new LogReadException(LogErrorKind.AccessDenied, Unusable(said, kmsKey ?? NamedKey()) + id),
            "AccessDenied" or null when Status == HttpStatusCode.Forbidden => new LogReadException(LogErrorKind.AccessDenied, Denied(said, kmsKey ?? NamedKey()) + id),
            _ when Status == HttpStatusCode.Forbidden => new LogReadException(LogErrorKind.AccessDenied, said + id),
            _ => new LogReadException(LogErrorKind.ReadFailed, $"S3 did not give it: {said}{id}"),
        };
    }

    private bool IsWrongCustomerKey => Code == "AccessDenied" && Speaks("must provide the correct secret key");

    // S3 gives errors of KMS by their own names ("Errors" of Decrypt in the AWS KMS API Reference) behind this.
    private bool IsOfKms => Code?.StartsWith("KMS.", StringComparison.Ordinal) == true;

    private static string Named(string? key) => key is null ? string.Empty : $" '{key}'";

    private bool Speaks(string words) => Message?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;

    private string Denied(string said, string? kmsKey)
    {
        bool kms = kmsKey is not null || IsOfKms || Speaks("kms:");
        return kms
            ? $"{said}; the caller needs kms:Decrypt on the key{Named(kmsKey)} that the object is encrypted with, in its own policies and in the key's"
            : $"{said}; the caller needs s3:GetObject on the object";
    }

    private string Unusable(string said, string? kmsKey)
    {
        var (state, remedy) = Code switch
        {
            "KMS.DisabledException" => ("is disabled", "enable it (kms:EnableKey) to read the object"),
            "KMS.KMSInvalidStateException" => ("is in a state in which it decrypts nothing", "where it is pending deletion, cancel that (kms:CancelKeyDeletion) and enable it (kms:EnableKey)"),
            "KMS.NotFoundException" => ("is not there", "without it nobody can read the object; look for a replica of the key, or for a copy of the object under another key"),
            _ => ("cannot be used", "its state and its policy say why (kms:DescribeKey, kms:GetKeyPolicy)"),
        };
        return $"the KMS key{Named(kmsKey)} that the object is encrypted with {state}: {said}; {remedy}";
    }

    // Such as "… on resource: arn:aws:kms:eu-west-1:111122223333:key/… because …".
    private string? NamedKey() => Message?.Split([' ', '\'', '"', '(', ')', ',', ';'], StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.TrimEnd('.'))
        .FirstOrDefault(word => word.Split(':') is ["arn", _, "kms", _, _, ..]);
}
