using System.Security.Cryptography;
using CloudAudit.Encryption;

namespace CloudAudit.Core.Tests.Encryption;

public sealed class EnvelopeWriterTests : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly List<WrappingKey> _made = [];
    private readonly FakeKeyService _service = new(RandomNumberGenerator.GetBytes(32));

    public static TheoryData<string> Wraps => ["aes128", "aes192", "aes256", "rsa", "kms"];

    [Theory]
    [MemberData(nameof(Wraps))]
    public void What_is_written_is_read_again(string wrap)
    {
        foreach (int size in (int[])[0, 1, 15, 16, 17, 1000, 300_000])
        {
            byte[] content = RandomNumberGenerator.GetBytes(size);
            var (writer, keys) = Make(wrap);
            var metadata = new ObjectMetadata { ["signature"] = "stays" };
            byte[] encrypted = writer.Encrypt(content, metadata);

            Assert.Equal(size + EnvelopeWriter.Overhead, encrypted.Length);
            Assert.True(EnvelopeReader.IsEncrypted(metadata));
            Assert.Equal("stays", metadata["signature"]);
            metadata = ObjectMetadata.Parse(metadata.ToJson());
            Assert.Equal(content, Opening.Decrypt(encrypted, metadata, keys));
        }
    }

    [Fact]
    public void Content_may_be_encrypted_where_it_lies()
    {
        var (writer, keys) = Make("aes256");
        byte[] content = RandomNumberGenerator.GetBytes(5000);
        byte[] buffer = [.. content, .. new byte[EnvelopeWriter.Overhead]];
        var metadata = new ObjectMetadata();
        writer.Encrypt(buffer.AsSpan(0, 5000), buffer, metadata);
        Assert.Equal(content, Opening.Decrypt(buffer, metadata, keys));
        Assert.Throws<ArgumentException>(() => writer.Encrypt(content, new byte[5000], metadata));
    }

    [Fact]
    public void No_two_objects_share_a_data_key_or_a_message_id()
    {
        var (writer, _) = Make("aes256");
        var seen = new HashSet<string>();
        for (int i = 0; i < 100; i++)
        {
            var metadata = new ObjectMetadata();
            byte[] encrypted = writer.Encrypt("same"u8, metadata);
            Assert.True(seen.Add(metadata["x-amz-i"]!));
            Assert.True(seen.Add(metadata["x-amz-3"]!));
            Assert.True(seen.Add(metadata["x-amz-d"]!));
            Assert.True(seen.Add(Convert.ToBase64String(encrypted)));
        }
    }

    [Fact]
    public void An_older_envelope_in_the_metadata_is_replaced()
    {
        var (writer, keys) = Make("aes256");
        var metadata = new ObjectMetadata { ["x-amz-key-v2"] = "old", ["x-amz-iv"] = "old", ["x-amz-m"] = "{}", ["x-amz-t"] = "{}" };
        byte[] encrypted = writer.Encrypt("text"u8, metadata);
        Assert.Equal("text"u8.ToArray(), Opening.Decrypt(encrypted, metadata, keys));
        Assert.Equal(["x-amz-3", "x-amz-c", "x-amz-d", "x-amz-i", "x-amz-w"], metadata.Select(e => e.Key));
    }

    [Fact]
    public void The_format_keeps_its_name_in_a_context()
    {
        Assert.Throws<ArgumentException>(() => new EnvelopeWriter(_service, "alias/x", new Dictionary<string, string> { ["aws:x-amz-cek-alg"] = "y" }));
    }

    [Fact]
    public void Several_threads_may_write_and_read()
    {
        var (writer, keys) = Make("rsa");
        Parallel.For(0, 200, i =>
        {
            byte[] content = RandomNumberGenerator.GetBytes(i * 10);
            var metadata = new ObjectMetadata();
            byte[] encrypted = writer.Encrypt(content, metadata);
            Assert.Equal(content, Opening.Decrypt(encrypted, metadata, keys));
        });
    }

    public void Dispose()
    {
        _made.ForEach(k => k.Dispose());
        _rsa.Dispose();
    }

    private (EnvelopeWriter Writer, EnvelopeKeys Keys) Make(string wrap)
    {
        if (wrap == "kms")
        {
            return (new EnvelopeWriter(_service, "alias/trail", new Dictionary<string, string> { ["trail"] = "ours" }), new EnvelopeKeys([], _service));
        }

        using var publicKey = RSA.Create();
        publicKey.ImportRSAPublicKey(_rsa.ExportRSAPublicKey(), out _);
        var (write, read) = wrap == "rsa"
            ? (WrappingKey.Rsa(publicKey), WrappingKey.Rsa(_rsa))
            : (WrappingKey.Aes(new byte[int.Parse(wrap[3..]) / 8]), WrappingKey.Aes(new byte[int.Parse(wrap[3..]) / 8]));
        _made.AddRange([write, read]);
        return (new EnvelopeWriter(write), new EnvelopeKeys([read]));
    }
}
