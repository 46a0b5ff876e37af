using System.Net;
using CloudAudit.Encryption;

namespace CloudAudit.Aws.S3;

/// <summary>
/// An answer of S3's, read on a thread that waits for it: thousands of small objects cost less than half of what they do
/// when each is handed from thread to thread. Such a thread is woken by the end of its connection alone, which is ended
/// where nothing comes for a while, or the wait is cancelled.
/// </summary>
internal sealed class S3Answer : IDisposable
{
    private const string NothingCame = "nothing came for a while";
    private const string MetadataPrefix = "x-amz-meta-";
    private readonly CancellationTokenSource _silence;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _end;
    private Stream? _body;

    private S3Answer(HttpResponseMessage message, CancellationTokenSource silence, CancellationToken cancellation)
    {
        Message = message;
        _silence = silence;
        _cancellation = cancellation;
        _end = silence.Token.UnsafeRegister(static m => ((HttpResponseMessage)m!).Dispose(), message);
    }

    /// <summary>Its status and headers.</summary>
    public HttpResponseMessage Message { get; }

    /// <summary>Whether it is what was asked for, or a stretch of that.</summary>
    public bool IsSuccess => Message.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent;

    /// <summary>Asks, and waits until the headers are there.</summary>
    /// <param name="bucket">Whom.</param>
    /// <param name="request">For what.</param>
    /// <param name="cancellation">Ends every wait for it.</param>
    /// <exception cref="IOException">Nothing came for a while.</exception>
    /// <exception cref="HttpRequestException">The connection failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static S3Answer Get(S3Bucket bucket, ObjectRequest request, CancellationToken cancellation)
    {
        var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            silence.CancelAfter(Backoff.Silence);
            var message = bucket.Send(request, silence.Token);
            silence.CancelAfter(Timeout.InfiniteTimeSpan);
            return new S3Answer(message, silence, cancellation);
        }
        catch (Exception e)
        {
            silence.Dispose();
            if (e is OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                throw new IOException(NothingCame, e);
            }

            throw;
        }
    }

    /// <summary>Reads what has come of the body; waits for it.</summary>
    /// <returns>0 at its end.</returns>
    /// <exception cref="IOException">The connection failed, or nothing came for a while.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public int Read(Span<byte> buffer)
    {
        _silence.CancelAfter(Backoff.Silence);
        try
        {
            _body ??= Message.Content.ReadAsStream(_silence.Token);
            return _body.Read(buffer);
        }
        catch (Exception e) when (_silence.IsCancellationRequested)
        {
            // What a read throws whose connection is taken from under it is no more than that.
            _cancellation.ThrowIfCancellationRequested();
            throw new IOException(NothingCame, e);
        }
        catch (HttpRequestException e)
        {
            throw new IOException(e.Message, e);
        }
        finally
        {
            _silence.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Fills a buffer, or as much of it as the body has left.</summary>
    /// <returns>Bytes read.</returns>
    /// <inheritdoc cref="Read" path="/exception"/>
    public int Fill(Span<byte> buffer)
    {
        int filled = 0;
        int read;
        while (filled < buffer.Length && (read = Read(buffer[filled..])) > 0)
        {
            filled += read;
        }

        return filled;
    }

    /// <summary>The object's user metadata.</summary>
    public ObjectMetadata Metadata()
    {
        var metadata = new ObjectMetadata();
        foreach (var (name, values) in Message.Headers.NonValidated)
        {
            if (name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            {
                metadata[name] = values.ToString();
            }
        }

        return metadata;
    }

    /// <summary>Reads what S3 says where the answer is no success.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public S3Refusal Refusal()
    {
        byte[] body = new byte[S3Refusal.MaxBody];
        int length = 0;
        try
        {
            length = Fill(body);
        }
        catch (IOException)
        {
            // The status is enough.
        }

        return S3Refusal.Of(Message, body[..length]);
    }

    public void Dispose()
    {
        _end.Unregister();
        Message.Dispose();
        _silence.Dispose();
    }
}
