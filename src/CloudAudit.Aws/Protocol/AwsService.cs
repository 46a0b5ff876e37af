namespace CloudAudit.Aws;

/// <summary>
/// A service that is reached through the SDK's core alone, with what its API model says of it (the "metadata" of
/// <c>service-2.json</c> in the AWS API models).
/// </summary>
/// <param name="ServiceId">The service's id, by which <c>AWS_ENDPOINT_URL_…</c> and the profile's services name it.</param>
/// <param name="EndpointPrefix">The first part of its host's name.</param>
/// <param name="SigningName">The name that requests are signed for.</param>
/// <param name="Target">The prefix of X-Amz-Target, for JSON; the API's version, for the query protocol.</param>
/// <param name="Permission">The prefix of its permissions.</param>
/// <param name="JsonVersion">1.1 or 1.0; null for the query protocol.</param>
public sealed record AwsService(
    string ServiceId, string EndpointPrefix, string SigningName, string Target, string Permission, string? JsonVersion = "1.1")
{
    /// <summary>AWS CloudTrail, 2013-11-01.</summary>
    public static AwsService CloudTrail { get; } =
        new("CloudTrail", "cloudtrail", "cloudtrail", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", "cloudtrail");

    /// <summary>Amazon CloudWatch Logs, 2014-03-28.</summary>
    public static AwsService CloudWatchLogs { get; } = new("CloudWatch Logs", "logs", "logs", "Logs_20140328", "logs");

    /// <summary>Amazon CloudWatch: alarms and metrics, 2010-08-01.</summary>
    public static AwsService CloudWatch { get; } =
        new("CloudWatch", "monitoring", "monitoring", "GraniteServiceVersion20100801", "cloudwatch", "1.0");

    /// <summary>AWS Organizations, 2016-11-28.</summary>
    public static AwsService Organizations { get; } =
        new("Organizations", "organizations", "organizations", "AWSOrganizationsV20161128", "organizations") { IsGlobal = true };

    /// <summary>AWS Identity and Access Management, 2010-05-08; query protocol.</summary>
    public static AwsService Iam { get; } = new("IAM", "iam", "iam", "2010-05-08", "iam", null) { IsGlobal = true };

    /// <summary>Amazon Simple Notification Service, 2010-03-31; query protocol.</summary>
    public static AwsService Sns { get; } = new("SNS", "sns", "sns", "2010-03-31", "sns", null);

    /// <summary>One endpoint for a whole partition.</summary>
    public bool IsGlobal { get; init; }
}
