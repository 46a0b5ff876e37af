using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace CloudAudit.Reading;

/// <summary>
/// The event ids seen lately: a multi-region trail may deliver an event twice, in different files. Memory is bounded at
/// 32 MB: the last 786,432 ids at the least are remembered, twice as many at the most.
/// </summary>
internal sealed class RecentEventIds
{
    private const int MaxSlots = 1 << 20;
    private const int MaxIds = MaxSlots / 4 * 3;
    private Generation _young = new();
    private Generation? _old;

    /// <summary>Notes an id. False where it was there already. An event without an id is never a duplicate.</summary>
    public bool Add(string? eventId) => Add(Key(eventId));

    /// <summary>Notes an id by its key; 0 is none.</summary>
    public bool Add(UInt128 key)
    {
        if (key == UInt128.Zero)
        {
            return true;
        }

        if (_old?.Contains(key) == true)
        {
            return false;
        }

        if (_young.Count == MaxIds)
        {
            _old = _young;
            _young = new Generation();
        }

        return _young.Add(key);
    }

    /// <summary>Whether an id was noted and is remembered; 0 never is.</summary>
    public bool Contains(UInt128 key) => key != UInt128.Zero && (_young.Contains(key) || _old?.Contains(key) == true);

    /// <summary>Asks for the memory of where an id may be (<see cref="Ahead"/>).</summary>
    public void Ask(UInt128 key)
    {
        _young.Ask(key);
        _old?.Ask(key);
    }

    /// <summary>
    /// An id as a number. A UUID is its own; anything else is hashed so that nobody can make two ids alike. No id is 0.
    /// </summary>
    public static UInt128 Key(string? eventId)
    {
        if (string.IsNullOrEmpty(eventId))
        {
            return UInt128.Zero;
        }

        Span<byte> ascii = stackalloc byte[UuidText.Length];
        return eventId.Length == ascii.Length && Ascii.FromUtf16(eventId, ascii, out _) == OperationStatus.Done && UuidText.TryParse(ascii, out var uuid)
            ? NotZero(uuid)
            : Hash(Encoding.UTF8.GetBytes(eventId));
    }

    /// <summary>The same of an id as it stands in a JSON string.</summary>
    public static UInt128 Key(ReadOnlySpan<byte> inner)
    {
        if (UuidText.TryParse(inner, out var uuid))
        {
            return NotZero(uuid);
        }

        return inner.IndexOf((byte)'\\') >= 0 || !Ascii.IsValid(inner) ? Key(Decoding.Json.JsonString.Decode(inner))
            : inner.IsEmpty ? UInt128.Zero
            : Hash(inner);
    }

    private static UInt128 Hash(ReadOnlySpan<byte> id)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(id, bytes);
        return NotZero(BinaryPrimitives.ReadUInt128LittleEndian(bytes));
    }

    // Zero marks a free slot.
    private static UInt128 NotZero(UInt128 key) => key == UInt128.Zero ? UInt128.One : key;

    /// <summary>
    /// A set by open addressing. The hash is keyed by chance: a log may be made to hold ids that would all fall on one slot.
    /// </summary>
    private sealed class Generation
    {
        private readonly ulong _low = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) | 1;
        private readonly ulong _high = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) | 1;
        private UInt128[] _slots = new UInt128[1024];

        public int Count { get; private set; }

        public void Ask(UInt128 key) => Ahead.Ask(ref _slots[Place(_slots, key)]);

        public bool Contains(UInt128 key) => _slots[Find(_slots, key)] != UInt128.Zero;

        public bool Add(UInt128 key)
        {
            int slot = Find(_slots, key);
            if (_slots[slot] != UInt128.Zero)
            {
                return false;
            }

            _slots[slot] = key;
            if (++Count > _slots.Length / 4 * 3 && _slots.Length < MaxSlots)
            {
                Grow();
            }

            return true;
        }

        private int Find(UInt128[] slots, UInt128 key)
        {
            int slot = Place(slots, key);
            while (slots[slot] != UInt128.Zero && slots[slot] != key)
            {
                slot = (slot + 1) & (slots.Length - 1);
            }

            return slot;
        }

        // Multiply-shift: the top bits of the sum, as many as there are slots.
        private int Place(UInt128[] slots, UInt128 key)
        {
            ulong hash = ((ulong)key * _low) + ((ulong)(key >> 64) * _high);
            hash += BitOperations.RotateLeft(hash * _low, 32);
            return (int)(hash >> (64 - BitOperations.Log2((uint)slots.Length)));
        }

        // Few and large steps: each is memory that has to be fetched and given back. Compiled well at once, being called so seldom.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Grow()
        {
            var grown = new UInt128[_slots.Length * 4];
            foreach (var key in _slots)
            {
                if (key != UInt128.Zero)
                {
                    grown[Find(grown, key)] = key;
                }
            }

            _slots = grown;
        }
    }
}
