using System.IO.Compression;
using System.Text.Json;

namespace CloudAudit.Core.Tests.Support;

/// <summary>Plausible records for comparing filters: few values of each member, so that queries meet.</summary>
internal static class SomeEvents
{
    private static readonly string[] Names = ["GetObject", "PutObject", "ListBuckets", "DeleteTrail", "ConsoleLogin", "AssumeRole", "RunInstances"];
    private static readonly string[] Sources = ["s3.amazonaws.com", "ec2.amazonaws.com", "sts.amazonaws.com", "signin.amazonaws.com"];
    private static readonly string[] Addresses = ["203.0.113.7", "203.0.113.200", "10.1.2.3", "2001:db8::1", "2001:db8:1::1", "::ffff:10.1.2.3", "s3.amazonaws.com", "AWS Internal", "AWS Internal/3"];
    private static readonly string[] Regions = ["us-east-1", "eu-west-1", "ap-southeast-2"];
    private static readonly string[] Identities =
    [
        "{\"type\":\"Root\",\"principalId\":\"111111111111\",\"arn\":\"arn:aws:iam::111111111111:root\",\"accountId\":\"111111111111\",\"accessKeyId\":\"\"}",
        "{\"type\":\"IAMUser\",\"principalId\":\"AIDA1\",\"arn\":\"arn:aws:iam::111111111111:user/alice\",\"accountId\":\"111111111111\",\"accessKeyId\":\"AKIA1\",\"userName\":\"alice\"}",
        "{\"type\":\"AssumedRole\",\"principalId\":\"AROA1:bob\",\"arn\":\"arn:aws:sts::222222222222:assumed-role/Admin/bob\",\"accountId\":\"222222222222\",\"accessKeyId\":\"ASIA2\",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\",\"userName\":\"Admin\",\"arn\":\"arn:aws:iam::222222222222:role/Admin\"},\"attributes\":{\"mfaAuthenticated\":\"false\"}}}",
        "{\"type\":\"AWSService\",\"invokedBy\":\"config.amazonaws.com\"}",
        "{\"type\":\"AWSAccount\",\"principalId\":\"AIDA9\",\"accountId\":\"999999999999\"}",
        "null",
    ];

    /// <summary>Records as JSON text, the same for the same seed.</summary>
    public static List<string> Make(int seed, int count)
    {
        var random = new Random(seed);
        var records = new List<string>();
        for (int i = 0; i < count; i++)
        {
            var members = new List<string> { "\"eventVersion\":\"1.08\"", $"\"userIdentity\":{Pick(Identities)}" };
            Maybe(9, $"\"eventTime\":\"2023-07-{random.Next(1, 29):d2}T{random.Next(24):d2}:{random.Next(60):d2}:00Z\"");
            Maybe(9, $"\"eventSource\":\"{Pick(Sources)}\"");
            Maybe(9, $"\"eventName\":\"{Pick(Names)}\"");
            Maybe(9, $"\"awsRegion\":\"{Pick(Regions)}\"");
            Maybe(9, $"\"sourceIPAddress\":\"{Pick(Addresses)}\"");
            Maybe(3, $"\"errorCode\":\"{Pick("AccessDenied", "Client.UnauthorizedOperation", string.Empty)}\"");
            Maybe(1, "\"errorMessage\":\"Failed authentication\"");
            Maybe(7, $"\"requestParameters\":{{\"bucketName\":\"{Pick("logs", "prod-data", "Caf\\u00e9")}\",\"roleArn\":\"arn:aws:iam::222222222222:role/{Pick("Admin", "path/Dev")}\",\"items\":[{{\"instanceId\":\"i-{random.Next(3)}\"}},{{\"size\":{random.Next(100)}}}]}}");
            Maybe(2, "\"responseElements\":null");
            Maybe(7, $"\"readOnly\":{Pick("true", "false", "\"true\"", "null")}");
            Maybe(3, "\"resources\":[{\"ARN\":\"arn:aws:s3:::logs\",\"accountId\":\"111111111111\",\"type\":\"AWS::S3::Bucket\"}]");
            Maybe(6, $"\"eventCategory\":\"{Pick("Management", "Data", "Insight")}\"");
            Maybe(3, $"\"managementEvent\":{Pick("true", "false")}");
            Maybe(7, $"\"recipientAccountId\":{Pick("\"111111111111\"", "\"222222222222\"", "null")}");
            members.Add($"\"eventID\":\"{seed}-{i}\"");
            records.Add("{" + string.Join(',', members) + "}");

            void Maybe(int tenths, string member)
            {
                if (random.Next(10) < tenths)
                {
                    members.Add(member);
                }
            }
        }

        return records;

        string Pick(params string[] values) => values[random.Next(values.Length)];
    }

    /// <summary>The records of the public data set, every <paramref name="step"/>th.</summary>
    public static List<string> Invictus(int step)
    {
        var records = new List<string>();
        foreach (string file in Directory.GetFiles(SharedData.Folder("invictus"), "*.json.gz").Order(StringComparer.Ordinal))
        {
            using var plain = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
            using var document = JsonDocument.Parse(plain);
            records.AddRange(document.RootElement.GetProperty("Records").EnumerateArray().Select(e => e.GetRawText()));
        }

        return [.. records.Where((_, i) => i % step == 0)];
    }
}
