using System.Net;
using CloudAudit.Aws.S3;
using CloudAudit.Integrity;
using CloudAudit.Sources;

namespace CloudAudit.Aws.Integrity;

/// <summary>
/// One object that is opened, on a thread that may wait: asked for again where S3 or the connection fails before its body
/// comes.
/// </summary>
internal sealed class S3TrailObject(S3Bucket bucket, string key, CancellationToken cancellation)
{
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
                var answer = S3Answer.Get(bucket, new ObjectRequest(key), cancellation);
                if (answer.IsSuccess)
                {
                    var metadata = answer.Metadata();
                    return new TrailObject(BodyStream.Open(answer), metadata);
                }

                using var refused = answer;
                var refusal = answer.Refusal();
                if (refusal.Status == HttpStatusCode.NotFound && refusal.Code is "NoSuchKey" or null)
                {
                    return null;
                }

                bool others = refusal.IsExpired && !renewed && Waiting.For(() => bucket.ReplaceKeysAsync(answer.Message));
                if (!refusal.IsTransient && !others)
                {
                    throw refusal.ToException(refusal.KmsKey(bucket, key, withCustomerKey: false, cancellation));
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

    /// <summary>The object's bytes, a stretch at a time; most log files are one.</summary>
    private sealed class BodyStream : Stream
    {
        private const int Stretch = 1024 * 1024;
        private readonly S3Answer _answer;
        private readonly byte[] _buffer;
        private readonly long? _length;
        private int _filled;
        private int _position;
        private long _received;
        private bool _ended;
        private bool _disposed;

        private BodyStream(S3Answer answer)
        {
            _answer = answer;
            _length = answer.Message.Content.Headers.ContentLength;
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

        public static BodyStream Open(S3Answer answer)
        {
            var stream = new BodyStream(answer);
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
                _answer.Dispose();
                System.Buffers.ArrayPool<byte>.Shared.Return(_buffer);
            }

            base.Dispose(disposing);
        }

        private void Fill()
        {
            long left = _length is { } length ? length - _received : Stretch;
            int wanted = (int)Math.Min(left, _buffer.Length);
            _filled = wanted == 0 ? 0 : _answer.Fill(_buffer.AsSpan(0, wanted));
            _position = 0;
            _received += _filled;
            _ended = _filled < wanted || _received == _length;
            if (_length is { } whole && _filled < wanted)
            {
                throw new IOException($"the connection ended after {_received} of {whole} bytes");
            }
        }
    }
}
