using CloudAudit.Encryption;
using CloudAudit.Sources;

namespace CloudAudit.Aws.S3;

/// <summary>An object that is a log: its parts are fetched ahead of its reader.</summary>
internal sealed class S3LogFile : LogFile
{
    private const long PartBytes = 1024 * 1024;
    private readonly S3Bucket _bucket;
    private readonly EnvelopeKeys _keys;
    private readonly BodyPart[] _parts;
    private volatile Description? _description;

    public S3LogFile(S3Bucket bucket, string key, long length, string? etag, EnvelopeKeys keys, SegmentPool pool, ByteBudget budget)
    {
        _bucket = bucket;
        _keys = keys;
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

    /// <inheritdoc/>
    public override string Version => ETag ?? string.Empty;

    /// <summary>Objects of one account, kind and region are in the order of their delivery.</summary>
    public override LogMark? Mark =>
        LogKey.TryParse(Key.AsSpan(Key.LastIndexOf('/') + 1), out var name) && TrailRow.Of(Key) is { } row ? new LogMark(row, name.Time) : null;

    public IReadOnlyList<BodyPart> Parts => _parts;

    /// <summary>Whether an instruction file lies beside it; of one that its metadata tells of, that need not be known.</summary>
    public bool HasInstruction { get; set; }

    /// <summary>Whether an answer's headers have been taken.</summary>
    public bool IsDescribed => _description is not null;

    /// <summary>Takes what the object's headers say; before any of its bytes.</summary>
    /// <param name="metadata">Its user metadata.</param>
    /// <param name="instruction">What its instruction file holds; null where it has none.</param>
    public void Describe(ObjectMetadata metadata, ObjectMetadata? instruction) => _description = new Description(metadata, instruction);

    /// <summary>Ends the waits of its reader.</summary>
    public void Abandon()
    {
        foreach (var part in _parts)
        {
            part.Abandon();
        }
    }

    /// <inheritdoc/>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2000", Justification = "The caller owns the stream; where none is given, it is disposed here.")]
    public override Stream Open()
    {
        var body = new BodyStream(this);
        try
        {
            // The headers have come when the first byte has.
            body.Wait();
            return _description is { IsEncrypted: true } description
                ? EnvelopeReader.Open(body, description.Metadata, _keys, description.Instruction, Length)
                : body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private sealed record Description(ObjectMetadata Metadata, ObjectMetadata? Instruction)
    {
        public bool IsEncrypted => EnvelopeReader.IsEncrypted(Metadata) || (Instruction is not null && EnvelopeReader.IsEncrypted(Instruction));
    }

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

        /// <summary>Waits until there is a byte to read, or none is left.</summary>
        public void Wait()
        {
            while (_position == _segment.Count)
            {
                GiveBack();
                if (_part == file._parts.Length)
                {
                    return;
                }

                if (!file._parts[_part].TryTake(out _segment))
                {
                    file._parts[_part].Abandon();
                    _part++;
                }
            }
        }

        public override int Read(Span<byte> buffer)
        {
            Wait();
            int count = Math.Min(buffer.Length, _segment.Count - _position);
            if (count == 0)
            {
                return 0;
            }

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
