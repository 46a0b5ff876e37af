using CloudAudit.Decoding;
using CloudAudit.Encryption;

namespace CloudAudit.Sources;

/// <summary>What stands beside a file and says something of it.</summary>
[Flags]
internal enum Sidecars
{
    None = 0,

    /// <summary><c>&lt;name&gt;.metadata.json</c>: the object's user metadata.</summary>
    Metadata = 1,

    /// <summary><c>&lt;name&gt;.instruction</c>: its envelope, of the S3 Encryption Client.</summary>
    Instruction = 2,
}

/// <summary>
/// A file on disk with its metadata beside it. Where that is an envelope, opening the file decrypts it; where it is
/// something else, such as a digest's signature, the file is read as it is.
/// </summary>
internal sealed class SidecarLogFile(LocalLogFile file, Sidecars sidecars, EnvelopeKeys keys) : LogFile
{
    /// <inheritdoc/>
    public override string Origin => file.Origin;

    /// <inheritdoc/>
    public override long Length => file.Length;

    /// <inheritdoc/>
    public override string Version => file.Version;

    /// <summary>Whether a file's name says that it belongs to another one.</summary>
    public static bool IsSidecar(string name) =>
        name.EndsWith(ObjectMetadata.SidecarSuffix, StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(ObjectMetadata.InstructionSuffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name of the file that a sidecar belongs to.</summary>
    public static string Owner(string sidecar) =>
        sidecar[..^(sidecar.EndsWith(ObjectMetadata.InstructionSuffix, StringComparison.OrdinalIgnoreCase) ? ObjectMetadata.InstructionSuffix : ObjectMetadata.SidecarSuffix).Length];

    /// <summary>Opens the file: decrypted, where its metadata is an envelope.</summary>
    /// <exception cref="DecryptionException">It is encrypted and cannot be opened, or a sidecar is damaged.</exception>
    /// <exception cref="IOException">It, or a sidecar, cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It, or a sidecar, may not be read.</exception>
    public override Stream Open()
    {
        var metadata = sidecars.HasFlag(Sidecars.Metadata) ? Read(ObjectMetadata.SidecarSuffix) : new ObjectMetadata();
        bool encrypted = EnvelopeReader.IsEncrypted(metadata);
        ObjectMetadata? instruction = null;
        if (sidecars.HasFlag(Sidecars.Instruction) && (!encrypted || EnvelopeReader.NeedsInstruction(metadata)))
        {
            instruction = Read(ObjectMetadata.InstructionSuffix);
            encrypted |= EnvelopeReader.IsEncrypted(instruction);
        }

        return encrypted ? EnvelopeReader.Open(file.Open(), metadata, keys, instruction) : file.Open();
    }

    private ObjectMetadata Read(string suffix)
    {
        try
        {
            return ObjectMetadata.ReadFile(Origin + suffix);
        }
        catch (ObjectMetadataException e)
        {
            throw new DecryptionException(LogErrorKind.BadMetadata, $"its file '{suffix}': {e.Message}");
        }
    }
}
