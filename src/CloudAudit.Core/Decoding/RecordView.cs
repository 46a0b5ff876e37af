using System.Runtime.CompilerServices;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Decoding;

/// <summary>
/// One record where it lies in the text. Its members are found as they are asked for, each at most once; nothing is
/// copied or allocated. A view is moved from record to record and belongs to one thread.
/// </summary>
internal sealed class RecordView
{
    private readonly JsonSlice[] _fields = new JsonSlice[RecordFields.Count];
    private int _next;
    private bool _first;
    private bool _walked;

    public JsonText Text { get; private set; } = new();

    public JsonSlice Slice { get; private set; }

    /// <summary>Where the text stopped being JSON, as far as it was walked; -1 while it is.</summary>
    public int MalformedAt { get; private set; } = -1;

    /// <summary>Counts the records it has been moved to: the same number is the same record.</summary>
    public long Version { get; private set; }

    public ReadOnlySpan<byte> Json => Text.Span(Slice);

    public void MoveTo(JsonText text, JsonSlice slice)
    {
        Text = text;
        Slice = slice;
        Version++;
        _next = slice.Start + 1;
        _first = true;
        _walked = false;
        MalformedAt = -1;
        Array.Clear(_fields);
    }

    /// <summary>The member's value; empty where the record has none. Of members with the same name the first counts.</summary>
    public JsonSlice this[RecordField field]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var slice = _fields[(int)field];
            return slice.Exists || _walked ? slice : Walk(field);
        }
    }

    public JsonKind Kind(RecordField field) => Text.Kind(this[field]);

    /// <summary>The string a member holds, decoded; null where it is absent, null or no string.</summary>
    public string? GetString(RecordField field) => GetString(this[field]);

    public string? GetString(JsonSlice slice) =>
        Text.Kind(slice) == JsonKind.String ? JsonString.Decode(Text.Inner(slice)) : null;

    /// <summary>The text of a member as people write it: a string decoded, anything else as it stands; null for null.</summary>
    public string? GetText(JsonSlice slice) => Text.Kind(slice) switch
    {
        JsonKind.None or JsonKind.Null => null,
        JsonKind.String => JsonString.Decode(Text.Inner(slice)),
        _ => System.Text.Encoding.UTF8.GetString(Text.Span(slice)),
    };

    /// <summary>A member of an object found by name; empty where there is none.</summary>
    public JsonSlice Member(JsonSlice parent, ReadOnlySpan<byte> name)
    {
        if (Text.Kind(parent) != JsonKind.Object)
        {
            return default;
        }

        var cursor = new ObjectCursor(Text, parent);
        while (cursor.MoveNext())
        {
            if (NameIs(cursor.Key, name))
            {
                return cursor.Value;
            }
        }

        return default;
    }

    /// <summary>Whether a key, with its quotes, is this name; escapes in it are taken for what they mean.</summary>
    public bool NameIs(JsonSlice key, ReadOnlySpan<byte> name)
    {
        var raw = Text.Inner(key);
        return raw.SequenceEqual(name) || (raw.Length > name.Length && IsEscaped(raw, name));
    }

    // Escapes only lengthen a name.
    private static bool IsEscaped(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> name) =>
        raw.IndexOf((byte)'\\') >= 0 && Unescaped(raw, name.Length, stackalloc byte[256]).SequenceEqual(name);

    private JsonSlice Walk(RecordField wanted)
    {
        Span<byte> scratch = stackalloc byte[256];
        var cursor = new ObjectCursor(Text, _next, Slice.End - 1, _first);
        while (cursor.MoveNext())
        {
            var raw = Text.Inner(cursor.Key);
            var field = RecordFields.Parse(raw);
            if (field == RecordField.Unknown && raw.IndexOf((byte)'\\') >= 0)
            {
                field = RecordFields.Parse(Unescaped(raw, 32, scratch));
            }

            if (field == RecordField.Unknown || _fields[(int)field].Exists)
            {
                continue;
            }

            _fields[(int)field] = cursor.Value;
            if (field == wanted)
            {
                _next = cursor.Position;
                _first = false;
                return cursor.Value;
            }
        }

        _walked = true;
        MalformedAt = cursor.MalformedAt;
        return default;
    }

    // A name that is too long escaped cannot be a known one of that length: six bytes a character at the most.
    private static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> raw, int length, Span<byte> scratch) =>
        raw.Length <= Math.Min(6 * length, scratch.Length / 3) || raw.Length * 3 <= scratch.Length
            ? scratch[..JsonString.DecodeUtf8(raw, scratch)]
            : raw.Length <= 6 * length
                ? System.Text.Encoding.UTF8.GetBytes(JsonString.Decode(raw))
                : raw;
}
