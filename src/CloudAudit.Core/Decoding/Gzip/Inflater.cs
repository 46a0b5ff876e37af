namespace CloudAudit.Decoding.Gzip;

/// <summary>How far an <see cref="Inflater"/> came.</summary>
internal enum InflateState
{
    /// <summary>More output can follow.</summary>
    Running,

    /// <summary>The final block has ended; the input stands at the byte behind it.</summary>
    Done,

    /// <summary>The input ended inside a block.</summary>
    Truncated,

    /// <summary>The input is no DEFLATE stream.</summary>
    Corrupt,
}

/// <summary>
/// DEFLATE (RFC 1951) straight into the reader's window: no copy between the decompressor and the scanner, and the
/// exact byte at which the stream ends, which the framework's streams do not tell.
/// </summary>
internal sealed unsafe partial class Inflater(CompressedInput input)
{
    /// <summary>How far back a match may reach: this many decoded bytes must stay in front of the write position.</summary>
    public const int History = 32 * 1024;

    /// <summary>Bytes behind the limit that a call may write: the longest match, three literals and a vector.</summary>
    public const int Slack = 258 + 3 + 64;

    private readonly HuffmanTable _precode = new(7, 128, DeflateAlphabets.CodeLengths);
    private readonly HuffmanTable _literals = new(11, 2342, DeflateAlphabets.LiteralsAndLengths);
    private readonly HuffmanTable _distances = new(8, 402, DeflateAlphabets.Distances);
    private readonly byte[] _lengths = new byte[288 + 32 + 138];
    private ulong _bits;
    private int _bitCount;
    private Block _block;
    private bool _final;
    private int _storedLeft;

    private enum Block
    {
        Header,
        Stored,
        Compressed,
        Ended,
    }

    public InflateState State { get; private set; }

    public void Start()
    {
        _bits = 0;
        _bitCount = 0;
        _block = Block.Header;
        _final = false;
        _storedLeft = 0;
        State = InflateState.Running;
    }

    /// <summary>
    /// Decodes into <paramref name="buffer"/> from <paramref name="position"/> until <paramref name="limit"/> is reached
    /// (up to <see cref="Slack"/> bytes may be written behind it) or the stream ends.
    /// </summary>
    /// <param name="origin">The first byte of <paramref name="buffer"/> that belongs to this stream.</param>
    /// <returns>The new write position.</returns>
    public int Inflate(byte[] buffer, int origin, int position, int limit)
    {
        while (State == InflateState.Running && position < limit)
        {
            switch (_block)
            {
                case Block.Header:
                    ReadBlockHeader();
                    break;
                case Block.Stored:
                    position = CopyStored(buffer, position, limit);
                    break;
                case Block.Compressed:
                    position = DecodeBlock(buffer, origin, position, limit);
                    break;
                default:
                    Finish();
                    break;
            }
        }

        if (State == InflateState.Running && _block == Block.Ended)
        {
            Finish();
        }

        // Zeros read behind the end of a cut stream may look like damage. The trailer alone is longer than this.
        if (State == InflateState.Corrupt && input.AtEnd && ((long)input.Position * 8) - _bitCount + 48 > (long)input.End * 8)
        {
            State = InflateState.Truncated;
        }

        return position;
    }

    private void Finish()
    {
        AlignToByte();
        input.Position -= _bitCount >> 3;
        _bits = 0;
        _bitCount = 0;
        State = input.Position > input.End ? InflateState.Truncated : InflateState.Done;
    }

    private void EndBlock() => _block = _final ? Block.Ended : Block.Header;

    private void ReadBlockHeader()
    {
        if (!TryTake(3, out uint header))
        {
            return;
        }

        _final = (header & 1) != 0;
        switch (header >> 1)
        {
            case 0:
                ReadStoredHeader();
                break;
            case 1:
                _literals.Build(DeflateAlphabets.FixedLiteralLengths);
                _distances.Build(DeflateAlphabets.FixedDistanceLengths);
                _block = Block.Compressed;
                break;
            case 2:
                if (ReadDynamicCodes())
                {
                    _block = Block.Compressed;
                }
                else if (State == InflateState.Running)
                {
                    State = InflateState.Corrupt;
                }

                break;
            default:
                State = InflateState.Corrupt;
                break;
        }
    }

    private void ReadStoredHeader()
    {
        AlignToByte();
        if (!TryTake(16, out uint length) || !TryTake(16, out uint complement))
        {
            return;
        }

        if (length != (complement ^ 0xFFFF))
        {
            State = InflateState.Corrupt;
            return;
        }

        // What was read ahead goes back: stored bytes are copied from the input itself.
        input.Position -= _bitCount >> 3;
        _bits = 0;
        _bitCount = 0;
        _storedLeft = (int)length;
        _block = Block.Stored;
    }

    private int CopyStored(byte[] buffer, int position, int limit)
    {
        if (_storedLeft > 0)
        {
            if (!input.Ensure(1))
            {
                State = InflateState.Truncated;
                return position;
            }

            int count = Math.Min(Math.Min(_storedLeft, input.Available), limit - position);
            input.Buffer.AsSpan(input.Position, count).CopyTo(buffer.AsSpan(position));
            input.Position += count;
            _storedLeft -= count;
            position += count;
        }

        if (_storedLeft == 0)
        {
            EndBlock();
        }

        return position;
    }

    // RFC 1951 §3.2.7.
    private bool ReadDynamicCodes()
    {
        if (!TryTake(14, out uint counts))
        {
            return false;
        }

        int literalCount = (int)(counts & 31) + 257;
        int distanceCount = (int)((counts >> 5) & 31) + 1;
        int precodeCount = (int)(counts >> 10) + 4;
        if (literalCount > 286)
        {
            return false;
        }

        Span<byte> precode = stackalloc byte[19];
        precode.Clear();
        for (int i = 0; i < precodeCount; i++)
        {
            if (!TryTake(3, out uint length))
            {
                return false;
            }

            precode[DeflateAlphabets.CodeLengthOrder[i]] = (byte)length;
        }

        if (!_precode.Build(precode) || !ReadCodeLengths(literalCount + distanceCount))
        {
            return false;
        }

        // A block that cannot end is no block.
        return _lengths[256] != 0
            && _literals.Build(_lengths.AsSpan(0, literalCount))
            && _distances.Build(_lengths.AsSpan(literalCount, distanceCount));
    }

    private bool ReadCodeLengths(int total)
    {
        int at = 0;
        while (at < total)
        {
            if (!TryFill(7 + 7))
            {
                return false;
            }

            uint entry = _precode.Entries[(int)(_bits & 127)];
            if ((entry & HuffmanTable.Stop) != 0)
            {
                return false;
            }

            Drop((int)(entry & HuffmanTable.ConsumeMask));
            uint symbol = entry >> 16;
            if (symbol < 16)
            {
                _lengths[at++] = (byte)symbol;
                continue;
            }

            int repeat = symbol switch
            {
                16 => 3 + (int)Take(2),
                17 => 3 + (int)Take(3),
                _ => 11 + (int)Take(7),
            };
            if ((symbol == 16 && at == 0) || at + repeat > total)
            {
                return false;
            }

            _lengths.AsSpan(at, repeat).Fill(symbol == 16 ? _lengths[at - 1] : (byte)0);
            at += repeat;
        }

        return State == InflateState.Running;
    }

    // Bits one at a time of need; headers only.
    private bool TryTake(int count, out uint value)
    {
        value = 0;
        if (!TryFill(count))
        {
            return false;
        }

        value = Take(count);
        if (input.Position - (_bitCount >> 3) > input.End)
        {
            State = InflateState.Truncated;
            return false;
        }

        return true;
    }

    private bool TryFill(int count)
    {
        while (_bitCount < count)
        {
            // Behind the end stand zeros; reading some of them is no error until their bits are used.
            if (!input.Ensure(1) && input.Position > input.End + 8)
            {
                State = InflateState.Truncated;
                return false;
            }

            _bits |= (ulong)input.Buffer[input.Position++] << _bitCount;
            _bitCount += 8;
        }

        return true;
    }

    private uint Take(int count)
    {
        uint value = (uint)(_bits & ((1UL << count) - 1));
        Drop(count);
        return value;
    }

    private void Drop(int count)
    {
        _bits >>= count;
        _bitCount -= count;
    }

    private void AlignToByte() => Drop(_bitCount & 7);
}
