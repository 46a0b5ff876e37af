using System.Text;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Decoding;
using CloudAudit.Encryption;
using CloudAudit.Filters;
using CloudAudit.Reading;
using CloudAudit.Sources;

namespace CloudAudit.Core.Tests.Encryption;

/// <summary>No change of one bit, wherever it is, lets anything through.</summary>
public sealed class FlippedBitTests
{
    private static readonly string[] Sealed = ["v3-aes256.gz", "v3-aes256-described.json", "v3-rsa.gz", "v3-kms.gz", "v2-aes256-gcm.gz", "v2-kms-context-gcm.gz"];

    /// <summary>What these say is known from the object, too, so that they may be missing; a changed value is refused.</summary>
    private static readonly string[] MayBeMissing = ["x-amz-tag-len", "x-amz-unencrypted-content-length", "x-amz-m", "x-amz-matdesc"];

    public static TheoryData<string> Authenticated => [.. Vectors.Committed.All().Where(v => !v.Name.Contains("-cbc", StringComparison.Ordinal)).Select(v => v.Name)];

    public static TheoryData<string> OfMetadata => [.. Vectors.Committed.All().Where(v => Sealed.Contains(v.Name)).Select(v => v.Name)];

    public static TheoryData<string> Cbc => [.. Vectors.Committed.All().Where(v => v.Name.Contains("-cbc", StringComparison.Ordinal) && v.Name.EndsWith(".gz", StringComparison.Ordinal)).Select(v => v.Name)];

    [Theory]
    [MemberData(nameof(Authenticated))]
    public void In_the_body_or_the_tag(string name)
    {
        var vector = Vectors.Committed[name];
        using var keys = Vectors.Committed.Keys(vector);

        // RSA makes one opening as costly as a thousand others: there, one bit of each byte.
        for (int bit = 0; bit < vector.Body.Length * 8; bit += vector.Key == "rsa.pem" ? 9 : 1)
        {
            byte[] body = Flipped(vector.Body, bit);
            var error = Assert.Throws<DecryptionException>(() => vector.Decrypt(keys, body));
            Assert.Equal(LogErrorKind.NotAuthentic, error.Kind);
        }

        for (int length = 0; length < vector.Body.Length; length += vector.Key == "rsa.pem" ? 10 : 1)
        {
            Assert.Equal(LogErrorKind.NotAuthentic, Assert.Throws<DecryptionException>(() => vector.Decrypt(keys, vector.Body[..length])).Kind);
        }

        Assert.Equal(LogErrorKind.NotAuthentic, Assert.Throws<DecryptionException>(() => vector.Decrypt(keys, [.. vector.Body, 0])).Kind);
    }

    [Theory]
    [MemberData(nameof(OfMetadata))]
    public void In_the_metadata(string name)
    {
        var vector = Vectors.Committed[name];
        using var keys = Vectors.Committed.Keys(vector, described: true);
        Assert.Equal(vector.Plain, vector.Decrypt(keys));
        var original = ObjectMetadata.Parse(vector.Sidecar!);
        for (int bit = 0; bit < vector.Sidecar!.Length * 8; bit++)
        {
            byte[] sidecar = Flipped(vector.Sidecar, bit);
            try
            {
                byte[] plain = vector.Decrypt(keys, sidecar: sidecar);
                Assert.True(SaysTheSame(original, ObjectMetadata.Parse(sidecar)), $"opened with {Encoding.Latin1.GetString(sidecar)}");
                Assert.Equal(vector.Plain, plain);
            }
            catch (Exception e) when (e is DecryptionException or ObjectMetadataException)
            {
                // Refused, as it should be.
            }
        }
    }

    [Fact]
    public void In_a_data_key_of_an_instruction_file()
    {
        var vector = Vectors.Committed["v3-aes256-instruction.gz"];
        using var keys = Vectors.Committed.Keys(vector, described: true);
        var original = ObjectMetadata.Parse(vector.Instruction!);
        for (int bit = 0; bit < vector.Instruction!.Length * 8; bit++)
        {
            byte[] instruction = Flipped(vector.Instruction, bit);
            try
            {
                vector.Decrypt(keys, instruction: instruction);
                Assert.True(SaysTheSame(original, ObjectMetadata.Parse(instruction)), $"opened with {Encoding.Latin1.GetString(instruction)}");
            }
            catch (Exception e) when (e is DecryptionException or ObjectMetadataException)
            {
                // Refused, as it should be.
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cbc))]
    public void In_an_older_object_gzip_tells_of_it(string name)
    {
        var vector = Vectors.Committed[name];
        using var keys = Vectors.Committed.Keys(vector);
        for (int bit = 0; bit < vector.Body.Length * 8; bit += 3)
        {
            byte[] body = Flipped(vector.Body, bit);
            try
            {
                // gzip's own header has bits that mean nothing to a reader, and without its first two it is no gzip.
                var events = MemoryLog.Read(vector.Decrypt(keys, body)).Events.Select(e => e.ToJson()).ToList();
                Assert.True(events.Count == 0 || events.SequenceEqual(MemoryLog.Read(vector.Plain).Events.Select(e => e.ToJson())));
            }
            catch (DecryptionException e)
            {
                Assert.Equal(LogErrorKind.NotAuthentic, e.Kind);
            }
        }
    }

    [Fact]
    public void No_event_comes_of_a_changed_log_on_disk()
    {
        using var folder = new TempFolder();
        var vector = Vectors.Committed["v3-aes256-described.json"];
        using var keys = Vectors.Committed.Keys(vector, described: true);
        string log = folder.Write("log.json", vector.Body);
        string sidecar = folder.Write("log.json.metadata.json", vector.Sidecar!);
        var (events, errors) = Read(folder.Root, keys);
        Assert.Equal(2, events);
        Assert.Empty(errors);
        foreach (var (path, bytes, suspicious) in ((string, byte[], int)[])[(log, vector.Body, 0), (sidecar, vector.Sidecar!, vector.Sidecar!.Length)])
        {
            for (int bit = 0; bit < bytes.Length * 8; bit += 5)
            {
                File.WriteAllBytes(path, Flipped(bytes, bit));
                (events, errors) = Read(folder.Root, keys);
                if (events == 0)
                {
                    Assert.Single(errors);
                }
                else
                {
                    Assert.True(suspicious > 0 && SaysTheSame(ObjectMetadata.Parse(bytes), ObjectMetadata.Parse(Flipped(bytes, bit))));
                }
            }

            File.WriteAllBytes(path, bytes);
        }
    }

    private static (int Events, List<LogError> Errors) Read(string folder, EnvelopeKeys keys)
    {
        var errors = new List<LogError>();
        using var logs = new LocalLogs([folder], new EventQuery(), errors.Add, keys);
        int events = 0;
        foreach (var batch in EventReader.Read(logs.List(), new EventReadOptions { Threads = 1 }, CancellationToken.None))
        {
            events += batch.Results.Count;
            errors.AddRange(batch.Errors);
        }

        return (events, errors);
    }

    private static byte[] Flipped(byte[] bytes, int bit)
    {
        byte[] flipped = [.. bytes];
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    // Names have no case; what is not of the envelope, or may be missing, means nothing to it.
    private static bool SaysTheSame(ObjectMetadata original, ObjectMetadata other) =>
        EnvelopeNames.OfV1V2.Concat(EnvelopeNames.OfV3).All(n => other[n] == original[n] || (other[n] is null && MayBeMissing.Contains(n)));
}
