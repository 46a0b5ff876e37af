using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CloudAudit.Checkpoints;

/// <summary>
/// A checkpoint as bytes: a line of JSON, and the SHA-256 of that line in hexadecimal digits, so that damage is told and
/// never taken for an older state.
/// </summary>
internal static class CheckpointFormat
{
    private const string Format = "cloudaudit-checkpoint";
    private const int Version = 1;
    private const int DoneBytes = 32;

    public static byte[] Write(CheckpointState state, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("version", Version);
            json.WriteString("saved", now.UtcDateTime);
            json.WriteString("source", state.Source);
            json.WriteString("request", state.Request);
            json.WriteStartObject("rows");
            foreach (var (row, time) in state.Rows)
            {
                json.WriteString(row, time.UtcDateTime);
            }

            json.WriteEndObject();
            json.WriteStartArray("partial");
            foreach (var (name, log) in state.Partial.OrderBy(p => p.Key, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("version", log.Version.ToString("x16", CultureInfo.InvariantCulture));
                json.WriteNumber("records", log.Records);
                json.WriteString("row", log.Row);
                json.WriteNumber("minute", log.Minute);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteBase64String("done", Done(state));
            json.WriteBase64String("ids", state.Ids.ToBytes());
            json.WriteEndObject();
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
        buffer.Write(Encoding.ASCII.GetBytes($"\n{hash}\n"));
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="CheckpointException">The bytes are no checkpoint.</exception>
    public static CheckpointState Read(byte[] content, string path)
    {
        try
        {
            return Parse(Content(content), path);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or OverflowException or ArgumentException)
        {
            throw new CheckpointException(
                CheckpointProblem.Damaged, path,
                $"this is no checkpoint, or it is damaged ({e.Message.TrimEnd('.')}). Restore it, or delete it to start over and read everything again.", e);
        }
    }

    private static ReadOnlyMemory<byte> Content(byte[] content)
    {
        int end = content.AsSpan().IndexOf((byte)'\n');
        if (content.Length == 0 || end < 0)
        {
            throw new FormatException(content.Length == 0 ? "it is empty" : "its end is missing");
        }

        byte[] hash = SHA256.HashData(content.AsSpan(0, end));
        string said = Encoding.ASCII.GetString(content.AsSpan(end + 1)).TrimEnd('\n', '\r');
        return said == Convert.ToHexStringLower(hash) ? content.AsMemory(0, end) : throw new FormatException("its checksum is wrong");
    }

    private static CheckpointState Parse(ReadOnlyMemory<byte> content, string path)
    {
        using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 8 });
        var root = document.RootElement;
        if (root.GetProperty("format").GetString() != Format)
        {
            throw new FormatException("its format is another");
        }

        if (root.GetProperty("version").GetInt32() is var version && version != Version)
        {
            throw new CheckpointException(
                CheckpointProblem.TooNew, path, FormattableString.Invariant($"a newer version of CloudAudit wrote this checkpoint (format {version}, known is {Version})."));
        }

        var state = new CheckpointState { Source = Text(root, "source"), Request = Text(root, "request") };
        foreach (var row in root.GetProperty("rows").EnumerateObject())
        {
            state.Rows.Add(row.Name, row.Value.GetDateTimeOffset());
        }

        foreach (var log in root.GetProperty("partial").EnumerateArray())
        {
            state.Partial.Add(Text(log, "name"), new PartialLog(
                ulong.Parse(Text(log, "version"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), log.GetProperty("records").GetInt64(),
                log.GetProperty("row").GetString(), log.GetProperty("minute").GetInt32()));
        }

        LoadDone(root.GetProperty("done").GetBytesFromBase64(), state);
        state.Ids.Load(root.GetProperty("ids").GetBytesFromBase64());
        return state;
    }

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString() ?? throw new FormatException($"it has no {name}");

    private static byte[] Done(CheckpointState state)
    {
        var rows = Rows(state).Index().ToDictionary(r => r.Item, r => r.Index, StringComparer.Ordinal);
        byte[] bytes = new byte[state.Done.Count * DoneBytes];
        var rest = bytes.AsSpan();
        foreach (var (name, log) in state.Done)
        {
            BinaryPrimitives.WriteUInt128LittleEndian(rest, name);
            BinaryPrimitives.WriteUInt64LittleEndian(rest[16..], log.Version);
            BinaryPrimitives.WriteInt32LittleEndian(rest[24..], log.Row is null ? -1 : rows[log.Row]);
            BinaryPrimitives.WriteInt32LittleEndian(rest[28..], log.Minute);
            rest = rest[DoneBytes..];
        }

        return bytes;
    }

    private static void LoadDone(ReadOnlySpan<byte> bytes, CheckpointState state)
    {
        if (bytes.Length % DoneBytes != 0)
        {
            throw new FormatException("the logs that were read are cut off");
        }

        string[] rows = [.. Rows(state)];
        state.Done.EnsureCapacity(bytes.Length / DoneBytes);
        for (; !bytes.IsEmpty; bytes = bytes[DoneBytes..])
        {
            int row = BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]);
            if (row < -1 || row >= rows.Length)
            {
                throw new FormatException("a log is in a row that is not there");
            }

            state.Done[BinaryPrimitives.ReadUInt128LittleEndian(bytes)] = new DoneLog(
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]), row < 0 ? null : rows[row], BinaryPrimitives.ReadInt32LittleEndian(bytes[28..]));
        }
    }

    // Done logs name their rows by their place in this order.
    private static IEnumerable<string> Rows(CheckpointState state) => state.Rows.Keys.Order(StringComparer.Ordinal);
}
