using System.Buffers.Binary;

namespace CloudAudit.Checkpoints;

/// <summary>The ids of the last events that were given, in their order: the oldest goes when there are too many.</summary>
internal sealed class EventIdRing(int limit)
{
    private const int IdBytes = 16;
    private readonly Queue<UInt128> _ids = new();

    public int Count => _ids.Count;

    public IEnumerable<UInt128> Ids => _ids;

    public void Add(UInt128 id)
    {
        if (id == UInt128.Zero)
        {
            return;
        }

        if (_ids.Count == limit)
        {
            _ids.Dequeue();
        }

        _ids.Enqueue(id);
    }

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[_ids.Count * IdBytes];
        int at = 0;
        foreach (var id in _ids)
        {
            BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(at), id);
            at += IdBytes;
        }

        return bytes;
    }

    /// <exception cref="FormatException">The bytes are no ids.</exception>
    public void Load(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % IdBytes != 0)
        {
            throw new FormatException("the ids of events are cut off");
        }

        for (; !bytes.IsEmpty; bytes = bytes[IdBytes..])
        {
            Add(BinaryPrimitives.ReadUInt128LittleEndian(bytes));
        }
    }
}
