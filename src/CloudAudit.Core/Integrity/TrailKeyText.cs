using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CloudAudit.Integrity;

/// <summary>
/// Public keys as people keep them: the JSON of <c>aws cloudtrail list-public-keys</c>, PEM, or the base64 or the bytes of
/// DER.
/// </summary>
public static class TrailKeyText
{
    /// <summary>Bytes that a file of keys may have: thousands of keys.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Reads a file of keys.</summary>
    /// <exception cref="FormatException">It holds no key, or is too large.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static IReadOnlyList<TrailPublicKey> ReadFile(string path)
    {
        long length = new FileInfo(path).Length;
        return length <= MaxBytes ? Read(File.ReadAllBytes(path)) : throw new FormatException("a file of public keys has at most 4 MiB");
    }

    /// <summary>Reads keys from text, or one key from the bytes of its DER.</summary>
    /// <exception cref="FormatException">They are none.</exception>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2000", Justification = "The key goes to the caller.")]
    public static IReadOnlyList<TrailPublicKey> Read(ReadOnlySpan<byte> content)
    {
        try
        {
            var text = content.StartsWith("\uFEFF"u8) ? content[3..] : content;
            text = text.Trim(" \t\r\n"u8);
            IReadOnlyList<TrailPublicKey> keys = text.Length == 0 ? []
                : text[0] is (byte)'{' or (byte)'[' ? ReadJson(text)
                : text.StartsWith("-----"u8) ? ReadPem(Encoding.ASCII.GetString(text))
                : [TrailPublicKey.FromDer(TryBase64(text) ?? content)];
            return keys.Count > 0 ? keys : throw new FormatException("it holds no public key");
        }
        catch (Exception e) when (e is CryptographicException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("it holds no public key in PEM, DER or the JSON of list-public-keys", e);
        }
    }

    /// <summary>Writes keys as <c>aws cloudtrail list-public-keys</c> does, with the region of each beside it.</summary>
    public static byte[] WriteJson(IEnumerable<TrailPublicKey> keys)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("PublicKeyList");
            foreach (var key in keys)
            {
                writer.WriteStartObject();
                writer.WriteBase64String("Value", key.ToDer());
                WriteTime(writer, "ValidityStartTime", key.ValidFrom);
                WriteTime(writer, "ValidityEndTime", key.ValidUntil);
                writer.WriteString("Fingerprint", key.Fingerprint);
                if (key.Region is not null)
                {
                    writer.WriteString("Region", key.Region);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } at)
        {
            writer.WriteString(name, at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        }
    }

    private static List<TrailPublicKey> ReadJson(ReadOnlySpan<byte> text)
    {
        using var document = JsonDocument.Parse(text.ToArray());
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("PublicKeyList", out var list))
        {
            root = list;
        }

        var keys = new List<TrailPublicKey>();
        foreach (var item in root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().ToArray() : [root])
        {
            byte[] der = TryBase64(Encoding.ASCII.GetBytes(item.GetProperty("Value").GetString() ?? string.Empty))
                ?? throw new FormatException("a key's Value is no base64");
            keys.Add(TrailPublicKey.FromDer(der, Text(item, "Fingerprint"), Text(item, "Region"), Time(item, "ValidityStartTime"), Time(item, "ValidityEndTime")));
        }

        return keys;
    }

    private static List<TrailPublicKey> ReadPem(string text)
    {
        var keys = new List<TrailPublicKey>();
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var pem))
        {
            if (rest[pem.Label].ToString() is not ("PUBLIC KEY" or "RSA PUBLIC KEY"))
            {
                throw new FormatException($"it holds a {rest[pem.Label]}, not a public key");
            }

            byte[] der = new byte[pem.DecodedDataLength];
            if (!Convert.TryFromBase64Chars(rest[pem.Base64Data], der, out _))
            {
                throw new FormatException("a PEM block is no base64");
            }

            keys.Add(TrailPublicKey.FromDer(der));
            rest = rest[pem.Location.End..];
        }

        return keys;
    }

    private static byte[]? TryBase64(ReadOnlySpan<byte> text)
    {
        byte[] der = new byte[text.Length];
        return Convert.TryFromBase64Chars(Encoding.ASCII.GetString(text), der, out int length) ? der[..length] : null;
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // The first version of the AWS CLI writes seconds since 1970, the second ISO 8601.
    private static DateTimeOffset? Time(JsonElement item, string name)
    {
        if (!item.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(value.GetDouble() * 1000))
            : EventTimes.TryParseText(value.GetString() ?? string.Empty, out var time) ? time : throw new FormatException($"{name} is no time");
    }
}
