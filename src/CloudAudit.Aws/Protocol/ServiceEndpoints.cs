using Amazon;

namespace CloudAudit.Aws.Protocol;

/// <summary>
/// Where a service of a region is, for services that the SDK has no package for here ("AWS service endpoints", "FIPS
/// endpoints" and "dual-stack endpoints" in the AWS General Reference).
/// </summary>
internal static class ServiceEndpoints
{
    /// <summary>The address of a service.</summary>
    public static string Url(AwsService service, RegionEndpoint region, bool fips, bool dualStack)
    {
        string suffix = dualStack ? DualStackSuffix(region.PartitionName) : region.PartitionDnsSuffix;
        if (service.IsGlobal)
        {
            return Global(service, region, fips, dualStack, suffix);
        }

        // The plain names of GovCloud are FIPS endpoints already.
        bool named = fips && (dualStack || region.PartitionName != "aws-us-gov");
        return $"https://{service.EndpointPrefix}{(named ? "-fips" : string.Empty)}.{region.SystemName}.{suffix}";
    }

    /// <summary>The region that requests to a service in a region are signed for.</summary>
    public static string SigningRegion(AwsService service, RegionEndpoint region) => !service.IsGlobal ? region.SystemName : region.PartitionName switch
    {
        "aws-cn" when service == AwsService.Organizations => "cn-northwest-1",
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        "aws" => "us-east-1",
        _ => region.SystemName,
    };

    private static string Global(AwsService service, RegionEndpoint region, bool fips, bool dualStack, string suffix)
    {
        string home = SigningRegion(service, region);
        string prefix = service.EndpointPrefix + (fips && (dualStack || region.PartitionName == "aws") ? "-fips" : string.Empty);
        if (service == AwsService.Iam)
        {
            return region.PartitionName switch
            {
                _ when dualStack => $"https://{prefix}.global.{suffix}",
                "aws" => $"https://{prefix}.{suffix}",
                "aws-us-gov" => $"https://{prefix}.us-gov.{suffix}",
                _ => $"https://{prefix}.{home}.{suffix}",
            };
        }

        return $"https://{prefix}.{home}.{suffix}";
    }

    private static string DualStackSuffix(string partition) => partition switch
    {
        "aws-cn" => "api.amazonwebservices.com.cn",
        "aws-eusc" => "api.amazonwebservices.eu",
        _ => "api.aws",
    };
}
