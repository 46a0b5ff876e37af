using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace CloudAudit.Aws.Protocol;

/// <summary>Reads the body of an error: JSON, XML, or the HTML page of something in between, which says nothing.</summary>
internal static class ErrorBody
{
    // Entities and outside references stay off: an answer is text from the network.
    private static readonly XmlReaderSettings Hardened = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 64 * 1024 * 1024,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>Code, message and request id, as far as the body has them.</summary>
    public static (string? Code, string? Message, string? RequestId) Read(byte[] body, string? headerCode)
    {
        string? code = Name(headerCode);
        try
        {
            var text = body.AsSpan().TrimStart(" \t\r\n"u8);
            if (text.StartsWith("{"u8))
            {
                using var json = JsonDocument.Parse(body);
                return (Name(Text(json.RootElement, "__type") ?? Text(json.RootElement, "code")) ?? code,
                    Text(json.RootElement, "message") ?? Text(json.RootElement, "Message"), null);
            }

            if (text.StartsWith("<"u8) && !text.StartsWith("<!"u8) && !text.StartsWith("<html"u8))
            {
                var xml = ReadXml(body);
                return (Name(Value(xml, "Code")) ?? code, Value(xml, "Message"), Value(xml, "RequestId") ?? Value(xml, "RequestID"));
            }
        }
        catch (Exception e) when (e is JsonException or XmlException)
        {
            // What cannot be read says nothing; the status does.
        }

        return (code, null, null);
    }

    /// <summary>Reads XML without entities, document types or anything from outside.</summary>
    /// <exception cref="XmlException">It is none.</exception>
    public static XElement ReadXml(byte[] body)
    {
        using var stream = new MemoryStream(body, writable: false);
        using var reader = XmlReader.Create(stream, Hardened);
        return XElement.Load(reader);
    }

    private static string? Value(XElement xml, string name) =>
        xml.DescendantsAndSelf().FirstOrDefault(e => e.Name.LocalName == name)?.Value is { Length: > 0 } value ? value : null;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // "com.amazonaws.cloudtrail#TrailNotFoundException", and in headers "TrailNotFoundException:http://…".
    private static string? Name(string? code)
    {
        if (string.IsNullOrEmpty(code))
        {
            return null;
        }

        string name = code[(code.LastIndexOf('#') + 1)..];
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? name : name[..colon];
    }
}
