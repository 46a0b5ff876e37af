using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudAudit.Encryption;
using CloudAudit.Integrity;

namespace CloudAudit.Recording;

/// <summary>
/// Writes digests as CloudTrail does ("CloudTrail digest file structure"), each signed and chained to the one before. The
/// same state and times give the same bytes and the same signature, so that one which a crash cut off is written again
/// over itself. Digests are not encrypted: they hold names, times and hashes, and whoever has the public key can check them.
/// </summary>
internal sealed class DigestWriter(string folder, string scratch, TrailConfiguration trail, RSA key)
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the digest from the state's chain time until <paramref name="end"/>, with the log files made before it.</summary>
    /// <returns>The state after it; the caller saves it.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public TrailState Write(TrailState state, DateTimeOffset end)
    {
        SealedLog[] logs = [.. state.Logs.Where(l => l.Delivered < end)];
        string objectKey = TrailLayout.DigestKey(trail, end);
        byte[] content = Content(state, objectKey, end, logs);
        string hash = Convert.ToHexStringLower(SHA256.HashData(content));
        string signed = DigestSignature.StringToSign(Time(end), trail.Bucket, objectKey, hash, state.Last?.Signature);
        string signature = Convert.ToHexStringLower(key.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var metadata = new ObjectMetadata
        {
            [DigestSignature.SignatureMetadata] = signature,
            [DigestSignature.AlgorithmMetadata] = DigestSignature.Algorithm,
        };

        // The sidecar first: a digest is never there without its signature.
        string path = TrailLayout.PathOf(folder, objectKey);
        string place = Path.GetDirectoryName(path)!;
        DurableFile.MakeFolder(place);
        DurableFile.Write(path + ObjectMetadata.SidecarSuffix, metadata.ToJson(), scratch, flushFolder: false);
        DurableFile.Write(path, Gzip(content), scratch);
        return state with
        {
            ChainTime = end,
            CutTime = null,
            Last = new DigestLink(objectKey, hash, signature),
            Logs = [.. state.Logs.Where(l => l.Delivered >= end)],
        };
    }

    /// <summary>One gzip member.</summary>
    public static byte[] Gzip(ReadOnlySpan<byte> content)
    {
        using var output = new MemoryStream(content.Length / 6 + 256);
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return output.ToArray();
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private byte[] Content(TrailState state, string objectKey, DateTimeOffset end, SealedLog[] logs)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + 512 * logs.Length);
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteString("awsAccountId", trail.AccountId);
            json.WriteString("digestStartTime", Time(state.ChainTime));
            json.WriteString("digestEndTime", Time(end));
            json.WriteString("digestS3Bucket", trail.Bucket);
            json.WriteString("digestS3Object", objectKey);
            json.WriteString("digestPublicKeyFingerprint", trail.PublicKeyFingerprint);
            json.WriteString("digestSignatureAlgorithm", DigestSignature.Algorithm);
            json.WriteString("newestEventTime", logs.Length == 0 ? null : Time(logs.Max(l => l.Newest)));
            json.WriteString("oldestEventTime", logs.Length == 0 ? null : Time(logs.Min(l => l.Oldest)));
            json.WriteString("previousDigestS3Bucket", state.Last is null ? null : trail.Bucket);
            json.WriteString("previousDigestS3Object", state.Last?.Key);
            json.WriteString("previousDigestHashValue", state.Last?.Hash);
            json.WriteString("previousDigestHashAlgorithm", state.Last is null ? null : DigestSignature.HashAlgorithm);
            json.WriteString("previousDigestSignature", state.Last?.Signature);
            json.WriteStartArray("logFiles");
            foreach (var log in logs)
            {
                json.WriteStartObject();
                json.WriteString("s3Bucket", trail.Bucket);
                json.WriteString("s3Object", log.Key);
                json.WriteString("hashValue", log.Hash);
                json.WriteString("hashAlgorithm", DigestSignature.HashAlgorithm);
                json.WriteString("newestEventTime", Time(log.Newest));
                json.WriteString("oldestEventTime", Time(log.Oldest));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
