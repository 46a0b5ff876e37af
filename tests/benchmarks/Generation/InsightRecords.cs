using System.Text.Json;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>Insight events: pairs of Start and End that share an id, without eventName, eventSource and userIdentity.</summary>
internal static class InsightRecords
{
    private static readonly (string Source, string Name, string Error)[] _subjects =
    [
        ("ec2", "DescribeInstances", ""), ("ssm", "GetParameter", "ParameterNotFound"), ("s3", "GetBucketLocation", ""), ("kms", "Decrypt", ""),
        ("elasticloadbalancing", "DescribeTargetHealth", "ThrottlingException"), ("cloudformation", "DescribeStacks", "ValidationException"),
    ];

    /// <param name="json">Where to.</param>
    /// <param name="scope">Begun for this record, its random sequence for the pair.</param>
    /// <param name="text">Room to work in.</param>
    /// <param name="isEnd">The second of the pair.</param>
    public static void Write(Utf8JsonWriter json, RecordScope scope, Utf8Text text, bool isEnd)
    {
        SeededRandom random = scope.Random;
        (string source, string name, string error) = random.Pick(_subjects);
        double baseline = random.Next(1, 900) / 1000.0;
        double insight = baseline * random.Next(8, 90);
        int minutes = random.Next(3, 25);
        text.Clear();
        text.AppendUuid(random);
        json.WriteStartObject();
        json.WriteString("eventVersion"u8, "1.09"u8);
        DateTimeOffset time = isEnd ? scope.Time.AddMinutes(minutes) : scope.Time;
        json.WriteString("eventTime"u8, time.ToString("yyyy-MM-dd'T'HH:mm:00'Z'", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("awsRegion"u8, scope.Site.Region);
        string shared = System.Text.Encoding.ASCII.GetString(text.Written);
        text.Clear();
        text.AppendUuid(random);
        if (isEnd)
        {
            text.Clear();
            text.AppendUuid(random);
        }
        json.WriteString("eventID"u8, text.Written);
        json.WriteString("eventType"u8, "AwsCloudTrailInsight"u8);
        json.WriteString("recipientAccountId"u8, scope.Site.AccountText);
        json.WriteString("sharedEventID"u8, shared);
        json.WriteStartObject("insightDetails"u8);
        json.WriteString("state"u8, isEnd ? "End"u8 : "Start"u8);
        json.WriteString("eventSource"u8, source + ".amazonaws.com");
        json.WriteString("eventName"u8, name);
        json.WriteString("insightType"u8, error.Length == 0 ? "ApiCallRateInsight"u8 : "ApiErrorRateInsight"u8);
        if (error.Length > 0)
        {
            json.WriteString("errorCode"u8, error);
        }
        json.WriteStartObject("insightContext"u8);
        json.WriteStartObject("statistics"u8);
        WriteAverage(json, "baseline", baseline);
        WriteAverage(json, "insight", insight);
        if (isEnd)
        {
            json.WriteNumber("insightDuration"u8, minutes);
        }
        json.WriteNumber("baselineDuration"u8, 10_080);
        json.WriteEndObject();
        json.WriteStartArray("attributions"u8);
        WriteAttribution(json, "userIdentityArn", $"arn:aws:sts::{scope.Site.Account.Id}:assumed-role/search-web-role/i-0a1b2c3d4e5f60718", baseline, insight);
        WriteAttribution(json, "userAgent", "aws-sdk-go/1.55.6 (go1.23.6; linux; amd64)", baseline, insight);
        WriteAttribution(json, "errorCode", error.Length == 0 ? "null" : error, baseline, insight);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("eventCategory"u8, "Insight"u8);
        json.WriteEndObject();
    }

    private static void WriteAverage(Utf8JsonWriter json, string name, double value)
    {
        json.WriteStartObject(name);
        json.WriteNumber("average"u8, Math.Round(value, 10));
        json.WriteEndObject();
    }

    private static void WriteAttribution(Utf8JsonWriter json, string attribute, string value, double baseline, double insight)
    {
        json.WriteStartObject();
        json.WriteString("attribute"u8, attribute);
        foreach ((string name, double average) in (ReadOnlySpan<(string, double)>)[("insight", insight), ("baseline", baseline)])
        {
            json.WriteStartArray(name);
            json.WriteStartObject();
            json.WriteString("value"u8, value);
            json.WriteNumber("average"u8, Math.Round(average, 10));
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
