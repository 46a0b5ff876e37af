using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudAudit.Recording;

/// <summary>What is given as a record is none; the message says why, in words that follow a colon.</summary>
public sealed class RecordFormatException(string message, Exception? cause = null) : FormatException(message, cause);

/// <summary>
/// Makes whole CloudTrail records ("CloudTrail record contents", version 1.11) of what a script gives: checks it, adds
/// what is missing, and keeps the size limits. A record that is whole already is written as it is, letter for letter.
/// </summary>
/// <param name="trail">The trail that it goes to.</param>
/// <param name="caller">Who acts, where a record does not say.</param>
/// <param name="clock">Tells the time, where a record does not say.</param>
public sealed class RecordComposer(TrailConfiguration trail, CallerIdentity caller, TimeProvider clock)
{
    /// <summary>The version of records that are composed here.</summary>
    public const string EventVersion = "1.11";

    /// <summary>The source of events about the trail itself.</summary>
    public const string OwnSource = "cloudaudit.local";

    // CloudTrail's limits: requestParameters, responseElements, serviceEventDetails 100 KB, additionalEventData 28 KB,
    // userAgent and errorMessage 1 KB.
    private const int MaxElement = 100 * 1024;
    private const int MaxAdditional = 28 * 1024;
    private const int MaxText = 1024;

    // What is read again has 64 levels, of which the file's own two are not the record's.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 60, AllowDuplicateProperties = false };
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly string[] Whole = ["eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "eventID"];

    private static readonly string[] Order =
    [
        "eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent", "errorCode",
        "errorMessage", "requestParameters", "responseElements", "additionalEventData", "requestID", "eventID", "readOnly", "resources",
        "eventType", "apiVersion", "managementEvent", "recipientAccountId", "serviceEventDetails", "sharedEventID", "vpcEndpointId", "eventCategory",
    ];

    /// <summary>Makes a record of a JSON object.</summary>
    /// <param name="json">A record, or the members of one that are known; it needs eventName and eventSource.</param>
    /// <exception cref="RecordFormatException">It is no record.</exception>
    public AuditRecord Compose(ReadOnlyMemory<byte> json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Strict);
        }
        catch (JsonException e)
        {
            throw new RecordFormatException($"it is not one JSON object that can be recorded: {Reason(e)}", e);
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new RecordFormatException("it is JSON, but no object");
            }

            _ = RequiredText(root, "eventName");
            _ = RequiredText(root, "eventSource");
            string id = Text(root, "eventID") ?? Guid.NewGuid().ToString();
            var time = Time(root);
            ReadOnlyMemory<byte> record = Array.TrueForAll(Whole, n => Has(root, n)) ? Raw(root).ToArray() : Complete(root, id, time);
            return record.Length <= AuditRecord.MaxBytes
                ? new AuditRecord(record, time, id)
                : throw new RecordFormatException($"its record has {record.Length / 1024} KB; CloudTrail's limit is {AuditRecord.MaxBytes / 1024} KB");
        }
    }

    /// <summary>A member's name as records spell it, where it is one of theirs in another case.</summary>
    public static string Spelled(string name) => Array.Find(Order, n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;

    /// <summary>Makes a record about the trail itself.</summary>
    internal AuditRecord Notice(string eventName, string message)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("eventName", eventName);
            writer.WriteString("eventSource", OwnSource);
            writer.WriteString("errorCode", eventName);
            writer.WriteString("errorMessage", message);
            writer.WriteString("eventType", "AwsServiceEvent");
            writer.WriteEndObject();
        }

        return Compose(buffer.WrittenMemory);
    }

    private byte[] Complete(JsonElement given, string id, DateTimeOffset time)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, Compact);
        var omitted = new List<string>();
        writer.WriteStartObject();
        foreach (string name in Order)
        {
            if (name == "additionalEventData")
            {
                WriteAdditional(writer, given, omitted);
            }
            else if (given.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null and not JsonValueKind.Undefined)
            {
                WriteGiven(writer, name, value, omitted);
            }
            else
            {
                WriteDefault(writer, name, id, time);
            }
        }

        foreach (var member in given.EnumerateObject().Where(m => !Order.Contains(m.Name, StringComparer.Ordinal)))
        {
            WriteRaw(writer, member.Name, member.Value);
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private void WriteDefault(Utf8JsonWriter writer, string name, string id, DateTimeOffset time)
    {
        switch (name)
        {
            case "eventVersion": writer.WriteString(name, EventVersion); break;
            case "userIdentity": caller.WriteTo(writer, name); break;
            case "eventTime": writer.WriteString(name, DigestWriter.Time(time)); break;
            case "awsRegion": writer.WriteString(name, trail.Region); break;
            case "sourceIPAddress": writer.WriteString(name, caller.Host); break;
            case "userAgent": writer.WriteString(name, caller.UserAgent); break;
            case "requestParameters" or "responseElements": writer.WriteNull(name); break;
            case "eventID": writer.WriteString(name, id); break;
            case "readOnly": writer.WriteBoolean(name, value: false); break;

            // What CloudTrail Lake gives to events from outside AWS ("CloudTrail Lake integrations event schema").
            case "eventType": writer.WriteString(name, "ActivityLog"); break;
            case "eventCategory": writer.WriteString(name, "ActivityAuditLog"); break;
            case "managementEvent": writer.WriteBoolean(name, value: false); break;
            case "recipientAccountId": writer.WriteString(name, trail.AccountId); break;
        }
    }

    private static void WriteGiven(Utf8JsonWriter writer, string name, JsonElement value, List<string> omitted)
    {
        int size = Raw(value).Length;
        if (name is "requestParameters" or "responseElements" or "serviceEventDetails" && size > MaxElement)
        {
            // As CloudTrail does: "If the field size exceeds 100 KB, the content is omitted".
            omitted.Add(name);
            writer.WriteNull(name);
        }
        else if (name is "userAgent" or "errorMessage" && value.ValueKind == JsonValueKind.String && size > MaxText)
        {
            writer.WriteString(name, Cut(value));
        }
        else
        {
            WriteRaw(writer, name, value);
        }
    }

    private void WriteAdditional(Utf8JsonWriter writer, JsonElement given, List<string> omitted)
    {
        bool has = given.TryGetProperty("additionalEventData", out var value) && value.ValueKind == JsonValueKind.Object;
        if (has && Raw(value).Length > MaxAdditional)
        {
            omitted.Add("additionalEventData");
            has = false;
        }

        writer.WriteStartObject("additionalEventData");
        foreach (var member in has ? value.EnumerateObject() : default)
        {
            WriteRaw(writer, member.Name, member.Value);
        }

        if (!has || !value.TryGetProperty("recordedBy", out _))
        {
            writer.WriteString("recordedBy", caller.RecordedBy);
        }

        if (caller.Aws is not null && (!has || !value.TryGetProperty("localUser", out _)))
        {
            writer.WriteString("localUser", $"{caller.UserName}@{caller.Host}");
        }

        if (omitted.Count > 0)
        {
            writer.WriteStartArray("omittedBecauseTooLarge");
            omitted.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter writer, string name, JsonElement value)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(Raw(value), skipInputValidation: true);
    }

    // An attacker's text may end in half a surrogate, which the framework's own writing of it would stumble over.
    private static ReadOnlySpan<byte> Raw(JsonElement value) => JsonMarshal.GetRawUtf8Value(value);

    private static string Cut(JsonElement value)
    {
        string text = Decoding.Json.JsonString.Decode(Raw(value)[1..^1]);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int length = Math.Min(bytes.Length, MaxText);
        while (length > 0 && length < bytes.Length && (bytes[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private DateTimeOffset Time(JsonElement root)
    {
        if (!Has(root, "eventTime"))
        {
            long seconds = clock.GetUtcNow().ToUnixTimeSeconds();
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        return EventTimes.TryParse(Raw(root.GetProperty("eventTime")), out var time)
            ? time
            : throw new RecordFormatException("its eventTime is no time; write it as 2025-03-01T12:00:00Z");
    }

    private static string RequiredText(JsonElement root, string name) =>
        Text(root, name) is { Length: > 0 } text ? text : throw new RecordFormatException($"it has no {name}");

    private static string? Text(JsonElement root, string name)
    {
        if (!Has(root, name))
        {
            return null;
        }

        var value = root.GetProperty(name);
        return value.ValueKind == JsonValueKind.String && Decoding.Json.JsonString.Decode(Raw(value)[1..^1]) is { Length: > 0 } text
            ? text
            : throw new RecordFormatException($"its {name} is no text");
    }

    private static bool Has(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    // The framework names the place as a path that may be as long as the text.
    private static string Reason(JsonException e) =>
        e.BytePositionInLine is { } at ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"see its byte {at}") : "a name in it occurs twice";
}
