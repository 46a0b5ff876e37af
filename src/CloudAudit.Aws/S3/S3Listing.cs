using System.Globalization;
using System.Net;
using System.Xml;
using Amazon.Runtime;
using CloudAudit.Aws.Connection;
using CloudAudit.Aws.Protocol;

namespace CloudAudit.Aws.S3;

/// <summary>An object as a listing has it.</summary>
internal sealed record S3Entry(string Key, long Size, string? ETag, DateTimeOffset? LastModified);

/// <summary>A page of a listing.</summary>
/// <param name="Objects">The objects, in the order of their keys.</param>
/// <param name="Folders">The common prefixes, with the delimiter at their ends.</param>
/// <param name="Next">What asks for the next page; null at the end.</param>
internal sealed record S3Page(IReadOnlyList<S3Entry> Objects, IReadOnlyList<string> Folders, string? Next);

/// <summary>
/// Lists a bucket (ListObjectsV2, "Amazon S3 API Reference") by requests of our own, over the connections that objects come
/// by: the SDK's client stops at a key with a character that no XML can hold, which anybody who may write to a bucket can put
/// there, and takes longer to start than a thousand objects take to fetch.
/// </summary>
internal static class S3Listing
{
    // Keys may have characters that no XML has; S3 writes them as numbers.
    private static readonly XmlReaderSettings Hardened = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = false,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = false,
    };

    /// <summary>Asks for a page.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">How keys begin.</param>
    /// <param name="delimiter">What ends a folder's name; null for objects alone, however deep.</param>
    /// <param name="after">The key after which they begin; empty for the first.</param>
    /// <param name="token">What the page before names; null for the first.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="AwsException">The bucket cannot be listed.</exception>
    public static async Task<S3Page> PageAsync(S3Bucket bucket, string prefix, string? delimiter, string after, string? token, CancellationToken cancellation)
    {
        string query = Query(prefix, delimiter, after, token);
        bool renewed = false;
        for (int attempt = 1; ; attempt++)
        {
            bool throttled = false;
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            silence.CancelAfter(Backoff.Silence);
            try
            {
                using var answer = await bucket.AskAsync(query, silence.Token);
                if (answer.IsSuccessStatusCode)
                {
                    var page = Read(await AnswerBody.ReadAsync(answer, silence.Token));
                    return page.Next is null || page.Next != token ? page : throw new InvalidDataException("The listing goes on where it was.");
                }

                var refusal = await S3Refusal.ReadAsync(answer, silence.Token);
                bool others = refusal.IsExpired && !renewed && await bucket.ReplaceKeysAsync(answer);
                if (attempt == Backoff.Attempts || (!refusal.IsTransient && !others))
                {
                    throw AwsErrors.FromAnswer(refusal.Code, refusal.Message, refusal.Status, refusal.RequestId, "s3:ListBucket", bucket.Name);
                }

                renewed |= others;
                throttled = refusal.IsThrottling;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or XmlException or AmazonClientException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                if (attempt == Backoff.Attempts || e is AmazonClientException)
                {
                    throw AwsErrors.From(e is OperationCanceledException or InvalidDataException or XmlException ? new IOException(e.Message, e) : e, "s3:ListBucket", bucket.Name)!;
                }
            }

            await Backoff.WaitAsync(attempt, throttled, cancellation);
        }
    }

    // In the order of the names, as they are signed.
    private static string Query(string prefix, string? delimiter, string after, string? token)
    {
        var query = new List<string>();
        Add("continuation-token", token);
        Add("delimiter", delimiter);
        query.Add("list-type=2");
        Add("prefix", prefix);
        Add("start-after", token is null && after.Length > 0 ? after : null);
        return string.Join('&', query);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                query.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }
    }

    /// <summary>Reads a page's XML. Open to tests.</summary>
    /// <exception cref="XmlException">It is no listing.</exception>
    internal static S3Page Read(Stream body)
    {
        var objects = new List<S3Entry>();
        var folders = new List<string>();
        bool truncated = false;
        string? next = null;
        using var xml = XmlReader.Create(body, Hardened);
        if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != "ListBucketResult")
        {
            throw new XmlException("The answer is no listing.");
        }

        bool more = xml.Read();
        while (more)
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                more = xml.Read();
                continue;
            }

            switch (xml.LocalName)
            {
                case "Contents": objects.Add(ReadObject(xml)); break;
                case "CommonPrefixes": folders.Add(ReadMember(xml, "Prefix")); break;
                case "IsTruncated": truncated = xml.ReadElementContentAsString() == "true"; break;
                case "NextContinuationToken": next = xml.ReadElementContentAsString(); break;
                default: xml.Skip(); break;
            }
        }

        return truncated && string.IsNullOrEmpty(next) ? throw new XmlException("The listing goes on, and does not say where.") : new S3Page(objects, folders, truncated ? next : null);
    }

    private static S3Entry ReadObject(XmlReader xml)
    {
        string key = string.Empty;
        string? etag = null;
        long size = 0;
        DateTimeOffset? modified = null;
        int depth = xml.Depth;
        bool more = xml.Read();
        while (more && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                more = xml.Read();
                continue;
            }

            switch (xml.LocalName)
            {
                case "Key": key = xml.ReadElementContentAsString(); break;
                case "ETag": etag = xml.ReadElementContentAsString(); break;
                case "Size": size = long.TryParse(xml.ReadElementContentAsString(), NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) ? bytes : 0; break;
                case "LastModified":
                    modified = DateTimeOffset.TryParse(xml.ReadElementContentAsString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
                    break;
                default: xml.Skip(); break;
            }
        }

        return new S3Entry(key, size, etag, modified);
    }

    private static string ReadMember(XmlReader xml, string name)
    {
        string value = string.Empty;
        int depth = xml.Depth;
        bool more = xml.Read();
        while (more && xml.Depth > depth)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == name)
            {
                value = xml.ReadElementContentAsString();
            }
            else if (xml.NodeType == XmlNodeType.Element)
            {
                xml.Skip();
            }
            else
            {
                more = xml.Read();
            }
        }

        return value;
    }
}
