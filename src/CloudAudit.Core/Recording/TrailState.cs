using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CloudAudit.Recording;

/// <summary>A log file that no digest lists yet.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Hash">SHA-256 of its uncompressed content, taken when it was made, in lower-case hexadecimal.</param>
/// <param name="Delivered">When it was made, to the second.</param>
/// <param name="Oldest">The time of its oldest event.</param>
/// <param name="Newest">The time of its newest event.</param>
internal sealed record SealedLog(string Key, string Hash, DateTimeOffset Delivered, DateTimeOffset Oldest, DateTimeOffset Newest);

/// <summary>The digest that the next one follows.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Hash">SHA-256 of its uncompressed content.</param>
/// <param name="Signature">Its signature, in hexadecimal.</param>
internal sealed record DigestLink(string Key, string Hash, string Signature);

/// <summary>
/// How far a trail has come: its last digest, and the log files since. It is signed with the trail's key, so that whoever
/// can write to the folder and has no key cannot have a digest vouch for a file of theirs.
/// </summary>
internal sealed record TrailState
{
    public const string FileName = "state";

    /// <summary>Where the next digest's time begins: the end of the last one.</summary>
    public required DateTimeOffset ChainTime { get; init; }

    /// <summary>Where the time of a digest ends that was begun before its hour was over; it is written again if a crash came between.</summary>
    public DateTimeOffset? CutTime { get; init; }

    /// <summary>The last digest; null before the first.</summary>
    public DigestLink? Last { get; init; }

    public IReadOnlyList<SealedLog> Logs { get; init; } = [];

    /// <summary>Reads a trail's state.</summary>
    /// <returns>Null where there is none, or not as it was signed.</returns>
    public static TrailState? Load(string journal, RSA key, out bool changed)
    {
        changed = false;
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(Path.Join(journal, FileName));
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        // The signature in hexadecimal on a line of its own, then what it signs.
        int line = bytes.AsSpan().IndexOf((byte)'\n');
        changed = true;
        byte[] signature = new byte[512];
        if (line <= 0 || line > 2 * signature.Length
            || Convert.FromHexString(Encoding.ASCII.GetString(bytes, 0, line), signature, out _, out int length) != System.Buffers.OperationStatus.Done
            || !key.VerifyData(bytes.AsSpan(line + 1), signature.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            return null;
        }

        changed = false;
        return JsonSerializer.Deserialize(bytes.AsSpan(line + 1), RecordingJson.Default.TrailState);
    }

    /// <summary>Replaces a trail's state on disk.</summary>
    /// <exception cref="IOException">It cannot be written; the old one stays.</exception>
    public void Save(string journal, RSA key)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(this, RecordingJson.Default.TrailState);
        byte[] signature = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key.SignData(json, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
        DurableFile.Write(Path.Join(journal, FileName), [.. signature, (byte)'\n', .. json], journal);
    }
}
