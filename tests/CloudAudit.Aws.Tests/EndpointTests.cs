using Amazon;
using CloudAudit.Aws.Protocol;

namespace CloudAudit.Aws.Tests;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("CloudTrail", "eu-west-1", false, false, "https://cloudtrail.eu-west-1.amazonaws.com", "eu-west-1")]
    [InlineData("CloudTrail", "us-east-1", true, false, "https://cloudtrail-fips.us-east-1.amazonaws.com", "us-east-1")]
    [InlineData("CloudTrail", "eu-west-1", false, true, "https://cloudtrail.eu-west-1.api.aws", "eu-west-1")]
    [InlineData("CloudTrail", "us-east-1", true, true, "https://cloudtrail-fips.us-east-1.api.aws", "us-east-1")]
    [InlineData("CloudTrail", "cn-north-1", false, false, "https://cloudtrail.cn-north-1.amazonaws.com.cn", "cn-north-1")]
    [InlineData("CloudTrail", "us-gov-west-1", true, false, "https://cloudtrail.us-gov-west-1.amazonaws.com", "us-gov-west-1")]
    [InlineData("CloudTrail", "mx-central-1", false, false, "https://cloudtrail.mx-central-1.amazonaws.com", "mx-central-1")]
    [InlineData("CloudWatch Logs", "eu-central-1", false, false, "https://logs.eu-central-1.amazonaws.com", "eu-central-1")]
    [InlineData("CloudWatch", "ap-southeast-2", false, false, "https://monitoring.ap-southeast-2.amazonaws.com", "ap-southeast-2")]
    [InlineData("IAM", "eu-west-1", false, false, "https://iam.amazonaws.com", "us-east-1")]
    [InlineData("IAM", "eu-west-1", true, false, "https://iam-fips.amazonaws.com", "us-east-1")]
    [InlineData("IAM", "eu-west-1", false, true, "https://iam.global.api.aws", "us-east-1")]
    [InlineData("IAM", "cn-northwest-1", false, false, "https://iam.cn-north-1.amazonaws.com.cn", "cn-north-1")]
    [InlineData("IAM", "us-gov-east-1", false, false, "https://iam.us-gov.amazonaws.com", "us-gov-west-1")]
    [InlineData("SNS", "sa-east-1", false, false, "https://sns.sa-east-1.amazonaws.com", "sa-east-1")]
    [InlineData("Organizations", "eu-west-1", false, false, "https://organizations.us-east-1.amazonaws.com", "us-east-1")]
    [InlineData("Organizations", "cn-north-1", false, false, "https://organizations.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1")]
    public void A_service_is_where_AWS_says(string id, string region, bool fips, bool dualStack, string url, string signed)
    {
        AwsService[] all = [AwsService.CloudTrail, AwsService.CloudWatchLogs, AwsService.CloudWatch, AwsService.Organizations, AwsService.Iam, AwsService.Sns];
        var service = all.Single(s => s.ServiceId == id);
        var at = RegionEndpoint.GetBySystemName(region);

        Assert.Equal(url, ServiceEndpoints.Url(service, at, fips, dualStack));
        Assert.Equal(signed, ServiceEndpoints.SigningRegion(service, at));
    }
}
