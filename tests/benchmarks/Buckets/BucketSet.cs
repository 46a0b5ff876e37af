using System.Globalization;
using System.IO.Compression;
using System.Text;
using CloudAudit.Tests.Support;

namespace CloudAudit.Benchmarks.Buckets;

/// <summary>Logs of one size, laid out as CloudTrail does, as objects of a stub and as files.</summary>
internal static class BucketSet
{
    // Different contents of the same size; each is used many times.
    private const int Contents = 16;
    private const string Account = "111122223333";
    private static readonly DateTimeOffset Start = new(2025, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Objects of about 100 KB, and among them large ones of 1 GB of JSON each.</summary>
    public static List<StubObject> Make(int objects, int large)
    {
        byte[][] small = [.. Enumerable.Range(0, Contents).Select(seed => Log(seed, 600, 1))];
        // As S3 has it of objects that came in one piece; the SDK checks bodies by it.
        string[] tags = [.. small.Select(Tag)];
        byte[] big = large > 0 ? Log(0, 600, 1200) : [];
        return [.. Enumerable.Range(0, objects).Select(i =>
        {
            bool isBig = large > 0 && i % (objects / large) == 7;
            byte[] content = isBig ? big : small[i % Contents];
            return new StubObject(Key(i), content.Length, isBig ? "\"large-1\"" : tags[i % Contents], () => content);
        })];
    }

    /// <summary>Writes the same as files.</summary>
    public static void Write(string folder, IEnumerable<StubObject> objects)
    {
        foreach (var file in objects)
        {
            string path = Path.Join(folder, file.Key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Content().ToArray());
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "S3's tag of an object is this digest.")]
    private static string Tag(byte[] content) => $"\"{Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(content))}\"";

    private static string Key(int number)
    {
        var at = Start.AddMinutes(number * 5);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"AWSLogs/{Account}/CloudTrail/eu-west-1/{at:yyyy/MM/dd}/{Account}_CloudTrail_eu-west-1_{at:yyyyMMdd'T'HHmm'Z'}_{number:D16}.json.gz");
    }

    // Records of some 1.4 KB that compress about seven to one, as CloudTrail's do.
    private static byte[] Log(int seed, int records, int times)
    {
        var random = new Random(seed);
        var json = new StringBuilder();
        for (int i = 0; i < records; i++)
        {
            string noise = string.Create(180, random, (span, r) =>
            {
                for (int c = 0; c < span.Length; c++)
                {
                    span[c] = (char)('a' + r.Next(26));
                }
            });
            json.Append(CultureInfo.InvariantCulture, $$"""{"eventVersion":"1.09","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE:session","arn":"arn:aws:sts::111122223333:assumed-role/app/session","accountId":"111122223333"},"eventTime":"2025-03-11T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-west-1","sourceIPAddress":"203.0.113.7","userAgent":"[aws-sdk-java/2.20.0 Linux/5.10 OpenJDK_64-Bit_Server_VM/17 Java/17 vendor/Amazon io/sync http/Apache cfg/retry-mode/standard]","requestParameters":{"bucketName":"data","Host":"data.s3.eu-west-1.amazonaws.com","key":"{{noise}}"},"responseElements":null,"additionalEventData":{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"example","bytesTransferredOut":1024},"requestID":"EXAMPLE","eventID":"{{seed}}-{{i}}","readOnly":true,"resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::data/{{noise[..40]}}"},{"accountId":"111122223333","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::data"}],"eventType":"AwsApiCall","managementEvent":false,"recipientAccountId":"111122223333","eventCategory":"Data","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"data.s3.eu-west-1.amazonaws.com"} }""");
            json.Append(i + 1 < records ? "," : string.Empty);
        }

        byte[] text = Encoding.UTF8.GetBytes(json.ToString());
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write("{\"Records\":["u8);
            for (int i = 0; i < times; i++)
            {
                gzip.Write(text);
                gzip.Write(i + 1 < times ? ","u8 : "]}"u8);
            }
        }

        return compressed.ToArray();
    }
}
