using CloudAudit.Encryption;

namespace CloudAudit.Core.Tests.Encryption;

/// <summary>Opens objects that are in memory.</summary>
internal static class Opening
{
    public static byte[] Decrypt(byte[] encrypted, ObjectMetadata metadata, EnvelopeKeys keys, ObjectMetadata? instruction = null)
    {
        using var ciphertext = new MemoryStream(encrypted);
        using var stream = EnvelopeReader.Open(ciphertext, metadata, keys, instruction);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
