namespace CloudAudit.Encryption;

/// <summary>Reads decrypted bytes.</summary>
/// <param name="content">The bytes.</param>
/// <param name="owned">Clears them in the end.</param>
internal sealed class PlaintextStream(NativeBuffer content, bool owned) : Stream
{
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => content.Length;

    public override long Position
    {
        get => _position;
        set => _position = (int)Math.Clamp(value, 0, content.Length);
    }

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(content.IsClosed, this);
        int count = Math.Min(buffer.Length, content.Length - _position);
        content.Span.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => content.Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && owned)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }
}
