using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudAudit.Output;

namespace CloudAudit.Encryption;

/// <summary>JSON objects whose values are all strings: metadata, material descriptions and encryption contexts.</summary>
internal static class FlatJson
{
    private const int MaxEntries = 256;

    /// <summary>Reads one object, in its order; nothing may follow it.</summary>
    /// <exception cref="ObjectMetadataException">It is anything else, or names an entry twice.</exception>
    public static List<KeyValuePair<string, string>> Read(ReadOnlySpan<byte> json)
    {
        var entries = new List<KeyValuePair<string, string>>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        json = json.StartsWith("\uFEFF"u8) ? json[3..] : json;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 2 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new ObjectMetadataException("metadata is no JSON object");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                {
                    throw new ObjectMetadataException($"metadata's '{Shown(name)}' is no string");
                }

                if (!names.Add(name))
                {
                    throw new ObjectMetadataException($"metadata has '{Shown(name)}' twice");
                }

                if (names.Count > MaxEntries)
                {
                    throw new ObjectMetadataException($"metadata has more than {MaxEntries} entries");
                }

                entries.Add(new(name, reader.GetString()!));
            }

            // Reads on to the end, where anything but white space is an error.
            reader.Read();
            return entries;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader's own text may quote what it read.
            throw new ObjectMetadataException($"metadata is no JSON of a flat object (at byte {reader.BytesConsumed})");
        }
    }

    /// <summary>Reads a map that is itself a value, such as a material description.</summary>
    /// <exception cref="ObjectMetadataException">It is no flat object of strings.</exception>
    public static Dictionary<string, string> ReadMap(string json) =>
        new(Read(Encoding.UTF8.GetBytes(json)), StringComparer.Ordinal);

    public static string Write(IReadOnlyDictionary<string, string> map)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in map.OrderBy(e => e.Key, StringComparer.Ordinal))
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A name as a message may show it.</summary>
    public static string Shown(string name) => TerminalText.Clean(name.Length > 60 ? name[..60] + "…" : name);
}
