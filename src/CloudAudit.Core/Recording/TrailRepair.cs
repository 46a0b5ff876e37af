using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;
using CloudAudit.Encryption;
using CloudAudit.Integrity;
using CloudAudit.Sources;

namespace CloudAudit.Recording;

/// <summary>
/// Makes a trail's state anew where it was lost or changed: from the newest digest whose signature is the trail's, and the
/// log files that no digest lists.
/// </summary>
internal sealed class TrailRepair(string folder, TrailConfiguration trail, TrailKeys keys)
{
    /// <exception cref="IOException">The trail's files cannot be read, or one of its log files is damaged.</exception>
    public TrailState Rebuild()
    {
        // A digest can end in the minute in which it was made, so that names alone do not say which log files it lists.
        var listed = new HashSet<string>(StringComparer.Ordinal);
        TrailState? state = null;
        foreach (string path in Newest(TrailLayout.DigestFolder(trail)))
        {
            if (Read(path) is not { } digest)
            {
                continue;
            }

            state ??= new TrailState
            {
                ChainTime = digest.File.EndTime,
                Last = new DigestLink(digest.File.Key, digest.Hash, digest.Signature),
            };
            listed.UnionWith(digest.File.LogFiles.Select(l => l.Key));
            if (digest.File.EndTime < state.ChainTime - TimeSpan.FromMinutes(2))
            {
                break;
            }
        }

        state ??= new TrailState { ChainTime = trail.CreatedTime };
        var from = state.ChainTime - TimeSpan.FromMinutes(1);
        var logs = new List<SealedLog>();
        foreach (string path in Newest(TrailLayout.LogFolder(trail)))
        {
            if (!LogKey.TryParse(Path.GetFileName(path), out var name))
            {
                continue;
            }

            if (name.Time < from)
            {
                break;
            }

            string key = Key(path);
            if (!listed.Contains(key))
            {
                logs.Add(Read(path, key, name.Time > state.ChainTime ? name.Time : state.ChainTime));
            }
        }

        logs.Reverse();
        return state with { Logs = logs };
    }

    // Year, month, day and name sort as time does.
    private IEnumerable<string> Newest(string prefix)
    {
        string root = TrailLayout.PathOf(folder, prefix);
        return !Directory.Exists(root) ? [] :
            from year in Down(root)
            from month in Down(year)
            from day in Down(month)
            from file in Directory.GetFiles(day, "*.json.gz").OrderDescending(StringComparer.Ordinal)
            select file;

        static IEnumerable<string> Down(string path) => Directory.GetDirectories(path).OrderDescending(StringComparer.Ordinal);
    }

    private string Key(string path) => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');

    private (DigestFile File, string Hash, string Signature)? Read(string path)
    {
        try
        {
            string? signature = ObjectMetadata.ReadFile(path + ObjectMetadata.SidecarSuffix)[DigestSignature.SignatureMetadata];
            byte[] content = Gunzip(File.ReadAllBytes(path));
            var digest = DigestFile.Parse(content);
            string hash = Convert.ToHexStringLower(SHA256.HashData(content));
            byte[] signed = System.Text.Encoding.UTF8.GetBytes(digest.StringToSign(hash));
            return signature is not null && digest.Key == Key(path)
                && keys.Signing.VerifyData(signed, Convert.FromHexString(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                ? (digest, hash, signature)
                : null;
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or FileNotFoundException or ObjectMetadataException)
        {
            return null;
        }
    }

    private SealedLog Read(string path, string key, DateTimeOffset delivered)
    {
        byte[] stored = File.ReadAllBytes(path);
        string sidecar = path + ObjectMetadata.SidecarSuffix;
        byte[] content = Gunzip(keys.Cipher is not null && File.Exists(sidecar) ? keys.Cipher.Decrypt(stored, ObjectMetadata.ReadFile(sidecar)) : stored);
        var (oldest, newest) = (DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
        var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = 66 });
        while (reader.Read())
        {
            // { "Records": [ { "eventTime": …
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 3 && JsonString.Is(ref reader, "eventTime"u8)
                && reader.Read() && reader.TokenType == JsonTokenType.String && EventTimes.TryParseText(reader.GetString()!, out var time))
            {
                oldest = time < oldest ? time : oldest;
                newest = time > newest ? time : newest;
            }
        }

        return new SealedLog(
            key, Convert.ToHexStringLower(SHA256.HashData(content)), delivered,
            oldest == DateTimeOffset.MaxValue ? delivered : oldest, newest == DateTimeOffset.MinValue ? delivered : newest);
    }

    private static byte[] Gunzip(byte[] stored)
    {
        using var gzip = new GZipStream(new MemoryStream(stored, writable: false), CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
