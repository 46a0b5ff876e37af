using System.Text.Json.Nodes;

namespace CloudAudit.Trails.Policies;

/// <summary>The policies that CloudTrail needs, statement by statement as AWS documents them.</summary>
public static class TrailPolicies
{
    /// <summary>CloudTrail's principal in policies, in every partition.</summary>
    public const string Service = "cloudtrail.amazonaws.com";

    private const string SourceArn = "aws:SourceArn";
    private const string TrailContext = "kms:EncryptionContext:aws:cloudtrail:arn";

    /// <summary>
    /// What lets a trail write to a bucket, and only that trail ("Amazon S3 bucket policy for CloudTrail"; for an
    /// organization "Creating a trail for an organization with the AWS CLI").
    /// </summary>
    /// <param name="trail">The trail.</param>
    /// <param name="bucket">The bucket's name.</param>
    /// <param name="prefix">The prefix before AWSLogs; null for none.</param>
    /// <param name="organizationId">The organization's id (o-…), for an organization's trail.</param>
    public static IReadOnlyList<PolicyStatement> Delivery(TrailArn trail, string bucket, string? prefix, string? organizationId)
    {
        string arn = trail.Home.Bucket(bucket);
        string logs = string.IsNullOrEmpty(prefix) ? $"{arn}/AWSLogs" : $"{arn}/{prefix}/AWSLogs";
        var statements = new List<PolicyStatement>
        {
            Allow("AWSCloudTrailAclCheck20150319", "s3:GetBucketAcl", arn, Equal((SourceArn, trail.ToString()))),
            Write("AWSCloudTrailWrite20150319", trail.Home.AccountId),
        };
        if (organizationId is not null)
        {
            statements.Add(Write("AWSCloudTrailOrganizationWrite20150319", organizationId));
        }

        return statements;

        PolicyStatement Write(string sid, string owner) => Allow(
            sid, "s3:PutObject", $"{logs}/{owner}/*", Equal(("s3:x-amz-acl", "bucket-owner-full-control"), (SourceArn, trail.ToString())));
    }

    /// <summary>Nothing without TLS ("Security best practices for Amazon S3: Enforce encryption of data in transit").</summary>
    /// <param name="place">Where the bucket is.</param>
    /// <param name="bucket">The bucket's name.</param>
    public static PolicyStatement TlsOnly(AwsPlace place, string bucket) => new(new JsonObject
    {
        ["Sid"] = "RestrictToTLSRequestsOnly",
        ["Effect"] = "Deny",
        ["Principal"] = "*",
        ["Action"] = "s3:*",
        ["Resource"] = new JsonArray(place.Bucket(bucket), place.Bucket(bucket) + "/*"),
        ["Condition"] = new JsonObject { ["Bool"] = new JsonObject { ["aws:SecureTransport"] = "false" } },
    });

    /// <summary>
    /// What lets a trail encrypt with a key, and CloudTrail describe it ("Configure AWS KMS key policies for
    /// CloudTrail"); with a bucket key, which S3 asks to decrypt, that too.
    /// </summary>
    /// <param name="trail">The trail.</param>
    /// <param name="bucketKey">The bucket encrypts with an S3 bucket key of its own.</param>
    public static IReadOnlyList<PolicyStatement> KeyUse(TrailArn trail, bool bucketKey = false)
    {
        var statements = new List<PolicyStatement>
        {
            Allow("Allow CloudTrail to encrypt logs", "kms:GenerateDataKey*", "*", new JsonObject
            {
                ["StringEquals"] = new JsonObject { [SourceArn] = trail.ToString() },
                ["StringLike"] = new JsonObject { [TrailContext] = $"arn:{trail.Home.Partition}:cloudtrail:*:{trail.Home.AccountId}:trail/*" },
            }),
            Allow("Allow CloudTrail to describe key", "kms:DescribeKey", "*", Equal((SourceArn, trail.ToString()))),
        };
        if (bucketKey)
        {
            statements.Add(Allow("Allow CloudTrail to decrypt a trail", "kms:Decrypt", "*", Equal((SourceArn, trail.ToString()))));
        }

        return statements;
    }

    /// <summary>
    /// The policy of a key that is made for a trail: the account's policies decide who manages it and who reads logs,
    /// CloudTrail encrypts for this trail alone.
    /// </summary>
    /// <param name="trail">The trail.</param>
    public static PolicyDocument Key(TrailArn trail) => PolicyDocument.Of(
    [
        new PolicyStatement(new JsonObject
        {
            ["Sid"] = "Enable IAM user permissions",
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["AWS"] = trail.Home.Root },
            ["Action"] = "kms:*",
            ["Resource"] = "*",
        }),
        .. KeyUse(trail),
        new PolicyStatement(new JsonObject
        {
            ["Sid"] = "Enable CloudTrail log decrypt permissions",
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["AWS"] = trail.Home.Root },
            ["Action"] = "kms:Decrypt",
            ["Resource"] = "*",
            ["Condition"] = new JsonObject { ["Null"] = new JsonObject { [TrailContext] = "false" } },
        }),
    ]);

    /// <summary>Lets CloudTrail take a role ("Sending events to CloudWatch Logs"; the source cannot be narrowed there).</summary>
    public static PolicyDocument LogsTrust() => PolicyDocument.Of(
    [
        new PolicyStatement(new JsonObject
        {
            ["Sid"] = string.Empty,
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["Service"] = Service },
            ["Action"] = "sts:AssumeRole",
        }),
    ]);

    /// <summary>
    /// What the role may do: make the trail's streams in the group and write to them ("Role policy document for
    /// CloudTrail to use CloudWatch Logs for monitoring").
    /// </summary>
    /// <param name="trail">The trail.</param>
    /// <param name="logGroup">The group's name.</param>
    /// <param name="organizationId">The organization's id (o-…), for an organization's trail.</param>
    public static PolicyDocument LogsRole(TrailArn trail, string logGroup, string? organizationId)
    {
        string group = trail.Home.LogGroup(logGroup)[..^1] + "log-stream:";
        string[] streams = [$"{group}{trail.Home.AccountId}_CloudTrail_{trail.Home.Region}*", .. organizationId is null ? [] : new[] { $"{group}{organizationId}_*" }];
        return PolicyDocument.Of(
        [
            // The guide's own Sid lacks the date's last digit.
            Statement("AWSCloudTrailCreateLogStream2014110", "logs:CreateLogStream"),
            Statement("AWSCloudTrailPutLogEvents20141101", "logs:PutLogEvents"),
        ]);

        PolicyStatement Statement(string sid, string action) => new(new JsonObject
        {
            ["Sid"] = sid,
            ["Effect"] = "Allow",
            ["Action"] = new JsonArray(action),
            ["Resource"] = new JsonArray([.. streams.Select(stream => (JsonNode)stream)]),
        });
    }

    /// <summary>What lets a trail publish to a topic ("Amazon SNS topic policy for CloudTrail").</summary>
    /// <param name="trail">The trail.</param>
    /// <param name="topicArn">The topic.</param>
    public static PolicyStatement Publish(TrailArn trail, string topicArn) =>
        Allow("AWSCloudTrailSNSPolicy20131101", "SNS:Publish", topicArn, Equal((SourceArn, trail.ToString())));

    private static PolicyStatement Allow(string sid, string action, string resource, JsonObject condition) => new(new JsonObject
    {
        ["Sid"] = sid,
        ["Effect"] = "Allow",
        ["Principal"] = new JsonObject { ["Service"] = Service },
        ["Action"] = action,
        ["Resource"] = resource,
        ["Condition"] = condition,
    });

    private static JsonObject Equal(params ReadOnlySpan<(string Key, string Value)> pairs)
    {
        var keys = new JsonObject();
        foreach (var (key, value) in pairs)
        {
            keys[key] = value;
        }

        return new JsonObject { ["StringEquals"] = keys };
    }
}
