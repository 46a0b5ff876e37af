using System.IO.Compression;
using System.Text;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Reading;
using CloudAudit.Sources;

namespace CloudAudit.Tests.Support;

/// <summary>Objects laid out as CloudTrail does, and what is read of them.</summary>
internal static class StubTrail
{
    public const string Account = "111122223333";

    /// <summary>The key of a log delivered at a time.</summary>
    public static string Key(DateTimeOffset at, int number, string account = Account, string region = "eu-west-1", string folder = "CloudTrail", string root = "AWSLogs/") =>
        FormattableString.Invariant($"{root}{account}/{folder}/{region}/{at:yyyy/MM/dd}/{account}_{folder}_{region}_{at:yyyyMMdd'T'HHmm'Z'}_{number:D16}.json.gz");

    /// <summary>An object with events whose ids are <c>&lt;name&gt;-0</c>, <c>-1</c> ….</summary>
    public static StubObject Log(string key, string name, int events, int padding = 0)
    {
        var json = new StringBuilder("{\"Records\":[");
        for (int i = 0; i < events; i++)
        {
            json.Append(i == 0 ? string.Empty : ",").Append(FormattableString.Invariant(
                $$"""{"eventVersion":"1.09","eventTime":"2025-03-11T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-west-1","recipientAccountId":"111122223333","eventID":"{{name}}-{{i}}","userAgent":"{{Noise(padding, i)}}"}"""));
        }

        byte[] content = Gzip(Encoding.UTF8.GetBytes(json.Append("]}").ToString()));
        return new StubObject(key, content.Length, $"\"{name}\"", () => content);
    }

    /// <summary>Reads a source to its end.</summary>
    public static (List<AuditEvent> Events, List<LogError> Errors) Read(LogSource source, List<LogError> listing, EventQuery? query = null, CancellationToken cancellation = default)
    {
        var events = new List<AuditEvent>();
        var errors = new List<LogError>();
        foreach (var batch in EventReader.Read(source, new EventReadOptions { Query = query ?? new EventQuery(), Threads = 2, KeepDuplicate = true }, cancellation))
        {
            events.AddRange(batch.Results);
            errors.AddRange(batch.Errors);
        }

        errors.AddRange(listing);
        return (events, errors);
    }

    // Text that does not compress, always the same.
    private static string Noise(int length, int seed)
    {
        var random = new Random(seed);
        return string.Create(length, random, (span, r) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = (char)('0' + r.Next(75));
            }
        }).Replace('\\', '-').Replace('"', '-');
    }

    private static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }
}
