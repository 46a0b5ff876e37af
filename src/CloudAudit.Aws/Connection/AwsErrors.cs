using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.SecurityToken;
using CloudAudit.Output;

namespace CloudAudit.Aws.Connection;

/// <summary>Turns what the SDK throws into an error that says what to do.</summary>
internal static class AwsErrors
{
    private static readonly string[] Expired =
        ["ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired", "InvalidGrantException", "UnauthorizedException"];

    private static readonly string[] Invalid =
        ["InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidSignatureException", "InvalidToken", "AuthFailure", "IncompleteSignature"];

    private static readonly string[] Denied =
        ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "AuthorizationErrorException", "AllAccessDisabled"];

    private static readonly string[] Throttled =
    [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException", "TooManyRequestsException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException", "SlowDown", "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException", "EC2ThrottledException", "TransactionInProgressException",
    ];

    /// <summary>Whether a service's code says that the caller's keys have expired.</summary>
    public static bool IsExpired(string? code) => Expired.Contains(code);

    public static AwsException NoCredentials(Exception? cause = null) => new(
        AwsFailure.NoCredentials, "No AWS credentials were found: none were given, and neither the environment, the profiles nor the machine has any.", cause)
    {
        Advice = "Name a profile, sign in with 'aws configure' or 'aws sso login', set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role is attached.",
    };

    public static AwsException NoRegion() => new(
        AwsFailure.NoRegion, "No AWS region was found: none was given, and neither the profile, AWS_REGION, AWS_DEFAULT_REGION nor the machine names one.")
    {
        Advice = "Give a region, such as us-east-1, set AWS_REGION, or write 'region = …' into the profile.",
    };

    public static AwsException ProfileNotFound(string name, string? location) => new(
        AwsFailure.ProfileNotFound,
        location is null ? $"There is no AWS profile '{name}'." : $"There is no AWS profile '{name}' in '{location}'.")
    {
        Advice = "'aws configure list-profiles' shows what is there; AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE say where it is looked for.",
    };

    public static AwsException ProfileUnusable(string name, Exception? cause) => new(
        AwsFailure.ProfileNotFound, $"The AWS profile '{name}' gives no credentials{(cause is null ? "." : $": {Sentence(cause.Message)}")}", cause)
    {
        Advice = "A profile needs keys, a role with a source, an SSO session or a credential process.",
    };

    public static AwsException BadRegion(string region) => new(AwsFailure.InvalidEndpoint, $"'{region}' is no AWS region.")
    {
        Advice = "Regions are written as eu-west-1 or us-gov-east-1, one where one is called.",
    };

    public static AwsException BadEndpoint(string url) => new(AwsFailure.InvalidEndpoint, $"'{url}' is no endpoint.")
    {
        Advice = "An endpoint is the address of a service, such as https://vpce-0123.cloudtrail.us-east-1.vpce.amazonaws.com or http://localhost:5000.",
    };

    /// <summary>The error for what a call threw; null where it is none of AWS's or the network's.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="permission">The permission that the call needs, such as <c>cloudtrail:GetTrail</c>.</param>
    /// <param name="target">What it was about, in words that can follow "on"; may be null.</param>
    public static AwsException? From(Exception error, string permission, string? target = null) => error switch
    {
        AwsException known => known,
        AmazonServiceException service => FromService(service, permission, target),
        AmazonClientException client => FromClient(client, permission),
        HttpRequestException or IOException or System.Net.Sockets.SocketException or WebException =>
            new AwsException(AwsFailure.Unreachable, $"{permission} could not be called: {Sentence(Innermost(error).Message)}", error)
            {
                Advice = "Check the network, the proxy (HTTPS_PROXY), the region and the endpoint.",
            },
        TimeoutException or TaskCanceledException { InnerException: TimeoutException } =>
            new AwsException(AwsFailure.Unreachable, $"{permission} had no answer in time.", error),
        _ => null,
    };

    /// <summary>The error of an answer's code and status, for a client of our own.</summary>
    public static AwsException FromAnswer(string? code, string? message, HttpStatusCode status, string? requestId, string permission, string? target, Exception? cause = null)
    {
        var failure = Classify(code, status);
        string number = ((int)status).ToString(CultureInfo.InvariantCulture);
        string what = target is null ? permission : $"{permission} on {target}";
        string reason = string.IsNullOrWhiteSpace(message) || message.StartsWith('<') ? $"HTTP status {number}" : Sentence(message);
        string said = string.IsNullOrEmpty(code) ? reason : $"{code}: {reason}";
        string id = string.IsNullOrEmpty(requestId) ? string.Empty : $" (status {number}, request {requestId})";
        return new AwsException(failure, $"{what} failed: {said.TrimEnd('.')}{id}.", cause)
        {
            Code = string.IsNullOrEmpty(code) ? null : code,
            RequestId = requestId,
            StatusCode = (int)status,
            Advice = failure switch
            {
                AwsFailure.AccessDenied => $"The caller needs the permission {permission}{(target is null ? string.Empty : $" on {target}")}; an SCP, a boundary, or the policy of the resource or its key may deny it too.",
                AwsFailure.ExpiredCredentials => "Sign in again ('aws sso login'), or fetch new temporary keys.",
                AwsFailure.InvalidCredentials => "Check the access key, its secret and session token, and the clock of this machine.",
                AwsFailure.Throttled => "Others use the same account's quota; try again later, or with fewer requests at once.",
                _ => null,
            },
        };
    }

    private static AwsException FromService(AmazonServiceException error, string permission, string? target)
    {
        if (error.InnerException is { } inner && error.StatusCode == default && From(inner, permission, target) is { } deeper)
        {
            return deeper;
        }

        return FromAnswer(error.ErrorCode, error.Message, error.StatusCode, error.RequestId, permission, target, error);
    }

    private static AwsException FromClient(AmazonClientException error, string permission)
    {
        // The SDK has no types for these, only words; and it wraps one in another.
        string all = string.Join('\n', Chain(error).Select(e => e.Message));
        if (Chain(error).OfType<AmazonServiceException>().FirstOrDefault() is { } service)
        {
            // The profile's own role, not the call.
            return FromService(service, service is AmazonSecurityTokenServiceException ? "sts:AssumeRole" : permission, null);
        }

        if (Has("SSO") || Has("Token is expired") || Has("sso login") || Has("has expired"))
        {
            return new AwsException(AwsFailure.ExpiredCredentials, $"The sign-in of IAM Identity Center has expired or is missing: {Sentence(error.Message)}", error)
            {
                Advice = "Run 'aws sso login' with the profile's name, then try again.",
            };
        }

        if (Has("RegionEndpoint or ServiceURL"))
        {
            return NoRegion();
        }

        if (Has("credentials") || Has("IMDS") || Has("Instance metadata") || Has("EC2 Instance Metadata"))
        {
            return NoCredentials(error);
        }

        return new AwsException(AwsFailure.Unreachable, $"{permission} could not be called: {Sentence(Innermost(error).Message)}", error);

        bool Has(string words) => all.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    private static AwsFailure Classify(string? code, HttpStatusCode status)
    {
        // Codes come as Name, Name.Detail and prefix#Name.
        string name = code is null ? string.Empty : code[(code.LastIndexOf('#') + 1)..];
        return name switch
        {
            _ when Expired.Contains(name, StringComparer.Ordinal) => AwsFailure.ExpiredCredentials,
            _ when Invalid.Contains(name, StringComparer.Ordinal) => AwsFailure.InvalidCredentials,
            _ when Throttled.Contains(name, StringComparer.Ordinal) || status == HttpStatusCode.TooManyRequests => AwsFailure.Throttled,
            _ when Denied.Contains(name, StringComparer.Ordinal) || name.StartsWith("KMS.", StringComparison.Ordinal) => AwsFailure.AccessDenied,
            _ when status == HttpStatusCode.NotFound || name.StartsWith("NoSuch", StringComparison.Ordinal)
                || name.Contains("NotFound", StringComparison.Ordinal) => AwsFailure.NotFound,
            _ when (int)status >= 500 => AwsFailure.ServiceFault,
            _ when name.Length == 0 && status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => AwsFailure.AccessDenied,
            _ => AwsFailure.Refused,
        };
    }

    private static IEnumerable<Exception> Chain(Exception error)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }

    private static Exception Innermost(Exception error) => Chain(error).Last();

    private static string Sentence(string text) => TerminalText.Clean(text.ReplaceLineEndings(" ")).Trim() is var line && line.EndsWith('.') ? line : line + ".";
}
