using System.Diagnostics.CodeAnalysis;

namespace CloudAudit.Trails;

/// <summary>Where AWS calls go: whose account, in which partition and region.</summary>
/// <param name="Partition">aws, aws-cn or aws-us-gov.</param>
/// <param name="Region">A region's code.</param>
/// <param name="AccountId">Twelve digits.</param>
public sealed record AwsPlace(string Partition, string Region, string AccountId)
{
    /// <summary>The ARN of a trail here.</summary>
    /// <param name="name">The trail's name.</param>
    public TrailArn Trail(string name) => new(this, name);

    public string Bucket(string name) => $"arn:{Partition}:s3:::{name}";

    public string Role(string name) => $"arn:{Partition}:iam::{AccountId}:role/{name}";

    public string Topic(string name) => $"arn:{Partition}:sns:{Region}:{AccountId}:{name}";

    public string Root => $"arn:{Partition}:iam::{AccountId}:root";

    /// <summary>A log group as CloudTrail and CloudWatch Logs name it, with the ending that stands for its streams.</summary>
    /// <param name="name">The group's name.</param>
    public string LogGroup(string name) => $"arn:{Partition}:logs:{Region}:{AccountId}:log-group:{name}:*";

    /// <summary>The partition that a region is in, by its code ("AWS Regions and endpoints").</summary>
    /// <param name="region">A region's code.</param>
    public static string PartitionOf(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
        : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov"
        : "aws";
}

/// <summary>A trail's ARN: <c>arn:partition:cloudtrail:home-region:account:trail/name</c>.</summary>
/// <param name="Home">The account and the home region.</param>
/// <param name="Name">The trail's name.</param>
public sealed record TrailArn(AwsPlace Home, string Name)
{
    /// <summary>Reads an ARN; false where the text is none of a trail.</summary>
    /// <param name="text">What may be an ARN.</param>
    /// <param name="arn">The ARN.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TrailArn? arn)
    {
        arn = text?.Split(':', 6) is ["arn", { Length: > 0 } partition, "cloudtrail", { Length: > 0 } region, { Length: > 0 } account, ['t', 'r', 'a', 'i', 'l', '/', .. { Length: > 0 } name]]
            ? new TrailArn(new AwsPlace(partition, region, account), name)
            : null;
        return arn is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"arn:{Home.Partition}:cloudtrail:{Home.Region}:{Home.AccountId}:trail/{Name}";
}
