using System.Net;
using CloudAudit.Aws.S3;
using CloudAudit.Encryption;
using CloudAudit.Integrity;
using CloudAudit.Sources;

namespace CloudAudit.Aws.Integrity;

/// <summary>One object that is opened: asked for again where S3 or the connection fails before its body comes.</summary>
internal sealed class S3TrailObject(S3Bucket bucket, string key, CancellationToken cancellation)
{
    private const string MetadataPrefix = "x-amz-meta-";

    /// <summary>Asks for the object.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="IOException">It cannot be had.</exception>
    public async Task<TrailObject?> OpenAsync()
    {
        bool renewed = false;
        for (int attempt = 1; ; attempt++)
        {
            bool throttled = false;
            IOException failure;
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            silence.CancelAfter(Backoff.Silence);
            HttpResponseMessage? answer = null;
            try
            {
                answer = await bucket.SendAsync(HttpMethod.Get, key, 0, -1, null, withCustomerKey: false, silence.Token);
                if (answer.IsSuccessStatusCode)
                {
                    var metadata = Metadata(answer);
                    var body = await BodyStream.OpenAsync(answer, silence.Token, cancellation);
                    answer = null;
                    return new TrailObject(body, metadata);
                }

                var refusal = await S3Refusal.ReadAsync(answer, silence.Token);
                if (refusal.Status == HttpStatusCode.NotFound && refusal.Code is "NoSuchKey" or null)
                {
                    return null;
                }

                bool others = refusal.IsExpired && !renewed && await bucket.ReplaceKeysAsync(answer);
                if (!refusal.IsTransient && !others)
                {
                    throw refusal.ToException(null);
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
            catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                failure = new IOException("nothing came for a while", e);
            }
            finally
            {
                answer?.Dispose();
            }

            if (attempt == Backoff.Attempts)
            {
                throw new IOException($"the object could not be fetched in {attempt} attempts: {failure.Message}", failure);
            }

            await Backoff.WaitAsync(attempt, throttled, cancellation);
        }
    }

    private static ObjectMetadata Metadata(HttpResponseMessage answer)
    {
        var metadata = new ObjectMetadata();
        foreach (var (name, values) in answer.Headers.Where(h => h.Key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase)))
        {
            metadata[name] = string.Join(',', values);
        }

        return metadata;
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

        private BodyStream(HttpResponseMessage answer, Stream body, CancellationToken cancellation)
        {
            _answer = answer;
            _body = body;
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

        public static async Task<BodyStream> OpenAsync(HttpResponseMessage answer, CancellationToken first, CancellationToken cancellation)
        {
            var stream = new BodyStream(answer, await answer.Content.ReadAsStreamAsync(first), cancellation);
            try
            {
                await stream.FillAsync();
                return stream;
            }
            catch
            {
                await stream.DisposeAsync();
                throw;
            }
        }

        public override int Read(Span<byte> buffer)
        {
            if (_position == _filled && !_ended)
            {
                Waiting.For(FillAsync);
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

        private bool _disposed;

        private async Task<bool> FillAsync()
        {
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
            silence.CancelAfter(Backoff.Silence);
            try
            {
                long left = _length is { } length ? length - _received : Stretch;
                int wanted = (int)Math.Min(left, _buffer.Length);
                _filled = wanted == 0 ? 0 : await _body.ReadAtLeastAsync(_buffer.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, silence.Token);
                _position = 0;
                _received += _filled;
                _ended = _filled < wanted || _received == _length;
                if (_length is { } whole && _filled < wanted)
                {
                    throw new IOException($"the connection ended after {_received} of {whole} bytes");
                }

                return _ended;
            }
            catch (HttpRequestException e)
            {
                throw new IOException(e.Message, e);
            }
            catch (OperationCanceledException e) when (!_cancellation.IsCancellationRequested)
            {
                throw new IOException("nothing came for a while", e);
            }
        }
    }
}
