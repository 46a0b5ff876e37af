using System.Buffers.Binary;

namespace CloudAudit.Decoding.Gzip;

/// <summary>
/// One gzip member (RFC 1952), and nothing else: the checksum and length must agree, and no byte may follow. The
/// framework's GZipStream reads a file cut in half, a second member and trailing data without a word.
/// </summary>
internal sealed class GzipSource(CompressedInput input) : WindowSource
{
    private const int MaxHeader = 64 * 1024;
    private readonly Inflater _inflater = new(input);
    private bool _headerRead;
    private bool _ended;
    private uint _crc;
    private uint _length;

    public void Start()
    {
        _inflater.Start();
        _headerRead = false;
        _ended = false;
        _crc = 0;
        _length = 0;
        Error = null;
    }

    public override int Fill(byte[] buffer, int origin, int position, int limit)
    {
        if (_ended || (!_headerRead && !ReadHeader()))
        {
            _ended = true;
            return position;
        }

        int filled = _inflater.Inflate(buffer, origin, position, limit);
        _crc = Crc32.Append(_crc, buffer.AsSpan(position, filled - position));
        _length += (uint)(filled - position);
        if (_inflater.State != InflateState.Running)
        {
            _ended = true;
            CheckEnd();
        }

        return filled;
    }

    private void CheckEnd()
    {
        switch (_inflater.State)
        {
            case InflateState.Truncated:
                Fail(LogErrorKind.TruncatedGzip, "the gzip data is truncated");
                return;
            case InflateState.Corrupt:
                Fail(LogErrorKind.CorruptGzip, "the gzip data is corrupt");
                return;
        }

        if (!input.Ensure(8))
        {
            Fail(LogErrorKind.TruncatedGzip, "the gzip data is truncated: its checksum is missing");
            return;
        }

        var trailer = input.Buffer.AsSpan(input.Position, 8);
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        if (crc != _crc)
        {
            Fail(LogErrorKind.BadChecksum, $"the gzip checksum is {crc:x8}, but the content's is {_crc:x8}");
            return;
        }

        if (length != _length)
        {
            Fail(LogErrorKind.BadChecksum, "the gzip trailer gives another length than the content has");
            return;
        }

        input.Position += 8;
        if (input.Ensure(1))
        {
            bool member = input.Ensure(2) && input.Buffer[input.Position] == 0x1F && input.Buffer[input.Position + 1] == 0x8B;
            if (member)
            {
                Fail(LogErrorKind.SecondGzipMember, "a second gzip member follows the first; it was not read");
            }
            else
            {
                Fail(LogErrorKind.TrailingData, "bytes follow the end of the gzip data; they were not read");
            }
        }
    }

    private void Fail(LogErrorKind kind, string detail) => Error = (kind, Math.Max(0, input.Offset), detail);

    // RFC 1952 §2.3.
    private bool ReadHeader()
    {
        _headerRead = true;
        if (!input.Ensure(10))
        {
            return Truncated();
        }

        var header = input.Buffer.AsSpan(input.Position, 10);
        if (header[2] != 8)
        {
            Fail(LogErrorKind.CorruptGzip, $"gzip method {header[2]} is unknown");
            return false;
        }

        byte flags = header[3];
        if ((flags & 0xE0) != 0)
        {
            Fail(LogErrorKind.CorruptGzip, "reserved gzip flags are set");
            return false;
        }

        input.Position += 10;
        if ((flags & 4) != 0)
        {
            if (!input.Ensure(2))
            {
                return Truncated();
            }

            int extra = BinaryPrimitives.ReadUInt16LittleEndian(input.Buffer.AsSpan(input.Position));
            input.Position += 2;
            if (!Skip(extra))
            {
                return Truncated();
            }
        }

        return ((flags & 8) == 0 || SkipText()) && ((flags & 16) == 0 || SkipText())
            && ((flags & 2) == 0 || Skip(2) || Truncated());
    }

    private bool Truncated()
    {
        Fail(LogErrorKind.TruncatedGzip, "the gzip data is truncated inside its header");
        return false;
    }

    private bool Skip(int count)
    {
        for (; count > 0; count--, input.Position++)
        {
            if (!input.Ensure(1))
            {
                return false;
            }
        }

        return true;
    }

    private bool SkipText()
    {
        for (int i = 0; i < MaxHeader; i++)
        {
            if (!input.Ensure(1))
            {
                return Truncated();
            }

            if (input.Buffer[input.Position++] == 0)
            {
                return true;
            }
        }

        Fail(LogErrorKind.CorruptGzip, "the gzip header has no end");
        return false;
    }
}
