namespace CloudAudit.Measurement;

/// <summary>The order in which groups are given.</summary>
internal static class GroupOrder
{
    /// <summary>
    /// By buckets, the earliest first and what has none last; in a bucket the largest first; those of a size by name, and of
    /// a name as they came.
    /// </summary>
    public static EventGroup[] Sort(EventGroup[] groups)
    {
        // Names are made of values, and only where sizes are the same does anybody ask.
        var names = new string?[groups.Length];
        int[] order = [.. Enumerable.Range(0, groups.Length)];
        Array.Sort(order, Compare);
        return Array.ConvertAll(order, i => groups[i]);

        int Compare(int x, int y)
        {
            var (a, b) = (groups[x], groups[y]);
            int difference = (a.Time ?? DateTimeOffset.MaxValue).CompareTo(b.Time ?? DateTimeOffset.MaxValue);
            if (difference == 0)
            {
                difference = b.Count.CompareTo(a.Count);
            }

            if (difference == 0)
            {
                difference = string.CompareOrdinal(names[x] ??= a.Name, names[y] ??= b.Name);
            }

            return difference == 0 ? x.CompareTo(y) : difference;
        }
    }
}
