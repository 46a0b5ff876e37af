using System.Net;
using CloudAudit.Aws.S3;
using CloudAudit.Encryption;
using CloudAudit.Integrity;
using CloudAudit.Sources;

namespace CloudAudit.Aws.Integrity;

/// <summary>
/// One object that is opened, on a thread that may wait: asked for again where S3 or the connection fails before its body
/// comes.
/// </summary>
internal sealed class S3TrailObject(S3Bucket bucket, string key, CancellationToken cancellation)
{
    private const string MetadataPrefix = "x-amz-meta-";

    /// <summary>Asks for the object.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="IOException">It cannot be had.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public TrailObject? Open()
    {
        bool renewed = false;
        for (int attempt = 1; ; attempt++)
        {
            bool throttled = false;
            IOException failure;
            try
            {
                var answer = Ask();
                if (answer.IsSuccessStatusCode)
                {
                    var metadata = Metadata(answer);
                    return new TrailObject(BodyStream.Open(answer, cancellation), metadata);
                }

                var refusal = Refusal(answer);
                if (refusal.Status == HttpStatusCode.NotFound && refusal.Code is "NoSuchKey" or null)
                {
                    return null;
                }

                bool others = refusal.IsExpired && !renewed && Waiting.For(() => bucket.ReplaceKeysAsync(answer));
                if (!refusal.IsTransient && !others)
                {
                    throw refusal.ToException(KmsKey(refusal));
                }

                renewed |= others;
                throttled = refusal.IsThrottling;
                failure = refusal.ToException(null);
            }
            catch (LogReadException)
            {
                throw;
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                failure = new IOException(e.Message, e);
            }

            if (attempt == Backoff.Attempts)
            {
                throw new IOException($"the object could not be fetched in {attempt} attempts: {failure.Message}", failure);
            }

            Backoff.Wait(attempt, throttled, cancellation);
        }
    }

    private static ObjectMetadata Metadata(HttpResponseMessage answer)
    {
        var metadata = new ObjectMetadata();
        foreach (var (name, values) in answer.Headers.NonValidated)
        {
            if (name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            {
                metadata[name] = values.ToString();
            }
        }

        return metadata;
    }

    private HttpResponseMessage Ask()
    {
        using var silence = Silence(cancellation);
        try
        {
            return bucket.Send(key, silence.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException(NothingCame, e);
        }
    }

    private S3Refusal Refusal(HttpResponseMessage answer)
    {
        using (answer)
        {
            using var silence = Silence(cancellation);
            try
            {
                return Waiting.For(() => S3Refusal.ReadAsync(answer, silence.Token));
            }
            catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                throw new IOException(NothingCame, e);
            }
        }
    }

    private string? KmsKey(S3Refusal refusal)
    {
        using var silence = Silence(cancellation);
        try
        {
            return Waiting.For(() => refusal.KmsKeyAsync(bucket, key, withCustomerKey: false, silence.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private const string NothingCame = "nothing came for a while";

    private static CancellationTokenSource Silence(CancellationToken cancellation)
    {
        var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(Backoff.Silence);
        return silence;
    }

    /// <summary>The object's bytes, a stretch at a time; most log files are one.</summary>
    private sealed class BodyStream : Stream
    {
        private const int Stretch = 1024 * 1024;
        private readonly HttpResponseMessage _answer;
        private readonly Stream _body;
        private readonly CancellationToken _cancellation;
        private readonly byte[] _buffer;
        private readonly long? _length;
        private int _filled;
        private int _position;
        private long _received;
        private bool _ended;
        private bool _disposed;

        private BodyStream(HttpResponseMessage answer, CancellationToken cancellation)
        {
            _answer = answer;
            _body = answer.Content.ReadAsStream(cancellation);
            _cancellation = cancellation;
            _length = answer.Content.Headers.ContentLength;
            _buffer = System.Buffers.ArrayPool<byte>.Shared.Rent((int)Math.Clamp(_length ?? Stretch, 1, Stretch));
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public static BodyStream Open(HttpResponseMessage answer, CancellationToken cancellation)
        {
            var stream = new BodyStream(answer, cancellation);
            try
            {
                stream.Fill();
                return stream;
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        }

        public override int Read(Span<byte> buffer)
        {
            if (_position == _filled && !_ended)
            {
                Fill();
            }

            int count = Math.Min(buffer.Length, _filled - _position);
            _buffer.AsSpan(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_disposed)
            {
                _disposed = true;
                _body.Dispose();
                _answer.Dispose();
                System.Buffers.ArrayPool<byte>.Shared.Return(_buffer);
            }

            base.Dispose(disposing);
        }

        private void Fill()
        {
            long left = _length is { } length ? length - _received : Stretch;
            int wanted = (int)Math.Min(left, _buffer.Length);
            _filled = wanted == 0 ? 0 : Receive(_buffer.AsSpan(0, wanted));
            _position = 0;
            _received += _filled;
            _ended = _filled < wanted || _received == _length;
            if (_length is { } whole && _filled < wanted)
            {
                throw new IOException($"the connection ended after {_received} of {whole} bytes");
            }
        }

        // A thread that waits in the system is woken by the end of the connection alone.
        [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "What a read throws whose connection is taken from under it is no more than that.")]
        private int Receive(Span<byte> buffer)
        {
            using var silence = Silence(_cancellation);
            using var end = silence.Token.UnsafeRegister(static answer => ((HttpResponseMessage)answer!).Dispose(), _answer);
            try
            {
                return _body.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            }
            catch (Exception e) when (silence.IsCancellationRequested)
            {
                _cancellation.ThrowIfCancellationRequested();
                throw new IOException(NothingCame, e);
            }
            catch (HttpRequestException e)
            {
                throw new IOException(e.Message, e);
            }
        }
    }
}
