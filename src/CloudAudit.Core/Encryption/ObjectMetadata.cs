using System.Buffers;
using System.Collections;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudAudit.Encryption;

/// <summary>
/// The user metadata of an object: names without S3's <c>x-amz-meta-</c>, in any case, and their values. Files on disk
/// have it beside them, in a sidecar <c>&lt;name&gt;.metadata.json</c>: one flat JSON object of strings, such as
/// <c>{"x-amz-meta-signature":"…","x-amz-c":"115"}</c>. An instruction file of the S3 Encryption Client
/// (<c>&lt;name&gt;.instruction</c>) has the same form.
/// </summary>
public sealed class ObjectMetadata : IReadOnlyCollection<KeyValuePair<string, string>>
{
    /// <summary>What a sidecar's name has behind that of its file.</summary>
    public const string SidecarSuffix = ".metadata.json";

    /// <summary>What an instruction file's name has behind that of its object.</summary>
    public const string InstructionSuffix = ".instruction";

    /// <summary>Bytes that a sidecar may have. S3 allows 2 KB of metadata (Amazon S3 User Guide, "Working with object metadata").</summary>
    public const int MaxSidecarBytes = 64 * 1024;

    private const string UserPrefix = "x-amz-meta-";
    private const string AmazonPrefix = "x-amz-";
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    public int Count => _values.Count;

    /// <summary>A value; null where there is none. Set to null, the entry is taken away.</summary>
    /// <param name="name">With or without <c>x-amz-meta-</c>, in any case.</param>
    public string? this[string name]
    {
        get => _values.GetValueOrDefault(Bare(name));
        set
        {
            if (value is null)
            {
                _values.Remove(Bare(name));
            }
            else
            {
                _values[Bare(name)] = value;
            }
        }
    }

    /// <summary>Reads a file's sidecar or an instruction file.</summary>
    /// <exception cref="ObjectMetadataException">It is not of their form, or too large.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ObjectMetadata ReadFile(string path)
    {
        using var handle = File.OpenHandle(path);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(MaxSidecarBytes + 1);
        try
        {
            int length = 0;
            while (length <= MaxSidecarBytes && RandomAccess.Read(handle, bytes.AsSpan(length, MaxSidecarBytes + 1 - length), length) is > 0 and var read)
            {
                length += read;
            }

            return Parse(bytes.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Reads the text of a sidecar or an instruction file.</summary>
    /// <exception cref="ObjectMetadataException">It is no flat JSON object of strings, names something twice, or is too large.</exception>
    public static ObjectMetadata Parse(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxSidecarBytes)
        {
            throw new ObjectMetadataException($"metadata has more than {MaxSidecarBytes / 1024} KB");
        }

        var metadata = new ObjectMetadata();
        foreach (var (name, value) in FlatJson.Read(json))
        {
            if (!metadata._values.TryAdd(Bare(name), value))
            {
                throw new ObjectMetadataException($"metadata has '{FlatJson.Shown(name)}' twice");
            }
        }

        return metadata;
    }

    /// <summary>The text of a sidecar: names whole and in lower case, sorted.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in this)
            {
                string lower = name.ToLowerInvariant();
                writer.WriteString(lower.StartsWith(AmazonPrefix, StringComparison.Ordinal) ? lower : UserPrefix + lower, value);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The entries, by the order of their names.</summary>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        string[] names = [.. _values.Keys];
        Array.Sort(names, StringComparer.OrdinalIgnoreCase);
        foreach (string name in names)
        {
            yield return new KeyValuePair<string, string>(name, _values[name]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string Bare(string name) =>
        name.StartsWith(UserPrefix, StringComparison.OrdinalIgnoreCase) ? name[UserPrefix.Length..] : name;
}

/// <summary>Metadata, or a map inside it, is not of its form. The message says what, and shows no value.</summary>
public sealed class ObjectMetadataException(string message) : IOException(message);
