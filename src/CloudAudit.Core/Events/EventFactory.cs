using System.Text.Json;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit;

/// <summary>
/// Makes events of records: checks the whole record as JSON, which the reader alone does not, and notes where its members
/// are in the same pass. So an event that exists can be read, printed and exported without a surprise.
/// </summary>
internal static class EventFactory
{
    /// <summary>The event, or null with the byte of <paramref name="record"/> at which it is no JSON.</summary>
    public static AuditEvent? Create(ReadOnlySpan<byte> record, string origin, long index, out int badAt)
    {
        badAt = -1;
        byte[] json = record.ToArray();
        var fields = new JsonSlice[RecordFields.Count];
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                badAt = 0;
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var field = RecordFields.Parse(reader.ValueSpan);
                if (field == RecordField.Unknown && reader.ValueIsEscaped)
                {
                    field = RecordFields.Parse(System.Text.Encoding.UTF8.GetBytes(JsonString.Decode(reader.ValueSpan)));
                }

                reader.Read();
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (field != RecordField.Unknown && !fields[(int)field].Exists)
                {
                    fields[(int)field] = new JsonSlice(start, (int)reader.BytesConsumed);
                }
            }

            // Nothing may follow the record's own end.
            reader.Read();
            return new AuditEvent(json, fields, origin, index);
        }
        catch (JsonException)
        {
            badAt = (int)reader.BytesConsumed;
            return null;
        }
    }
}
