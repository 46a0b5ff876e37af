using System.Buffers;
using System.Buffers.Binary;
using CloudAudit.Decoding.Gzip;

namespace CloudAudit.Recording;

/// <summary>
/// The journal's framing. A frame is a marker (4 bytes), the payload's length (4), the frame's number in its segment (8),
/// the CRC-32 of length, number and payload (4), and the payload. By the marker reading goes on behind damage, by the
/// number it is known how many frames that cost.
/// </summary>
internal static class JournalFrames
{
    public const int HeadBytes = 20;

    /// <summary>Bytes of a payload: a record of 256 KB, its time, a nonce and a tag, and room.</summary>
    public const int MaxPayload = 320 * 1024;

    /// <summary>The marker; a byte of it that is no text makes it rare in records.</summary>
    public static ReadOnlySpan<byte> Marker => [0xF7, (byte)'C', (byte)'A', (byte)'E'];

    /// <summary>Adds a frame.</summary>
    public static void Write(ArrayBufferWriter<byte> output, ulong number, ReadOnlySpan<byte> payload)
    {
        var frame = output.GetSpan(HeadBytes + payload.Length)[..(HeadBytes + payload.Length)];
        Marker.CopyTo(frame);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], payload.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[8..], number);
        payload.CopyTo(frame[HeadBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[16..], Checksum(frame));
        output.Advance(frame.Length);
    }

    internal static uint Checksum(ReadOnlySpan<byte> frame) => Crc32.Append(Crc32.Append(0, frame[4..16]), frame[HeadBytes..]);
}

/// <summary>
/// Reads frames one after another. Bytes that are no frame are passed by where frames follow them, and are counted; where
/// none follow, they are the end that a crash cut off before it was acknowledged.
/// </summary>
internal ref struct JournalFrameReader(ReadOnlySpan<byte> bytes, ulong nextNumber)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    /// <summary>Where the last whole frame ends: what comes is written from here on.</summary>
    public int End { get; private set; }

    /// <summary>The number of the frame that should come next.</summary>
    public ulong NextNumber { get; private set; } = nextNumber;

    /// <summary>Frames that should be there and are not.</summary>
    public ulong Lost { get; private set; }

    /// <summary>Bytes between frames that are none.</summary>
    public int DamagedBytes { get; private set; }

    public ulong Number { get; private set; }

    public ReadOnlySpan<byte> Payload { get; private set; }

    public bool Read()
    {
        int start = _position;
        while (_position < _bytes.Length)
        {
            if (TryFrame(_bytes[_position..], out var frame, out ulong number) && number >= NextNumber)
            {
                DamagedBytes += _position - start;
                Lost += number - NextNumber;
                Number = number;
                Payload = frame[JournalFrames.HeadBytes..];
                NextNumber = number + 1;
                _position += frame.Length;
                End = _position;
                return true;
            }

            int next = _bytes[(_position + 1)..].IndexOf(JournalFrames.Marker);
            _position = next < 0 ? _bytes.Length : _position + 1 + next;
        }

        return false;
    }

    private static bool TryFrame(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> frame, out ulong number)
    {
        frame = default;
        number = 0;
        if (bytes.Length < JournalFrames.HeadBytes || !bytes.StartsWith(JournalFrames.Marker))
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (length is < 0 or > JournalFrames.MaxPayload || bytes.Length - JournalFrames.HeadBytes < length)
        {
            return false;
        }

        frame = bytes[..(JournalFrames.HeadBytes + length)];
        number = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]) == JournalFrames.Checksum(frame);
    }
}
