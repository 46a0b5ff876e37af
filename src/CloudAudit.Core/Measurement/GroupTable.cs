namespace CloudAudit.Measurement;

/// <summary>
/// The groups of one list of fields. Memory is bounded, as values are an attacker's to make: beyond the limit what belongs
/// to no group that is there is counted together. Which groups are there depends on the order of the records alone.
/// </summary>
internal sealed class GroupTable
{
    // A group's values together, on the average.
    private const int KeyBytesPerGroup = 256;
    private readonly Dictionary<byte[], Tally> _groups = new(GroupKeyComparer.Instance);
    private readonly Dictionary<byte[], Tally>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly int _limit;
    private long _keyBytes;

    /// <param name="limit">Groups at the most; their values take 256 bytes each at the most, on the average.</param>
    public GroupTable(int limit)
    {
        _limit = limit;
        _lookup = _groups.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public ICollection<Tally> Groups => _groups.Values;

    /// <summary>What was counted together beyond the limit; null while everything has a group.</summary>
    public Tally? Others { get; private set; }

    public Tally Find(ReadOnlySpan<byte> key)
    {
        if (_lookup.TryGetValue(key, out var tally))
        {
            return tally;
        }

        if (_groups.Count >= _limit || _keyBytes + key.Length > (long)_limit * KeyBytesPerGroup)
        {
            return Others ??= new Tally(null);
        }

        byte[] owned = key.ToArray();
        _keyBytes += owned.Length;
        tally = new Tally(owned);
        _groups.Add(owned, tally);
        return tally;
    }
}
