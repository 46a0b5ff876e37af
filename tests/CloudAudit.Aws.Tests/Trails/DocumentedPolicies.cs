using System.Text.Json.Nodes;
using CloudAudit.Trails;

namespace CloudAudit.Aws.Tests.Trails;

/// <summary>
/// The policies that AWS documents for a trail, written down from its pages, with the names of a test's trail in them.
/// What stands at AWS is compared with them whole, statement by statement.
/// </summary>
internal static class DocumentedPolicies
{
    // "Amazon S3 bucket policy for CloudTrail"; the last statement is of "Security best practices for Amazon S3".
    private const string Bucket = """
        {"Version":"2012-10-17","Statement":[
          {"Sid":"AWSCloudTrailAclCheck20150319","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:GetBucketAcl",
           "Resource":"arn:aws:s3:::NAME-logs","Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:123456789012:trail/NAME"}}},
          {"Sid":"AWSCloudTrailWrite20150319","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject",
           "Resource":"arn:aws:s3:::NAME-logs/AWSLogs/123456789012/*","Condition":{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control",
           "aws:SourceArn":"arn:aws:cloudtrail:us-east-1:123456789012:trail/NAME"}}},
          {"Sid":"RestrictToTLSRequestsOnly","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::NAME-logs","arn:aws:s3:::NAME-logs/*"],
           "Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}
        """;

    // "Configure AWS KMS key policies for CloudTrail" and "Default KMS key policy created in CloudTrail console".
    private const string Key = """
        {"Version":"2012-10-17","Statement":[
          {"Sid":"Enable IAM user permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"kms:*","Resource":"*"},
          {"Sid":"Allow CloudTrail to encrypt logs","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"kms:GenerateDataKey*","Resource":"*",
           "Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:123456789012:trail/NAME"},
           "StringLike":{"kms:EncryptionContext:aws:cloudtrail:arn":"arn:aws:cloudtrail:*:123456789012:trail/*"}}},
          {"Sid":"Allow CloudTrail to describe key","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"kms:DescribeKey","Resource":"*",
           "Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:123456789012:trail/NAME"}}},
          {"Sid":"Enable CloudTrail log decrypt permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"kms:Decrypt","Resource":"*",
           "Condition":{"Null":{"kms:EncryptionContext:aws:cloudtrail:arn":"false"}}}]}
        """;

    // "Sending events to CloudWatch Logs": assume_role_policy_document.json.
    private const string Trust = """
        {"Version":"2012-10-17","Statement":[{"Sid":"","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole"}]}
        """;

    // "Role policy document for CloudTrail to use CloudWatch Logs for monitoring".
    private const string Role = """
        {"Version":"2012-10-17","Statement":[
          {"Sid":"AWSCloudTrailCreateLogStream2014110","Effect":"Allow","Action":["logs:CreateLogStream"],
           "Resource":["arn:aws:logs:us-east-1:123456789012:log-group:CloudTrail/NAME:log-stream:123456789012_CloudTrail_us-east-1*"]},
          {"Sid":"AWSCloudTrailPutLogEvents20141101","Effect":"Allow","Action":["logs:PutLogEvents"],
           "Resource":["arn:aws:logs:us-east-1:123456789012:log-group:CloudTrail/NAME:log-stream:123456789012_CloudTrail_us-east-1*"]}]}
        """;

    // The policy that SNS gives a topic, which stays, and the statement of "Amazon SNS topic policy for CloudTrail" with the
    // source that its "Security best practice" adds.
    private const string Topic = """
        {"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[
          {"Effect":"Allow","Sid":"__default_statement_ID","Principal":{"AWS":"*"},
           "Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes","SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe",
           "SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"arn:aws:sns:us-east-1:123456789012:NAME-topic",
           "Condition":{"StringEquals":{"AWS:SourceOwner":"123456789012"}}},
          {"Sid":"AWSCloudTrailSNSPolicy20131101","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"SNS:Publish",
           "Resource":"arn:aws:sns:us-east-1:123456789012:NAME-topic",
           "Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:123456789012:trail/NAME"}}}]}
        """;

    /// <summary>Compares the policies of everything that a trail needs, as AWS returns them.</summary>
    public static void AssertSame(string name, TrailSnapshot found)
    {
        AssertSame(Bucket, name, found.Bucket.Policy.Value);
        AssertSame(Key, name, found.Key.Value!.Policy.Value);
        AssertSame(Trust, name, found.LogRole.Value!.Trust);
        AssertSame(Role, name, found.LogRole.Value.Policy.Value);
        AssertSame(Topic, name, found.Topic.Value!.Policy);
    }

    private static void AssertSame(string documented, string name, string? actual)
    {
        var expected = JsonNode.Parse(documented.Replace("NAME", name, StringComparison.Ordinal));
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(actual!)), $"documented: {expected!.ToJsonString()}\nwritten:    {actual}");
    }
}
