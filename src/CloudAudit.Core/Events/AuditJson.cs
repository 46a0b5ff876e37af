using System.Text.Json;
using CloudAudit.Decoding.Json;

namespace CloudAudit;

/// <summary>JSON bytes as the values PowerShell walks: made when they are looked at, one level at a time.</summary>
internal static class AuditJson
{
    /// <summary>The value that <paramref name="json"/>, one whole JSON value, stands for.</summary>
    public static object? Value(ReadOnlyMemory<byte> json)
    {
        var span = json.Span;
        return span.IsEmpty ? null : JsonText.KindOf(span[0]) switch
        {
            JsonKind.Object => new AuditObject(json),
            JsonKind.Array => new AuditArray(json),
            JsonKind.String => JsonString.Decode(span[1..^1]),
            JsonKind.True => true,
            JsonKind.False => false,
            JsonKind.Number => Number(span),
            _ => null,
        };
    }

    public static KeyValuePair<string, object?>[] Members(ReadOnlyMemory<byte> json)
    {
        var members = new List<KeyValuePair<string, object?>>();
        var reader = Reader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = JsonString.Decode(reader.ValueSpan);
            members.Add(new(name, Next(json, ref reader)));
        }

        return [.. members];
    }

    public static object?[] Elements(ReadOnlyMemory<byte> json)
    {
        var elements = new List<object?>();
        var reader = Reader(json);
        reader.Read();
        while (true)
        {
            object? element = Next(json, ref reader, out bool ended);
            if (ended)
            {
                return [.. elements];
            }

            elements.Add(element);
        }
    }

    public static Utf8JsonReader Reader(ReadOnlyMemory<byte> json) => new(json.Span, new JsonReaderOptions { MaxDepth = 64 });

    private static object? Next(ReadOnlyMemory<byte> json, ref Utf8JsonReader reader) => Next(json, ref reader, out _);

    private static object? Next(ReadOnlyMemory<byte> json, ref Utf8JsonReader reader, out bool ended)
    {
        ended = !reader.Read() || reader.TokenType == JsonTokenType.EndArray;
        if (ended)
        {
            return null;
        }

        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return Value(json[start..(int)reader.BytesConsumed]);
    }

    private static object Number(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        reader.Read();
        return reader.TryGetInt64(out long integer) ? integer
            : text.IndexOfAny("eE"u8) < 0 && reader.TryGetDecimal(out decimal exact) ? exact
            : reader.GetDouble();
    }
}
