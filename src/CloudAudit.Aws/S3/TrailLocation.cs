using System.Text.Json.Serialization;

namespace CloudAudit.Aws.S3;

/// <summary>Where a trail delivers to.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Prefix">What stands before <c>AWSLogs/</c> in its keys; empty for none.</param>
/// <param name="IsOrganization">Whether it is the trail of an organisation.</param>
/// <param name="Arn">Its ARN; null where that is not known.</param>
public sealed partial record TrailLocation(string Bucket, string Prefix, bool IsOrganization, string? Arn)
{
    /// <summary>The trail's own account, of its ARN; null where that is not known.</summary>
    public string? AccountId => Arn?.Split(':') is [_, _, _, _, { Length: 12 } account, ..] ? account : null;

    /// <summary>The trail's home region, of its ARN, in which its bucket mostly is; null where that is not known.</summary>
    public string? Region => Arn?.Split(':') is [_, _, _, { Length: > 0 } region, ..] ? region : null;

    /// <summary>Asks CloudTrail where a trail delivers to (DescribeTrails, shadow trails too).</summary>
    /// <param name="connection">Who asks.</param>
    /// <param name="nameOrArn">The trail's name, in the connection's region, or its ARN.</param>
    /// <param name="cancellation">Stops the call.</param>
    /// <exception cref="AwsException">There is no such trail, or it cannot be asked for.</exception>
    public static async Task<TrailLocation> FindAsync(AwsConnection connection, string nameOrArn, CancellationToken cancellation)
    {
        string? region = nameOrArn.Split(':') is ["arn", _, "cloudtrail", { Length: > 0 } home, ..] ? home : null;
        var answer = await connection.Json(AwsService.CloudTrail, region).CallAsync(
            "DescribeTrails", new DescribeTrailsRequest([nameOrArn], true), Json.Default.DescribeTrailsRequest, Json.Default.DescribeTrailsAnswer, nameOrArn, cancellation);
        var trail = answer.TrailList?.FirstOrDefault(t => t.S3BucketName is not null && (t.Name == nameOrArn || t.TrailARN == nameOrArn)) ?? throw new AwsException(
            AwsFailure.NotFound, $"There is no trail '{nameOrArn}' in {region ?? connection.DefaultRegion}.")
        {
            Advice = "Give the trail's ARN, or the region that it is in.",
        };
        return new TrailLocation(trail.S3BucketName!, trail.S3KeyPrefix ?? string.Empty, trail.IsOrganizationTrail, trail.TrailARN);
    }

    /// <summary>How the trail's logs are read.</summary>
    public S3LogOptions ToOptions() => new() { Bucket = Bucket, Prefix = Prefix, Region = Region, AccountId = AccountId, Organization = IsOrganization };

    internal sealed record DescribeTrailsRequest(
        [property: JsonPropertyName("trailNameList")] string[] TrailNameList, [property: JsonPropertyName("includeShadowTrails")] bool IncludeShadowTrails);

    internal sealed record DescribeTrailsAnswer([property: JsonPropertyName("trailList")] TrailAnswer[]? TrailList);

    internal sealed record TrailAnswer(string? Name, string? S3BucketName, string? S3KeyPrefix, bool IsOrganizationTrail, string? TrailARN);

    [JsonSerializable(typeof(DescribeTrailsRequest))]
    [JsonSerializable(typeof(DescribeTrailsAnswer))]
    private sealed partial class Json : JsonSerializerContext;
}
