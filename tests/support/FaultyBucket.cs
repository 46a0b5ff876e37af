using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace CloudAudit.Tests.Support;

/// <summary>
/// A bucket in which every twentieth object has a fault: refusals for too many requests, connections that are reset at
/// once or in mid-body, pages of HTML, and objects that may not be read, are gone, or have changed.
/// </summary>
internal sealed class FaultyBucket
{
    private const int Every = 20;
    private const int Kinds = 8;
    private static readonly DateTimeOffset Day = new(2025, 3, 11, 0, 0, 0, TimeSpan.Zero);
    private readonly Dictionary<string, int> _faults = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _tries = new(StringComparer.Ordinal);

    private FaultyBucket()
    {
    }

    public List<StubObject> Objects { get; } = [];

    /// <summary>The addresses of objects that no number of attempts can read.</summary>
    public HashSet<string> Lost { get; } = new(StringComparer.Ordinal);

    /// <summary>The ids of the events of all others.</summary>
    public List<string> EventIds { get; } = [];

    /// <summary>Makes one.</summary>
    /// <param name="objects">How many objects; of one to three events each.</param>
    public static FaultyBucket Make(int objects)
    {
        var bucket = new FaultyBucket();
        for (int i = 0; i < objects; i++)
        {
            string key = StubTrail.Key(Day.AddMinutes(i % 1440), i);
            int events = 1 + (i % 3);
            int fault = i % Every == 0 ? i / Every % Kinds : -1;
            bucket.Objects.Add(StubTrail.Log(key, $"e{i}", events, padding: 40));
            if (fault >= 0)
            {
                bucket._faults[key] = fault;
            }

            if (fault is 4 or 5 or 6)
            {
                bucket.Lost.Add($"s3://trail/{key}");
            }
            else
            {
                bucket.EventIds.AddRange(Enumerable.Range(0, events).Select(n => $"e{i}-{n}"));
            }
        }

        return bucket;
    }

    /// <summary>Answers in the stub's stead where there is a fault; a hook of <see cref="S3Stub.StartAsync"/>.</summary>
    public async Task<bool> AnswerAsync(HttpContext context, StubObject? found)
    {
        if (found is null || !_faults.TryGetValue(found.Key, out int fault))
        {
            return false;
        }

        int attempt = _tries.AddOrUpdate(found.Key, 1, (_, n) => n + 1);
        switch (fault)
        {
            case 0 when attempt <= 2:
                await S3Stub.ErrorAsync(context, 503, "SlowDown", "Please reduce your request rate.");
                return true;
            case 1 when attempt == 1:
                context.Abort();
                return true;
            case 2 when attempt <= 2:
                // The connection breaks in the middle of the body.
                var content = found.Content();
                context.Response.ContentLength = content.Length;
                context.Response.Headers.ETag = found.ETag;
                await context.Response.Body.WriteAsync(content[..(content.Length / 2)]);
                await context.Response.Body.FlushAsync();
                context.Abort();
                return true;
            case 3 when attempt == 1:
                context.Response.StatusCode = 500;
                await context.Response.WriteAsync("<html><body>Internal error</body></html>");
                return true;
            case 4:
                await S3Stub.ErrorAsync(context, 403, "AccessDenied", "Access Denied");
                return true;
            case 5:
                await S3Stub.ErrorAsync(context, 404, "NoSuchKey", "The specified key does not exist.");
                return true;
            case 6:
                await S3Stub.ErrorAsync(context, 412, "PreconditionFailed", "changed");
                return true;
            case 7 when attempt <= 3:
                await S3Stub.ErrorAsync(context, 400, "RequestTimeout", "Your socket connection was not read from.");
                return true;
            default:
                return false;
        }
    }
}
