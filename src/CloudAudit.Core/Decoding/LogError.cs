using System.Globalization;
using CloudAudit.Output;

namespace CloudAudit.Decoding;

/// <summary>One thing wrong with one log, and what it cost.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Origin">The file's path or the object's URI.</param>
/// <param name="Offset">
/// Bytes from the start: of the file for gzip errors, of the decompressed text for JSON errors (see <see cref="InText"/>).
/// </param>
/// <param name="Detail">The matter in words, without file and offset.</param>
public sealed record LogError(LogErrorKind Kind, string Origin, long Offset, string Detail)
{
    /// <summary>True where <see cref="Offset"/> counts bytes of the decompressed text, false where it counts bytes of the file.</summary>
    public bool InText => Kind is LogErrorKind.BadJson or LogErrorKind.TruncatedJson or LogErrorKind.RecordTooLarge
        or LogErrorKind.NestingTooDeep or LogErrorKind.NotCloudTrail or LogErrorKind.InflatedSizeLimit;

    /// <summary>True where the error is of the file as a whole, and <see cref="Offset"/> says nothing.</summary>
    public bool OfFile => Kind is LogErrorKind.NotFound or LogErrorKind.AccessDenied or LogErrorKind.BadMetadata
        or LogErrorKind.DecryptionKeyMissing or LogErrorKind.WrongDecryptionKey or LogErrorKind.NotAuthentic
        or LogErrorKind.LegacyEncryption or LogErrorKind.UnsupportedEncryption or LogErrorKind.EncryptedSizeLimit
        or LogErrorKind.KeyServiceFailed or LogErrorKind.CustomerKeyMissing;

    /// <summary>File, offset and matter in one line that is safe to print.</summary>
    public string Message => OfFile
        ? $"{TerminalText.Clean(Origin)}: {TerminalText.Clean(Detail)}"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{TerminalText.Clean(Origin)}, {(InText ? "text offset" : "offset")} {Offset}: {TerminalText.Clean(Detail)}");

    /// <inheritdoc/>
    public override string ToString() => Message;
}
