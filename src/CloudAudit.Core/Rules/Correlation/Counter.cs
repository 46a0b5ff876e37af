using System.Runtime.InteropServices;

namespace CloudAudit.Rules.Correlation;

/// <summary>How often each of some items is there, as they come and go; memory is bounded by what is there at once.</summary>
internal sealed class Counter<T>(IEqualityComparer<T> comparer)
    where T : notnull
{
    private readonly Dictionary<T, int> _items = new(comparer);
    private readonly Dictionary<int, int> _counts = [];

    /// <summary>How many different items are there.</summary>
    public int Distinct => _items.Count;

    /// <summary>How many items are there.</summary>
    public int Total { get; private set; }

    /// <summary>The numbers that some item is there so often.</summary>
    public Dictionary<int, int>.KeyCollection Counts => _counts.Keys;

    /// <summary>How often an item is there.</summary>
    public int this[T item] => _items.GetValueOrDefault(item);

    public void Add(T item)
    {
        ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(_items, item, out _);
        Move(count, ++count);
        Total++;
    }

    public void Remove(T item)
    {
        int count = _items[item];
        Move(count, count - 1);
        Total--;
        if (count == 1)
        {
            _items.Remove(item);
        }
        else
        {
            _items[item] = count - 1;
        }
    }

    public void Clear()
    {
        _items.Clear();
        _counts.Clear();
        Total = 0;
    }

    private void Move(int from, int to)
    {
        if (from > 0 && --CollectionsMarshal.GetValueRefOrAddDefault(_counts, from, out _) == 0)
        {
            _counts.Remove(from);
        }

        if (to > 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, to, out _)++;
        }
    }
}
