using CloudAudit.Sources;

namespace CloudAudit.Aws.S3;

/// <summary>An object that is a log: its parts are fetched ahead of its reader.</summary>
internal sealed class S3LogFile : LogFile
{
    private const long PartBytes = 4 * 1024 * 1024;
    private readonly S3Bucket _bucket;
    private readonly BodyPart[] _parts;

    public S3LogFile(S3Bucket bucket, string key, long length, string? etag, SegmentPool pool, ByteBudget budget)
    {
        _bucket = bucket;
        Key = key;
        Length = length;
        ETag = etag;
        _parts = new BodyPart[(length + PartBytes - 1) / PartBytes];
        for (int i = 0; i < _parts.Length; i++)
        {
            _parts[i] = new BodyPart(i * PartBytes, Math.Min(PartBytes, length - (i * PartBytes)), pool, budget);
        }
    }

    public string Key { get; }

    /// <summary>The version that was listed, with its quotes.</summary>
    public string? ETag { get; }

    /// <inheritdoc/>
    public override string Origin => _bucket.Uri(Key);

    /// <inheritdoc/>
    public override long Length { get; }

    public IReadOnlyList<BodyPart> Parts => _parts;

    /// <summary>Takes what an answer's headers say of the object.</summary>
    public void Describe(HttpResponseMessage answer)
    {
        _ = answer;
    }

    /// <summary>Ends the waits of its reader.</summary>
    public void Abandon()
    {
        foreach (var part in _parts)
        {
            part.Abandon();
        }
    }

    /// <inheritdoc/>
    public override Stream Open() => new BodyStream(this);

    /// <summary>The object's bytes in order, as they come.</summary>
    private sealed class BodyStream(S3LogFile file) : Stream
    {
        private int _part;
        private Segment _segment;
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            while (_position == _segment.Count)
            {
                GiveBack();
                if (_part == file._parts.Length)
                {
                    return 0;
                }

                if (!file._parts[_part].TryTake(out _segment))
                {
                    file._parts[_part].Abandon();
                    _part++;
                }
            }

            int count = Math.Min(buffer.Length, _segment.Count - _position);
            _segment.Buffer.AsSpan(_position, count).CopyTo(buffer);
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
            GiveBack();
            file.Abandon();
            base.Dispose(disposing);
        }

        private void GiveBack()
        {
            if (_segment.Buffer is not null)
            {
                file._parts[_part].Return(_segment);
                _segment = default;
                _position = 0;
            }
        }
    }
}
