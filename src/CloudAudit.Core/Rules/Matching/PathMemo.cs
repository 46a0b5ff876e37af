using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Rules.Matching;

/// <summary>What a path leads to in one record.</summary>
internal enum PathEnd : byte
{
    /// <summary>Nothing: the record has no such member.</summary>
    Absent,

    /// <summary>JSON null.</summary>
    Null,

    /// <summary>One value.</summary>
    Value,

    /// <summary>Lists on the way or at the end: it has to be walked.</summary>
    Several,
}

/// <summary>Where paths that several rules use have led in the record at hand, each found once.</summary>
internal sealed class PathMemo
{
    private Entry[] _entries = [];

    /// <summary>Where a path leads; found anew where the record is another.</summary>
    public PathEnd Find(FieldPath path, RecordView record, out JsonSlice value)
    {
        if (path.Slot >= _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(path.Slot + 1, _entries.Length * 2));
        }

        // Slots belong to one set of rules; another set may have given the same to another path.
        ref var entry = ref _entries[path.Slot];
        if (entry.Version != record.Version || !ReferenceEquals(entry.Record, record) || !ReferenceEquals(entry.Path, path))
        {
            entry.Path = path;
            entry.Record = record;
            entry.Version = record.Version;
            entry.End = path.Find(record, out entry.Value);
        }

        value = entry.Value;
        return entry.End;
    }

    private struct Entry
    {
        public FieldPath? Path;
        public RecordView? Record;
        public long Version;
        public JsonSlice Value;
        public PathEnd End;
    }
}

/// <summary>The paths of a set of rules, each made once, so that what one rule has found serves the others.</summary>
internal sealed class PathTable
{
    private readonly Dictionary<string, FieldPath> _paths = new(StringComparer.Ordinal);

    public FieldPath this[string text]
    {
        get
        {
            if (!_paths.TryGetValue(text, out var path))
            {
                _paths.Add(text, path = FieldPath.Parse(text, slot: _paths.Count));
            }

            return path;
        }
    }
}
