using System.Text.Json;
using CloudAudit.Encryption;

namespace CloudAudit.Core.Tests.Encryption;

/// <summary>Objects that <c>tests/vectors/envelopes.py</c> made, which shares no code with the project.</summary>
internal sealed class Vectors(string folder)
{
    public string Folder => folder;

    /// <summary>Those that are kept in the repository.</summary>
    public static Vectors Committed { get; } = new(Path.Combine(VectorScript.Folder, "envelopes"));

    public IEnumerable<Vector> All()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        return [.. manifest.RootElement.EnumerateArray().Select(Read)];
    }

    public Vector this[string name] => All().First(v => v.Name == name);

    /// <summary>The keys for an object: its own, or those of another.</summary>
    public EnvelopeKeys Keys(Vector vector, bool allowLegacy = true, bool described = false) => Keys(vector.Key, allowLegacy, described ? vector.Description : null);

    public EnvelopeKeys Keys(string key, bool allowLegacy, IReadOnlyDictionary<string, string>? description = null) => key == "kms.key"
        ? new EnvelopeKeys([], new FakeKeyService(Convert.FromBase64String(File.ReadAllText(Path.Combine(folder, key))))) { AllowLegacy = allowLegacy }
        : new EnvelopeKeys([KeyFile.Read(Path.Combine(folder, key), description)]) { AllowLegacy = allowLegacy };

    private Vector Read(JsonElement line)
    {
        string name = line.GetProperty("name").GetString()!;
        string path = Path.Combine(folder, name);
        return new Vector(
            name, line.GetProperty("key").GetString()!, line.GetProperty("legacy").GetBoolean(),
            line.GetProperty("description").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!),
            line.GetProperty("plain").GetBytesFromBase64(), File.ReadAllBytes(path),
            Optional(path + ObjectMetadata.SidecarSuffix), Optional(path + ObjectMetadata.InstructionSuffix));
    }

    private static byte[]? Optional(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;
}

internal sealed record Vector(
    string Name, string Key, bool Legacy, IReadOnlyDictionary<string, string> Description, byte[] Plain, byte[] Body, byte[]? Sidecar, byte[]? Instruction)
{
    public byte[] Decrypt(EnvelopeKeys keys, byte[]? body = null, byte[]? sidecar = null, byte[]? instruction = null)
    {
        var metadata = Sidecar is null ? new ObjectMetadata() : ObjectMetadata.Parse(sidecar ?? Sidecar);
        return Opening.Decrypt(body ?? Body, metadata, keys, Instruction is null ? null : ObjectMetadata.Parse(instruction ?? Instruction));
    }
}
