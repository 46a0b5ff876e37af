namespace CloudAudit.Aws;

/// <summary>
/// Who calls AWS, and where. What is not given is found as the SDK finds it: environment, profiles, container and
/// instance roles. Explicit keys go before a profile, and a named profile before the rest.
/// </summary>
public sealed record AwsConnectionOptions
{
    /// <summary>A profile of the shared files or the SDK's store. One that does not exist is an error.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The file of profiles in place of <c>~/.aws/credentials</c> and <c>~/.aws/config</c>; a full path.</summary>
    public string? ProfileLocation { get; init; }

    /// <summary>
    /// Gives the keys, asked again when a call needs them, so that a source which renews its keys is followed. Null
    /// where they are to be found.
    /// </summary>
    public Func<AwsKeys>? Keys { get; init; }

    /// <summary>The region that is called, such as <c>eu-west-1</c>; null to take the profile's or the environment's.</summary>
    public string? Region { get; init; }

    /// <summary>What stands in for every service's address; null for AWS's own or those of <c>AWS_ENDPOINT_URL*</c>.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>A role to assume with the credentials above, in this account or another.</summary>
    public string? RoleArn { get; init; }

    /// <summary>The external id that the role's owner asks for.</summary>
    public string? ExternalId { get; init; }

    /// <summary>How the role's session is called in the logs of its account; <c>CloudAudit</c> unless given.</summary>
    public string? RoleSessionName { get; init; }

    /// <summary>Names no secret.</summary>
    public override string ToString() => string.Join(
        ' ', new[] { ProfileName, Region, RoleArn, EndpointUrl }.Where(part => !string.IsNullOrEmpty(part)));
}
