using System.Text.Json.Nodes;
using CloudAudit.Trails;
using CloudAudit.Trails.Policies;

namespace CloudAudit.Core.Tests.Trails;

/// <summary>The policies, statement by statement, against the documents in CloudTrail's user guide.</summary>
public sealed class TrailPoliciesTests
{
    private static readonly TrailArn Trail = new(new AwsPlace("aws", "us-east-1", "111111111111"), "audit");

    [Fact]
    public void The_bucket_policy_is_the_one_of_the_guide()
    {
        Same(
            """
            [{"Sid":"AWSCloudTrailAclCheck20150319","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:GetBucketAcl",
              "Resource":"arn:aws:s3:::logs","Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111111111111:trail/audit"}}},
             {"Sid":"AWSCloudTrailWrite20150319","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject",
              "Resource":"arn:aws:s3:::logs/AWSLogs/111111111111/*","Condition":{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control",
              "aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111111111111:trail/audit"}}}]
            """,
            TrailPolicies.Delivery(Trail, "logs", null, null));
    }

    [Fact]
    public void An_organization_writes_under_its_id_too_and_a_prefix_comes_first()
    {
        Same(
            """
            [{"Sid":"AWSCloudTrailAclCheck20150319","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:GetBucketAcl",
              "Resource":"arn:aws:s3:::logs","Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111111111111:trail/audit"}}},
             {"Sid":"AWSCloudTrailWrite20150319","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject",
              "Resource":"arn:aws:s3:::logs/all/AWSLogs/111111111111/*","Condition":{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control",
              "aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111111111111:trail/audit"}}},
             {"Sid":"AWSCloudTrailOrganizationWrite20150319","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject",
              "Resource":"arn:aws:s3:::logs/all/AWSLogs/o-exampleorgid/*","Condition":{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control",
              "aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111111111111:trail/audit"}}}]
            """,
            TrailPolicies.Delivery(Trail, "logs", "all", "o-exampleorgid"));
    }

    [Fact]
    public void Without_TLS_nothing_is_allowed() => Same(
        """
        [{"Sid":"RestrictToTLSRequestsOnly","Effect":"Deny","Principal":"*","Action":"s3:*",
          "Resource":["arn:aws-cn:s3:::logs","arn:aws-cn:s3:::logs/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}]
        """,
        [TrailPolicies.TlsOnly(new AwsPlace("aws-cn", "cn-north-1", "111111111111"), "logs")]);

    [Fact]
    public void The_key_policy_is_made_of_the_sections_of_the_guide() => Same(
        """
        [{"Sid":"Enable IAM user permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"kms:*","Resource":"*"},
         {"Sid":"Allow CloudTrail to encrypt logs","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"kms:GenerateDataKey*","Resource":"*",
          "Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111111111111:trail/audit"},
          "StringLike":{"kms:EncryptionContext:aws:cloudtrail:arn":"arn:aws:cloudtrail:*:111111111111:trail/*"}}},
         {"Sid":"Allow CloudTrail to describe key","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"kms:DescribeKey","Resource":"*",
          "Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111111111111:trail/audit"}}},
         {"Sid":"Enable CloudTrail log decrypt permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"kms:Decrypt","Resource":"*",
          "Condition":{"Null":{"kms:EncryptionContext:aws:cloudtrail:arn":"false"}}}]
        """,
        TrailPolicies.Key(Trail).Statements);

    [Fact]
    public void The_role_is_for_CloudTrail_and_writes_the_streams_of_the_trail()
    {
        Same("""[{"Sid":"","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole"}]""", TrailPolicies.LogsTrust().Statements);
        Same(
            """
            [{"Sid":"AWSCloudTrailCreateLogStream2014110","Effect":"Allow","Action":["logs:CreateLogStream"],
              "Resource":["arn:aws:logs:us-east-1:111111111111:log-group:CloudTrail/audit:log-stream:111111111111_CloudTrail_us-east-1*",
                          "arn:aws:logs:us-east-1:111111111111:log-group:CloudTrail/audit:log-stream:o-exampleorgid_*"]},
             {"Sid":"AWSCloudTrailPutLogEvents20141101","Effect":"Allow","Action":["logs:PutLogEvents"],
              "Resource":["arn:aws:logs:us-east-1:111111111111:log-group:CloudTrail/audit:log-stream:111111111111_CloudTrail_us-east-1*",
                          "arn:aws:logs:us-east-1:111111111111:log-group:CloudTrail/audit:log-stream:o-exampleorgid_*"]}]
            """,
            TrailPolicies.LogsRole(Trail, "CloudTrail/audit", "o-exampleorgid").Statements);
    }

    [Fact]
    public void The_topic_policy_is_the_one_of_the_guide_with_the_source_it_advises() => Same(
        """
        [{"Sid":"AWSCloudTrailSNSPolicy20131101","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"SNS:Publish",
          "Resource":"arn:aws:sns:us-east-1:111111111111:logs","Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111111111111:trail/audit"}}}]
        """,
        [TrailPolicies.Publish(Trail, "arn:aws:sns:us-east-1:111111111111:logs")]);

    private static void Same(string expected, IReadOnlyList<PolicyStatement> statements) => Assert.True(
        JsonNode.DeepEquals(JsonNode.Parse(expected), new JsonArray([.. statements.Select(statement => statement.ToJson())])),
        string.Join('\n', statements.Select(statement => statement.ToJson().ToJsonString())));
}
