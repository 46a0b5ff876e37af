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
    private readonly MemberTable[] _members = [.. Enumerable.Range(0, RecordFields.Count).Select(_ => new MemberTable())];
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
            entry.End = path.Find(record, _members, out entry.Value);
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

/// <summary>
/// The members of one object of the record at hand, as far as they were asked for: several paths lead through
/// userIdentity or requestParameters, and each would walk it anew.
/// </summary>
internal sealed class MemberTable
{
    // Of an object with more, those behind are walked to.
    private const int Most = 32;
    private readonly JsonSlice[] _keys = new JsonSlice[Most];
    private readonly JsonSlice[] _values = new JsonSlice[Most];
    private RecordView? _record;
    private long _version;
    private int _count;
    private int _next;
    private bool _complete;

    // A bit for each name met, by its ends and length; the names of one object hardly ever share one.
    private ulong _met;
    private bool _anyEscaped;

    /// <summary>The member of a name, the first where there are several; empty where there is none.</summary>
    /// <param name="record">The record.</param>
    /// <param name="parent">The object: the same one for each record.</param>
    /// <param name="name">The name, unescaped.</param>
    public JsonSlice Find(RecordView record, JsonSlice parent, ReadOnlySpan<byte> name)
    {
        if (_version != record.Version || !ReferenceEquals(_record, record))
        {
            _record = record;
            _version = record.Version;
            _count = 0;
            _next = parent.Start + 1;
            _complete = false;
            _met = 0;
            _anyEscaped = false;
        }

        if ((_met & Bit(name)) != 0 || _anyEscaped)
        {
            for (int i = 0; i < _count; i++)
            {
                if (record.NameIs(_keys[i], name))
                {
                    return _values[i];
                }
            }
        }

        if (_complete)
        {
            return default;
        }

        var cursor = new ObjectCursor(record.Text, _next, parent.End - 1, first: _next == parent.Start + 1);
        while (cursor.MoveNext())
        {
            if (_count < Most)
            {
                (_keys[_count], _values[_count]) = (cursor.Key, cursor.Value);
                _count++;
                _next = cursor.Position;
                var key = record.Text.Inner(cursor.Key);
                _met |= Bit(key);
                _anyEscaped |= key.IndexOf((byte)'\\') >= 0;
            }

            if (record.NameIs(cursor.Key, name))
            {
                return cursor.Value;
            }
        }

        _complete = _count < Most;
        return default;
    }

    private static ulong Bit(ReadOnlySpan<byte> name) =>
        name.IsEmpty ? 1 : 1UL << ((name[0] + (name[^1] * 7) + (name.Length * 13)) & 63);
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
