using CloudAudit.Decoding.Gzip;

namespace CloudAudit.Decoding;

/// <summary>Where a window's bytes come from: a plain stream, or one that is decompressed on the way.</summary>
internal abstract class WindowSource
{
    /// <summary>What went wrong, once <see cref="Fill"/> has returned nothing more: kind, offset in the file, matter.</summary>
    public (LogErrorKind Kind, long Offset, string Detail)? Error { get; protected set; }

    /// <summary>
    /// Writes more text into <paramref name="buffer"/> at <paramref name="position"/>, up to about
    /// <paramref name="limit"/>; <see cref="Inflater.Slack"/> bytes behind it may be overwritten.
    /// </summary>
    /// <param name="origin">The first byte of the buffer that holds this source's earlier text.</param>
    /// <returns>The new write position; unchanged at the end.</returns>
    public abstract int Fill(byte[] buffer, int origin, int position, int limit);
}

/// <summary>Plain text: what was read to look at the first bytes, then the stream itself.</summary>
internal sealed class PlainSource : WindowSource
{
    private readonly CompressedInput _peeked;
    private Stream? _stream;

    public PlainSource(CompressedInput peeked) => _peeked = peeked;

    public void Start(Stream stream)
    {
        _stream = stream;
        Error = null;
    }

    public override int Fill(byte[] buffer, int origin, int position, int limit)
    {
        if (_peeked.Available > 0)
        {
            int count = Math.Min(_peeked.Available, limit - position);
            _peeked.Buffer.AsSpan(_peeked.Position, count).CopyTo(buffer.AsSpan(position));
            _peeked.Position += count;
            return position + count;
        }

        return position + _stream!.Read(buffer.AsSpan(position, limit - position));
    }
}
