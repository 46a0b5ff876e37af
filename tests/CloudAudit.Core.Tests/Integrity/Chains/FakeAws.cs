using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CloudAudit.Integrity.Chains;

/// <summary>
/// An endpoint on the loopback that answers as S3 and CloudTrail do, as far as verification asks: objects with metadata,
/// both listings, the bucket's region; DescribeTrails, ListPublicKeys, GetTrailStatus. Written from the AWS API references.
/// </summary>
public sealed class FakeAws : IDisposable
{
    private const int MaxHead = 64 * 1024;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ServedTrail _trail;
    private readonly FakeS3 _s3;
    private readonly ConcurrentDictionary<string, byte[]> _kept = new(StringComparer.Ordinal);
    private long _requests;

    /// <param name="trail">Whose keys are listed.</param>
    /// <param name="buckets">What the buckets hold now.</param>
    public FakeAws(SignedTrail trail, Buckets buckets)
        : this(ServedTrail.Of(trail), buckets)
    {
    }

    /// <param name="trail">What CloudTrail says of the trail.</param>
    /// <param name="buckets">What the buckets hold now.</param>
    public FakeAws(ServedTrail trail, Buckets buckets)
    {
        _trail = trail;
        _s3 = new FakeS3(buckets);
        _listener.Start(512);
        Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _ = AcceptAsync();
    }

    public string Url { get; }

    /// <summary>When CloudTrail delivered the newest digest.</summary>
    public DateTimeOffset LatestDigest { get; set; }

    /// <summary>
    /// Keeps what S3 answered, ready to be sent again: for measurements of those who ask, while the buckets stay as they are.
    /// </summary>
    public bool KeepsAnswers { get; init; }

    public long Requests => Interlocked.Read(ref _requests);

    public string TrailArn => $"arn:aws:cloudtrail:{_trail.Home}:{_trail.Account}:trail/{_trail.Name}";

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                client.NoDelay = true;
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(MaxHead);
        try
        {
            using (client)
            await using (var stream = client.GetStream())
            {
                int filled = 0;
                while (true)
                {
                    int end;
                    while ((end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
                    {
                        int read = await stream.ReadAsync(buffer.AsMemory(filled), _stop.Token);
                        if (read == 0)
                        {
                            return;
                        }

                        filled += read;
                    }

                    string head = Encoding.ASCII.GetString(buffer, 0, end);
                    int length = int.Parse(Header(head, "Content-Length") ?? "0", CultureInfo.InvariantCulture);
                    int body = end + 4;
                    if (Header(head, "Expect") is not null)
                    {
                        await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), _stop.Token);
                    }

                    while (filled < body + length)
                    {
                        filled += await stream.ReadAsync(buffer.AsMemory(filled), _stop.Token);
                    }

                    Interlocked.Increment(ref _requests);
                    await AnswerAsync(stream, head, Encoding.UTF8.GetString(buffer, body, length));
                    buffer.AsSpan(body + length, filled - body - length).CopyTo(buffer);
                    filled -= body + length;
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side has gone, or the server is stopped.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string? Header(string head, string name)
    {
        int at = head.IndexOf($"\r\n{name}:", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        at += name.Length + 3;
        int end = head.IndexOf("\r\n", at, StringComparison.Ordinal);
        return (end < 0 ? head[at..] : head[at..end]).Trim();
    }

    private async Task AnswerAsync(NetworkStream stream, string head, string body)
    {
        string first = head[..head.IndexOf("\r\n", StringComparison.Ordinal)];
        if (_kept.TryGetValue(first, out byte[]? kept))
        {
            await stream.WriteAsync(kept, _stop.Token);
            return;
        }

        string[] line = first.Split(' ');
        FakeAnswer answer;
        bool isS3 = false;
        if (Header(head, "X-Amz-Target") is { } target)
        {
            // The region that was called is in the scope of the signature.
            string region = (Header(head, "Authorization") ?? string.Empty).Split('/') is [_, _, var scope, ..] ? scope : _trail.Home;
            answer = CloudTrail(target[(target.LastIndexOf('.') + 1)..], region);
        }
        else
        {
            answer = _s3.Answer(line[1]);
            isS3 = true;
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} {(answer.Status == 200 ? "OK" : "Not Found")}\r\nContent-Length: {answer.Body.Length}\r\nContent-Type: {answer.ContentType}\r\nx-amz-request-id: 0\r\nx-amz-bucket-region: us-east-1\r\n");
        foreach (var (name, value) in answer.Headers)
        {
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        text.Append("\r\n");
        int headLength = text.Length;
        byte[] whole = new byte[headLength + (line[0] == "HEAD" ? 0 : answer.Body.Length)];
        Encoding.ASCII.GetBytes(text.ToString(), whole);
        if (line[0] != "HEAD")
        {
            answer.Body.CopyTo(whole, headLength);
        }

        if (isS3 && KeepsAnswers)
        {
            _kept[first] = whole;
        }

        await stream.WriteAsync(whole, _stop.Token);
    }

    private FakeAnswer CloudTrail(string action, string region)
    {
        string json = action switch
        {
            "DescribeTrails" => $$"""{"trailList":[{"Name":"{{_trail.Name}}","S3BucketName":"{{_trail.Bucket}}"{{(_trail.Prefix.Length == 0 ? "" : $",\"S3KeyPrefix\":\"{_trail.Prefix.TrimEnd('/')}\"")}},"IsMultiRegionTrail":true,"HomeRegion":"{{_trail.Home}}","TrailARN":"{{TrailArn}}","LogFileValidationEnabled":true,"IsOrganizationTrail":{{(_trail.IsOrganization ? "true" : "false")}}}]}""",
            "ListPublicKeys" => $$"""{"PublicKeyList":[{{string.Join(',', _trail.Keys(region))}}]}""",
            "GetTrailStatus" => string.Create(CultureInfo.InvariantCulture, $$"""{"IsLogging":true,"LatestDigestDeliveryTime":{{LatestDigest.ToUnixTimeSeconds()}}.0}"""),
            _ => "{}",
        };
        return new FakeAnswer(200, Encoding.UTF8.GetBytes(json)) { ContentType = "application/x-amz-json-1.1" };
    }
}

/// <summary>What CloudTrail says of a trail.</summary>
/// <param name="Keys">The public keys of a region, as ListPublicKeys gives them.</param>
public sealed record ServedTrail(string Name, string Account, string Home, string Bucket, string Prefix, bool IsOrganization, Func<string, IEnumerable<string>> Keys)
{
    public static ServedTrail Of(SignedTrail trail) => new(
        trail.Shape.Trail, trail.Shape.Accounts[0], trail.Shape.Home, trail.Shape.Bucket, trail.Shape.Prefix, trail.Shape.Organization is not null,
        region => trail.Shape.Regions.Contains(region) ? trail.KeysOf(region).Select(k => k.ToJson()) : []);
}

/// <summary>What is answered.</summary>
internal sealed record FakeAnswer(int Status, byte[] Body)
{
    public string ContentType { get; init; } = "application/xml";

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}
