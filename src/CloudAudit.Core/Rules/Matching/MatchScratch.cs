using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Rules.Matching;

/// <summary>Buffers for looking at values as text; one for each worker, kept from record to record.</summary>
internal sealed class MatchScratch
{
    private char[] _chars = new char[1024];

    /// <summary>
    /// A value's text: a string's characters, a number or boolean as written, an object or array as compact JSON. Valid
    /// until the next call.
    /// </summary>
    public ReadOnlySpan<char> Text(RecordView record, JsonSlice value)
    {
        switch (record.Text.Kind(value))
        {
            case JsonKind.String:
                var inner = record.Text.Inner(value);
                return Room(inner.Length)[..JsonString.Decode(inner, _chars)];
            case JsonKind.Object or JsonKind.Array:
                return Compact(record.Text.Span(value));
            default:
                return Widen(record.Text.Span(value));
        }
    }

    /// <summary>The record's whole text as it stands, escapes and all.</summary>
    public ReadOnlySpan<char> RawText(ReadOnlySpan<byte> json) => Widen(json);

    /// <summary>The record's whole text with every escape taken for what it means; no JSON any more.</summary>
    public ReadOnlySpan<char> UnescapedText(ReadOnlySpan<byte> json) => Room(json.Length)[..JsonString.Decode(json, _chars)];

    private Span<char> Room(int length)
    {
        if (_chars.Length < length)
        {
            _chars = new char[Math.Max(length, _chars.Length * 2)];
        }

        return _chars;
    }

    private ReadOnlySpan<char> Widen(ReadOnlySpan<byte> text)
    {
        System.Text.Unicode.Utf8.ToUtf16(text, Room(text.Length), out _, out int count, replaceInvalidSequences: true);
        return _chars.AsSpan(0, count);
    }

    // CloudTrail writes compact JSON; only text that another tool laid out, or that has escapes, is written anew.
    private ReadOnlySpan<char> Compact(ReadOnlySpan<byte> json)
    {
        if (json.IndexOfAny(" \t\r\n\\"u8) < 0)
        {
            return Widen(json);
        }

        var written = new ArrayBufferWriter<byte>(json.Length);
        try
        {
            using var writer = new Utf8JsonWriter(written, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
            while (reader.Read())
            {
                WriteToken(writer, ref reader);
            }

            writer.Flush();
            return Widen(written.WrittenSpan);
        }
        catch (JsonException)
        {
            return Widen(json);
        }
    }

    private static void WriteToken(Utf8JsonWriter writer, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.PropertyName:
                writer.WritePropertyName(JsonString.Decode(reader.ValueSpan));
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(JsonString.Decode(reader.ValueSpan));
                break;
            default:
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }
}
