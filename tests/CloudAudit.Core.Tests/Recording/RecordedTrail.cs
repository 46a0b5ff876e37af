using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Encryption;
using CloudAudit.Integrity;
using CloudAudit.Recording;

namespace CloudAudit.Core.Tests.Recording;

/// <summary>A clock that goes where it is told to.</summary>
internal sealed class ManualClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>A local trail in a folder of the test, with its keys beside it and a clock that stands still.</summary>
internal sealed class RecordedTrail : IDisposable
{
    private static readonly Lazy<byte[]> SharedKey = new(() =>
    {
        using var rsa = RSA.Create(2048);
        return Encoding.ASCII.GetBytes(rsa.ExportPkcs8PrivateKeyPem());
    });

    private readonly TempFolder _temp = new();
    private int _number;

    /// <param name="ownSigningKey">Made with the trail, which takes a while, in place of the one that all tests share.</param>
    public RecordedTrail(bool encrypted = true, Func<TrailRequest, TrailRequest>? with = null, bool ownSigningKey = false)
    {
        if (!ownSigningKey)
        {
            DurableFile.MakeFolder(Path.GetDirectoryName(SigningKeyFile)!, ownerOnly: true);
            DurableFile.CreateSecret(SigningKeyFile, SharedKey.Value);
        }

        Request = new TrailRequest
        {
            Folder = Path.Combine(_temp.Root, "trail"),
            AccountId = "111122223333",
            NoEncryption = !encrypted,
            KeyFile = encrypted ? KeyFile : null,
            SigningKeyFile = SigningKeyFile,
            Clock = Clock,
        };
        Request = with?.Invoke(Request) ?? Request;
        var creation = new TrailCreation(Request);
        foreach (var step in creation.Steps)
        {
            step.Apply();
        }
    }

    public TrailRequest Request { get; }

    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 10, 20, 30, TimeSpan.Zero));

    public string Root => _temp.Root;

    public string Folder => Request.Folder;

    public string Journal => Path.Combine(Folder, ".journal");

    public string Active => Path.Combine(Journal, "active.wal");

    public string KeyFile => Path.Combine(_temp.Root, "keys", "trail.key");

    public string SigningKeyFile => Path.Combine(_temp.Root, "keys", "signing.pem");

    public TrailRecorder Open(TrailKeySources? sources = null) =>
        TrailRecorder.Open(Folder, sources ?? new TrailKeySources(), new TrailRecorderOptions { Clock = Clock, LockTimeout = TimeSpan.FromSeconds(20) });

    /// <summary>Records events, each with the next number as its ID.</summary>
    public string[] Record(TrailRecorder recorder, int count = 1)
    {
        AuditRecord[] records = [.. Enumerable.Range(0, count).Select(_ => recorder.Composer.Compose(Bytes(
            $$$"""{"eventName":"Step","eventSource":"tests.example","eventID":"event-{{{_number++}}}"}""")))];
        recorder.Append(records, CancellationToken.None);
        return [.. records.Select(r => r.EventId)];
    }

    public string[] Record(int count = 1)
    {
        using var recorder = Open();
        return Record(recorder, count);
    }

    public SealResult Seal(bool digest = true)
    {
        using var recorder = Open();
        return recorder.Seal(digest, CancellationToken.None);
    }

    public string[] Files(string folder) => Directory.Exists(Path.Combine(Folder, "AWSLogs"))
        ? [.. Directory.GetFiles(Path.Combine(Folder, "AWSLogs"), "*.json.gz", SearchOption.AllDirectories)
            .Where(f => f.Contains($"{Path.DirectorySeparatorChar}{folder}{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
        : [];

    public string[] LogFiles => Files("CloudTrail");

    public string[] DigestFiles => Files("CloudTrail-Digest");

    public JsonNode Digest(string path) => JsonNode.Parse(Content(path))!;

    /// <summary>A file's content, decrypted and uncompressed.</summary>
    public byte[] Content(string path)
    {
        string sidecar = path + ObjectMetadata.SidecarSuffix;
        Stream stream = File.OpenRead(path);
        if (File.Exists(sidecar) && ObjectMetadata.ReadFile(sidecar) is var metadata && EnvelopeReader.IsEncrypted(metadata))
        {
            using var keys = new EnvelopeKeys([CloudAudit.Encryption.KeyFile.Read(KeyFile)]);
            stream = EnvelopeReader.Open(stream, metadata, keys);
        }

        using var gzip = new GZipStream(stream, CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>The records of all log files.</summary>
    public JsonNode[] Records() => [.. LogFiles.SelectMany(f => JsonNode.Parse(Content(f))!["Records"]!.AsArray()).Select(r => r!)];

    public string[] Ids() => [.. Records().Select(r => r["eventID"]!.GetValue<string>())];

    /// <summary>What Test-TrailIntegrity says: the summary, after it has been seen that every result is Valid.</summary>
    public IntegritySummary AssertIntact()
    {
        var summary = Verify(out var results);
        Assert.All(results, r => Assert.True(r.Status == IntegrityStatus.Valid, r.ToString()));
        Assert.False(summary.IsTampered);
        return summary;
    }

    public IntegritySummary Verify(out IReadOnlyList<IntegrityResult> results)
    {
        using var keys = new EnvelopeKeys(File.Exists(KeyFile) ? [CloudAudit.Encryption.KeyFile.Read(KeyFile)] : []);
        var stores = LocalTrailStore.Find(Folder, keys);
        using var trusted = new TrailPublicKeys(TrailKeyText.ReadFile(Path.Combine(Folder, "public-key.pem")));
        var verifier = new TrailVerifier([.. stores], trusted, new VerifyOptions { Now = Clock.Now });
        var batches = verifier.Run(CancellationToken.None).ToList();
        results = [.. batches.SelectMany(b => b.Results)];
        return Assert.Single(batches.SelectMany(b => b.Summaries));
    }

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public void Dispose() => _temp.Dispose();
}
