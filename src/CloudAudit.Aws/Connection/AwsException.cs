namespace CloudAudit.Aws;

/// <summary>Why AWS could not be asked, or would not answer.</summary>
public enum AwsFailure
{
    /// <summary>The service refused the request for a reason that its code names.</summary>
    Refused,

    /// <summary>No credentials were found.</summary>
    NoCredentials,

    /// <summary>The credentials have expired, or their sign-in has.</summary>
    ExpiredCredentials,

    /// <summary>The credentials are not those of an account: the key is unknown, or its secret is another.</summary>
    InvalidCredentials,

    /// <summary>No region was found.</summary>
    NoRegion,

    /// <summary>What was given as a region or an endpoint is none.</summary>
    InvalidEndpoint,

    /// <summary>The named profile does not exist, or has no credentials.</summary>
    ProfileNotFound,

    /// <summary>The caller may not do this.</summary>
    AccessDenied,

    /// <summary>What was asked for is not there.</summary>
    NotFound,

    /// <summary>The service wants fewer requests.</summary>
    Throttled,

    /// <summary>No connection, or none that lasts.</summary>
    Unreachable,

    /// <summary>The service failed by itself.</summary>
    ServiceFault,
}

/// <summary>A call to AWS that failed: what, why, and what can be done about it. It holds no secret.</summary>
/// <param name="failure">The kind of failure.</param>
/// <param name="message">What failed and why, in a sentence.</param>
/// <param name="cause">The SDK's own exception.</param>
public sealed class AwsException(AwsFailure failure, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The kind of failure.</summary>
    public AwsFailure Failure { get; } = failure;

    /// <summary>What the user can do; null where there is nothing to say.</summary>
    public string? Advice { get; init; }

    /// <summary>The service's error code, such as <c>TrailNotFoundException</c>; null where it gave none.</summary>
    public string? Code { get; init; }

    /// <summary>The id by which AWS Support finds the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>The HTTP status; 0 where there was no answer.</summary>
    public int StatusCode { get; init; }
}
