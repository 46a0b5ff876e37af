using System.Text;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Rules.Matching;

/// <summary>
/// A dotted path into a record, such as <c>userIdentity.sessionContext.sessionIssuer.userName</c>, taken apart once. On
/// its way it goes through arrays: any element may lead on.
/// </summary>
internal sealed class FieldPath
{
    // CloudTrail writes it before all else of the identity.
    private const string FirstOfIdentity = "userIdentity.type";
    private readonly byte[][] _names;
    private readonly bool _ignoreCase;

    private FieldPath(string text, RecordField first, byte[][] names, bool ignoreCase, int slot)
    {
        Text = text;
        Slot = slot;
        First = first;
        _names = names;
        _ignoreCase = ignoreCase;
    }

    public string Text { get; }

    /// <summary>The record's own member that the path begins with, or <see cref="RecordField.Unknown"/>.</summary>
    public RecordField First { get; }

    /// <summary>Its place in a <see cref="PathMemo"/>; -1 where it has none.</summary>
    public int Slot { get; }

    /// <summary>The path is one member of the record itself.</summary>
    public bool IsMember => First != RecordField.Unknown && _names.Length == 1;

    /// <summary>What finding a value costs, on the scale of <see cref="Matcher.Cost"/>.</summary>
    public int Cost => !IsMember ? (Text == FirstOfIdentity ? 4 : 12) : First == RecordField.EventName ? 0 : 2;

    /// <param name="text">Names with dots between them.</param>
    /// <param name="ignoreCase">Names are found in any case, as people type them; rules spell them as the record does.</param>
    /// <param name="slot">The path's place among those of its rules; -1 where it is used alone.</param>
    public static FieldPath Parse(string text, bool ignoreCase = false, int slot = -1)
    {
        byte[][] names = Array.ConvertAll(text.Split('.'), Encoding.UTF8.GetBytes);
        var first = RecordFields.Parse(names[0]);
        if (first == RecordField.Unknown && ignoreCase)
        {
            first = Enumerable.Range(0, RecordFields.Count).Select(i => (RecordField)i)
                .FirstOrDefault(f => Ascii.EqualsIgnoreCase(names[0], RecordFields.Name(f)), RecordField.Unknown);
        }

        return new FieldPath(text, first, names, ignoreCase, first != RecordField.Unknown && names.Length == 1 ? -1 : slot);
    }

    /// <summary>Whether any value at the path's end passes the test. JSON null and absent members are no values.</summary>
    public bool Any<TTest>(RecordView record, MatchScratch scratch, ref TTest test)
        where TTest : struct, IValueTest, allows ref struct
    {
        if (Slot >= 0)
        {
            switch (scratch.Paths.Find(this, record, out var value))
            {
                case PathEnd.Absent or PathEnd.Null:
                    return false;
                case PathEnd.Value:
                    return test.Passes(record, value);
            }
        }

        var start = First != RecordField.Unknown ? record[First] : Member(record, record.Slice, 0);
        return start.Exists && Any(record, start, 1, ref test);
    }

    /// <summary>Whether the record has a member at the path's end, be it null or empty.</summary>
    public bool IsPresent(RecordView record, MatchScratch scratch)
    {
        if (Slot >= 0)
        {
            switch (scratch.Paths.Find(this, record, out _))
            {
                case PathEnd.Absent:
                    return false;
                case PathEnd.Null or PathEnd.Value:
                    return true;
            }
        }

        var start = First != RecordField.Unknown ? record[First] : Member(record, record.Slice, 0);
        return start.Exists && IsPresent(record, start, 1);
    }

    /// <summary>Where the path leads in a record.</summary>
    public PathEnd Find(RecordView record, out JsonSlice value)
    {
        value = First != RecordField.Unknown ? record[First] : Member(record, record.Slice, 0);
        return Follow(record, 1, ref value);
    }

    /// <summary>Where the path leads in a record, found once for all rules that ask for it.</summary>
    public PathEnd Find(RecordView record, MatchScratch scratch, out JsonSlice value) =>
        Slot >= 0 ? scratch.Paths.Find(this, record, out value) : Find(record, out value);

    /// <summary>Where the path leads in a record, the members that were passed on the way kept for other paths.</summary>
    public PathEnd Find(RecordView record, MemberTable[] members, out JsonSlice value)
    {
        if (First == RecordField.Unknown || _names.Length == 1 || _ignoreCase)
        {
            return Find(record, out value);
        }

        value = record[First];
        if (record.Text.Kind(value) != JsonKind.Object)
        {
            return Follow(record, 1, ref value);
        }

        value = members[(int)First].Find(record, value, _names[1]);
        return Follow(record, 2, ref value);
    }

    private PathEnd Follow(RecordView record, int depth, ref JsonSlice value)
    {
        for (; ; depth++)
        {
            switch (record.Text.Kind(value))
            {
                case JsonKind.None:
                    return PathEnd.Absent;
                case JsonKind.Array:
                    return PathEnd.Several;
                case JsonKind.Null when depth == _names.Length:
                    return PathEnd.Null;
                case JsonKind.Object when depth < _names.Length:
                    value = Member(record, value, depth);
                    break;
                default:
                    return depth == _names.Length ? PathEnd.Value : PathEnd.Absent;
            }
        }
    }

    private bool IsPresent(RecordView record, JsonSlice value, int depth)
    {
        if (depth == _names.Length)
        {
            return true;
        }

        if (record.Text.Kind(value) == JsonKind.Array)
        {
            var elements = new ArrayCursor(record.Text, value);
            while (elements.MoveNext())
            {
                if (IsPresent(record, elements.Value, depth))
                {
                    return true;
                }
            }

            return false;
        }

        var next = Member(record, value, depth);
        return next.Exists && IsPresent(record, next, depth + 1);
    }

    private bool Any<TTest>(RecordView record, JsonSlice value, int depth, ref TTest test)
        where TTest : struct, IValueTest, allows ref struct
    {
        switch (record.Text.Kind(value))
        {
            case JsonKind.None or JsonKind.Null:
                return false;
            case JsonKind.Array:
                var elements = new ArrayCursor(record.Text, value);
                while (elements.MoveNext())
                {
                    if (Any(record, elements.Value, depth, ref test))
                    {
                        return true;
                    }
                }

                return false;
            case JsonKind.Object when depth < _names.Length:
                var next = Member(record, value, depth);
                return next.Exists && Any(record, next, depth + 1, ref test);
            default:
                return depth == _names.Length && test.Passes(record, value);
        }
    }

    private JsonSlice Member(RecordView record, JsonSlice parent, int depth)
    {
        byte[] name = _names[depth];
        var exact = record.Member(parent, name);
        if (exact.Exists || !_ignoreCase)
        {
            return exact;
        }

        var cursor = new ObjectCursor(record.Text, parent);
        while (cursor.MoveNext())
        {
            if (Ascii.EqualsIgnoreCase(record.Text.Inner(cursor.Key), name))
            {
                return cursor.Value;
            }
        }

        return default;
    }
}

/// <summary>A test of one value; a struct, so that the path's walk is compiled for it.</summary>
internal interface IValueTest
{
    bool Passes(RecordView record, JsonSlice value);
}
