namespace CloudAudit.Decoding.Gzip;

/// <summary>
/// The compressed bytes of a stream, read ahead into a buffer that always ends in zeros, so that a decoder may load
/// eight bytes from any place at or before the end.
/// </summary>
internal sealed class CompressedInput
{
    /// <summary>Zero bytes kept readable behind the last byte.</summary>
    public const int Padding = 64;

    private readonly int _size;
    private Stream? _stream;
    private long _base;

    public CompressedInput(int size = 128 * 1024)
    {
        _size = Math.Max(size, 2 * Padding);
        Buffer = new byte[_size + Padding];
    }

    public byte[] Buffer { get; }

    /// <summary>The next byte to take.</summary>
    public int Position { get; set; }

    /// <summary>One past the last byte read so far.</summary>
    public int End { get; private set; }

    /// <summary>Nothing comes after <see cref="End"/>.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>Bytes of the stream before <see cref="Position"/>; a decoder may have run into the zeros behind the end.</summary>
    public long Offset => _base + Math.Min(Position, End);

    public int Available => End - Position;

    public void Start(Stream stream)
    {
        _stream = stream;
        _base = 0;
        Position = 0;
        End = 0;
        AtEnd = false;
        Buffer.AsSpan(0, Padding).Clear();
    }

    /// <summary>Reads until <paramref name="count"/> bytes (at most 64) wait at <see cref="Position"/> or the stream ends.</summary>
    public bool Ensure(int count)
    {
        if (Available < count && !AtEnd)
        {
            Read(count);
        }

        return Available >= count;
    }

    private void Read(int count)
    {
        // Bytes that a decoder holds as bits may be given back, so they stay in front of the place.
        int from = Math.Max(0, Position - sizeof(ulong));
        Buffer.AsSpan(from, End - from).CopyTo(Buffer);
        _base += from;
        Position -= from;
        End -= from;
        while (Available < count)
        {
            int read = _stream!.Read(Buffer.AsSpan(End, _size - End));
            if (read == 0)
            {
                AtEnd = true;
                break;
            }

            End += read;
        }

        Buffer.AsSpan(End, Padding).Clear();
    }
}
