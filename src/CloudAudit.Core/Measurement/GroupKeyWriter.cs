using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Measurement;

/// <summary>
/// A record's values as bytes that are equal where the values are: of each field its length, or -1 where the record has
/// none, and its text in UTF-8. The buffer is kept from record to record.
/// </summary>
internal sealed class GroupKeyWriter
{
    private const int LengthBytes = sizeof(int);
    private byte[] _bytes = new byte[1024];
    private int _length;
    private int _fieldStart = -1;
    private bool _any;

    /// <summary>Buffers for values that have to be decoded.</summary>
    public MatchScratch Scratch { get; } = new();

    public ReadOnlySpan<byte> Key => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public void Append(long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), number);
        _length += sizeof(long);
    }

    /// <summary>Begins a field; what is added until <see cref="EndField"/> is its value.</summary>
    public void BeginField()
    {
        _fieldStart = _length;
        _any = false;
        Room(LengthBytes);
        _length += LengthBytes;
    }

    /// <summary>Whether the field has a value so far.</summary>
    public bool HasValue => _any;

    /// <summary>The field's value so far.</summary>
    public ReadOnlySpan<byte> Value => _bytes.AsSpan(_fieldStart + LengthBytes, _length - _fieldStart - LengthBytes);

    /// <summary>Ends the field.</summary>
    /// <returns>Whether it has a value.</returns>
    public bool EndField()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_fieldStart), _any ? _length - _fieldStart - LengthBytes : -1);
        return _any;
    }

    /// <summary>Adds a value's text: a string's characters, numbers and booleans as written, objects as compact JSON.</summary>
    public void AddValue(RecordView record, JsonSlice value)
    {
        switch (record.Text.Kind(value))
        {
            case JsonKind.None or JsonKind.Null:
                break;
            case JsonKind.String:
                AddJsonString(record.Text.Inner(value));
                break;
            case JsonKind.Object or JsonKind.Array:
                AddText(Scratch.Text(record, value));
                break;
            default:
                AddUtf8(record.Text.Span(value));
                break;
        }
    }

    /// <summary>Adds a value; of several in one field, those that follow the first stand behind a semicolon.</summary>
    public void AddText(ReadOnlySpan<char> text)
    {
        Separate();
        _length += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));
    }

    /// <summary>Adds a value that is UTF-8, or nearly: what is none becomes U+FFFD, as where it is decoded.</summary>
    public void AddUtf8(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            AddText(Encoding.UTF8.GetString(text));
            return;
        }

        AddValid(text);
    }

    /// <summary>Adds a value that is known to be UTF-8.</summary>
    public void AddValid(ReadOnlySpan<byte> text)
    {
        Separate();
        text.CopyTo(Room(text.Length));
        _length += text.Length;
    }

    /// <summary>The values of a key, in the order of its fields.</summary>
    public static string?[] Values(ReadOnlySpan<byte> key, int fields)
    {
        var values = new string?[fields];
        for (int i = 0; i < fields; i++)
        {
            var field = Field(key);
            values[i] = field.Length == LengthBytes && BinaryPrimitives.ReadInt32LittleEndian(field) < 0
                ? null
                : Encoding.UTF8.GetString(field[LengthBytes..]);
            key = key[field.Length..];
        }

        return values;
    }

    /// <summary>The first field of a key, its length included: a key of its own.</summary>
    public static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> key) =>
        key[..(LengthBytes + Math.Max(0, BinaryPrimitives.ReadInt32LittleEndian(key)))];

    private void AddJsonString(ReadOnlySpan<byte> inner)
    {
        if (inner.IndexOf((byte)'\\') < 0)
        {
            AddUtf8(inner);
        }
        else
        {
            AddText(JsonString.Decode(inner));
        }
    }

    private void Separate()
    {
        if (_any)
        {
            "; "u8.CopyTo(Room(2));
            _length += 2;
        }

        _any = true;
    }

    private Span<byte> Room(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_length + count, _bytes.Length * 2));
        }

        return _bytes.AsSpan(_length);
    }
}
