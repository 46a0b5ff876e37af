using System.Globalization;
using System.Net;
using System.Security;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CloudAudit.Tests.Support;

/// <summary>An object of the stub: its bytes are made when they are asked for, so that many large ones take no memory.</summary>
public sealed record StubObject(string Key, long Length, string ETag, Func<ReadOnlyMemory<byte>> Content)
{
    /// <summary>Headers beside the usual ones, such as user metadata.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>
/// S3 on a free loopback port, as far as reading a bucket goes: HeadBucket, ListObjectsV2 by prefix and delimiter,
/// GetObject with Range and If-Match ("Amazon S3 API Reference"). A hook may answer a request in its stead.
/// </summary>
public sealed class S3Stub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<string> _keys;
    private readonly Dictionary<string, StubObject> _objects;
    private readonly Func<HttpContext, StubObject?, Task<bool>>? _hook;
    private int _gets;
    private int _lists;

    private S3Stub(WebApplication app, IEnumerable<StubObject> objects, Func<HttpContext, StubObject?, Task<bool>>? hook)
    {
        _app = app;
        _hook = hook;
        _objects = objects.ToDictionary(o => o.Key, StringComparer.Ordinal);
        _keys = [.. _objects.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Url => _app.Urls.First();

    /// <summary>Requests for objects so far.</summary>
    public int Gets => Volatile.Read(ref _gets);

    /// <summary>Requests for lists so far.</summary>
    public int Lists => Volatile.Read(ref _lists);

    /// <summary>Prefixes that were listed.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Prefixes { get; } = new();

    /// <summary>Starts one with a bucket of these objects, whatever the bucket is called.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="hook">Sees each request first, with the object it is for; true where it has answered.</param>
    public static async Task<S3Stub> StartAsync(IEnumerable<StubObject> objects, Func<HttpContext, StubObject?, Task<bool>>? hook = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var stub = new S3Stub(app, objects, hook);
        app.Run(stub.AnswerAsync);
        await app.StartAsync();
        return stub;
    }

    /// <summary>Starts one that answers every request for a list with this.</summary>
    public static Task<S3Stub> ListsAsync(string answer) => StartAsync([], async (context, _) =>
    {
        bool lists = context.Request.Query.ContainsKey("list-type");
        if (lists)
        {
            await context.Response.WriteAsync(answer);
        }

        return lists;
    });

    /// <summary>Answers with an error of S3's.</summary>
    public static async Task ErrorAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        context.Response.Headers["x-amz-request-id"] = "REQUEST1";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.WriteAsync($"<Error><Code>{code}</Code><Message>{SecurityElement.Escape(message)}</Message><RequestId>REQUEST1</RequestId></Error>");
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Answers a request, also one that came to another server.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        // /bucket/key, and /bucket for the bucket itself; where the host's name begins with the bucket's, /key.
        string path = WebUtility.UrlDecode(context.Request.Path.Value!.Replace("+", "%2B", StringComparison.Ordinal));
        string host = context.Request.Host.Host;
        bool named = host.Contains(".amazonaws.", StringComparison.Ordinal) && !host.StartsWith("s3", StringComparison.Ordinal);
        int slash = named ? 0 : path.IndexOf('/', 1);
        string key = slash < 0 ? string.Empty : path[(slash + 1)..];
        var found = _objects.GetValueOrDefault(key);
        if (_hook is not null && await _hook(context, found))
        {
            return;
        }

        if (key.Length == 0)
        {
            await (HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : ListAsync(context));
        }
        else if (found is null)
        {
            await ErrorAsync(context, 404, "NoSuchKey", "The specified key does not exist.");
        }
        else
        {
            await GetAsync(context, found);
        }
    }

    private async Task GetAsync(HttpContext context, StubObject found)
    {
        Interlocked.Increment(ref _gets);
        if (context.Request.Headers.IfMatch is [{ Length: > 0 } wanted] && wanted != found.ETag)
        {
            await ErrorAsync(context, 412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
            return;
        }

        var content = found.Content();
        context.Response.Headers.ETag = found.ETag;
        foreach (var (name, value) in found.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (context.Request.GetTypedHeaders().Range?.Ranges.SingleOrDefault() is { From: { } first, To: { } last })
        {
            last = Math.Min(last, content.Length - 1);
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {first}-{last}/{content.Length}");
            content = content[(int)first..(int)(last + 1)];
        }

        context.Response.ContentLength = content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(content);
        }
    }

    private async Task ListAsync(HttpContext context)
    {
        Interlocked.Increment(ref _lists);
        string prefix = context.Request.Query["prefix"].ToString();
        string delimiter = context.Request.Query["delimiter"].ToString();
        string from = context.Request.Query["continuation-token"].ToString();
        bool encoded = context.Request.Query["encoding-type"] == "url";
        Prefixes.Enqueue(prefix);
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">")
            .Append(encoded ? "<EncodingType>url</EncodingType>" : string.Empty);
        int index = _keys.BinarySearch(from.Length > 0 ? from : prefix, StringComparer.Ordinal);
        string folder = string.Empty;
        int count = 0;
        bool truncated = false;
        for (index = index < 0 ? ~index : index; index < _keys.Count && _keys[index].StartsWith(prefix, StringComparison.Ordinal); index++)
        {
            string key = _keys[index];
            int end = delimiter.Length == 0 ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            if (end >= 0 && key[..(end + 1)] == folder)
            {
                continue;
            }

            if (count++ == 1000)
            {
                truncated = true;
                xml.Append("<NextContinuationToken>").Append(Escape(key)).Append("</NextContinuationToken>");
                break;
            }

            if (end >= 0)
            {
                folder = key[..(end + 1)];
                xml.Append("<CommonPrefixes><Prefix>").Append(Written(folder)).Append("</Prefix></CommonPrefixes>");
            }
            else
            {
                var found = _objects[key];
                xml.Append("<Contents><Key>").Append(Written(key)).Append("</Key><LastModified>2025-03-11T00:00:00.000Z</LastModified><ETag>")
                    .Append(SecurityElement.Escape(found.ETag)).Append("</ETag><Size>").Append(found.Length).Append("</Size></Contents>");
            }
        }

        xml.Append("<IsTruncated>").Append(truncated ? "true" : "false").Append("</IsTruncated></ListBucketResult>");
        context.Response.ContentType = "application/xml";
        await context.Response.WriteAsync(xml.ToString());

        // S3 encodes as forms do, but for the slash ("EncodingType" of ListObjectsV2).
        string Written(string text) => encoded ? WebUtility.UrlEncode(text).Replace("%2F", "/", StringComparison.Ordinal) : Escape(text);
    }

    // As S3 does: characters that XML does not have, by their numbers.
    private static string Escape(string text) =>
        string.Concat(SecurityElement.Escape(text).Select(c => c < ' ' ? string.Create(CultureInfo.InvariantCulture, $"&#x{(int)c:x};") : c.ToString()));
}
