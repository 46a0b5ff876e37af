using System.Security.Cryptography;
using CloudAudit.Decoding;
using CloudAudit.Encryption;

namespace CloudAudit.Core.Tests.Encryption;

/// <summary>Envelopes that are mixed, incomplete or of a kind that is not opened, and what is said of them.</summary>
public sealed class EnvelopeRefusalTests
{
    [Theory]
    [InlineData("v3-aes256.gz", "x-amz-key", "AAAA", LogErrorKind.BadMetadata)]
    [InlineData("v3-aes256.gz", "x-amz-key-v2", "AAAA", LogErrorKind.BadMetadata)]
    [InlineData("v3-aes256.gz", "x-amz-iv", "AAAA", LogErrorKind.BadMetadata)]
    [InlineData("v3-aes256.gz", "x-amz-matdesc", "{}", LogErrorKind.BadMetadata)]
    [InlineData("v3-aes256.gz", "x-amz-tag-len", "128", LogErrorKind.BadMetadata)]
    [InlineData("v3-aes256.gz", "x-amz-cek-alg", "AES/GCM/NoPadding", LogErrorKind.BadMetadata)]
    [InlineData("v3-aes256.gz", "x-amz-t", "{}", LogErrorKind.BadMetadata)]
    [InlineData("v3-kms.gz", "x-amz-m", "{}", LogErrorKind.BadMetadata)]
    [InlineData("v3-aes256.gz", "x-amz-c", null, LogErrorKind.BadMetadata)]
    [InlineData("v3-aes256.gz", "x-amz-c", "114", LogErrorKind.UnsupportedEncryption)]
    [InlineData("v3-aes256.gz", "x-amz-c", "116", LogErrorKind.UnsupportedEncryption)]
    [InlineData("v3-aes256.gz", "x-amz-c", "AES/GCM/NoPadding", LogErrorKind.UnsupportedEncryption)]
    [InlineData("v3-aes256.gz", "x-amz-w", null, LogErrorKind.BadMetadata)]
    [InlineData("v3-aes256.gz", "x-amz-w", "01", LogErrorKind.UnsupportedEncryption)]
    [InlineData("v3-aes256.gz", "x-amz-w", "AES/GCM", LogErrorKind.UnsupportedEncryption)]
    [InlineData("v3-aes256.gz", "x-amz-w", "22", LogErrorKind.DecryptionKeyMissing)]
    [InlineData("v3-aes256.gz", "x-amz-3", null, LogErrorKind.BadMetadata)]
    [InlineData("v3-aes256.gz", "x-amz-3", "", LogErrorKind.BadMetadata)]
    [InlineData("v3-aes256.gz", "x-amz-3", "AAAA", LogErrorKind.WrongDecryptionKey)]
    [InlineData("v3-aes256.gz", "x-amz-3", "no base64", LogErrorKind.BadMetadata)]
    [InlineData("v3-aes256.gz", "x-amz-i", "AAAA", LogErrorKind.BadMetadata)]
    [InlineData("v3-aes256.gz", "x-amz-i", null, LogErrorKind.BadMetadata)]
    [InlineData("v3-aes256.gz", "x-amz-d", null, LogErrorKind.BadMetadata)]
    [InlineData("v3-aes256.gz", "x-amz-m", "[]", LogErrorKind.BadMetadata)]
    [InlineData("v3-aes256.gz", "x-amz-m", "{\"a\":{}}", LogErrorKind.BadMetadata)]
    [InlineData("v2-aes256-gcm.gz", "x-amz-key", "AAAA", LogErrorKind.BadMetadata)]
    [InlineData("v2-aes256-gcm.gz", "x-amz-3", "AAAA", LogErrorKind.BadMetadata)]
    [InlineData("v2-aes256-gcm.gz", "x-amz-c", "115", LogErrorKind.BadMetadata)]
    [InlineData("v2-aes256-gcm.gz", "x-amz-d", "AAAA", LogErrorKind.BadMetadata)]
    [InlineData("v2-aes256-gcm.gz", "x-amz-cek-alg", "AES/CTR/NoPadding", LogErrorKind.UnsupportedEncryption)]
    [InlineData("v2-aes256-gcm.gz", "x-amz-cek-alg", "DES", LogErrorKind.UnsupportedEncryption)]
    [InlineData("v2-aes256-gcm.gz", "x-amz-cek-alg", null, LogErrorKind.BadMetadata)]
    [InlineData("v2-aes256-gcm.gz", "x-amz-wrap-alg", "rot13", LogErrorKind.UnsupportedEncryption)]
    [InlineData("v2-aes256-gcm.gz", "x-amz-wrap-alg", null, LogErrorKind.BadMetadata)]
    [InlineData("v2-aes256-gcm.gz", "x-amz-tag-len", "96", LogErrorKind.BadMetadata)]
    [InlineData("v2-aes256-gcm.gz", "x-amz-tag-len", "32", LogErrorKind.BadMetadata)]
    [InlineData("v2-aes256-gcm.gz", "x-amz-iv", "AAAAAAAAAAAAAAAAAAAAAA==", LogErrorKind.BadMetadata)]
    [InlineData("v2-aes256-gcm.gz", "x-amz-unencrypted-content-length", "1", LogErrorKind.NotAuthentic)]
    [InlineData("v2-aes256-gcm.gz", "x-amz-unencrypted-content-length", "-1", LogErrorKind.BadMetadata)]
    [InlineData("v2-kms-context-gcm.gz", "x-amz-matdesc", "{\"purpose\":\"logs\"}", LogErrorKind.NotAuthentic)]
    [InlineData("v2-kms-context-gcm.gz", "x-amz-matdesc", "{\"purpose\":\"logs\",\"aws:x-amz-cek-alg\":\"115\"}", LogErrorKind.NotAuthentic)]
    [InlineData("v2-kms-context-gcm.gz", "x-amz-matdesc", "{\"purpose\":\"other\",\"aws:x-amz-cek-alg\":\"AES/GCM/NoPadding\"}", LogErrorKind.KeyServiceFailed)]
    [InlineData("v1-aes256-cbc.gz", "x-amz-wrap-alg", "AES/GCM", LogErrorKind.BadMetadata)]
    [InlineData("v1-aes256-cbc.gz", "x-amz-key", null, LogErrorKind.BadMetadata)]
    [InlineData("v1-aes256-cbc.gz", "x-amz-iv", null, LogErrorKind.BadMetadata)]
    public void An_entry_more_less_or_other(string name, string entry, string? value, LogErrorKind kind)
    {
        var vector = Vectors.Committed[name];
        var metadata = ObjectMetadata.Parse(vector.Sidecar!);
        metadata[entry] = value;
        using var keys = Vectors.Committed.Keys(vector);
        Assert.Equal(kind, Assert.Throws<DecryptionException>(() => Opening.Decrypt(vector.Body, metadata, keys)).Kind);
    }

    [Theory]
    [InlineData("x-amz-c", "115")]
    [InlineData("x-amz-d", "AAAA")]
    [InlineData("x-amz-i", "AAAA")]
    [InlineData("x-amz-iv", "AAAA")]
    public void An_instruction_file_with_what_belongs_to_the_object(string entry, string value)
    {
        var vector = Vectors.Committed["v3-aes256-instruction.gz"];
        var instruction = ObjectMetadata.Parse(vector.Instruction!);
        instruction[entry] = value;
        using var keys = Vectors.Committed.Keys(vector);
        Assert.Equal(LogErrorKind.BadMetadata, Assert.Throws<DecryptionException>(() => Opening.Decrypt(vector.Body, ObjectMetadata.Parse(vector.Sidecar!), keys, instruction)).Kind);
    }

    [Fact]
    public void A_missing_instruction_file_is_told()
    {
        var vector = Vectors.Committed["v3-aes256-instruction.gz"];
        var metadata = ObjectMetadata.Parse(vector.Sidecar!);
        using var keys = Vectors.Committed.Keys(vector);
        Assert.True(EnvelopeReader.NeedsInstruction(metadata));
        Assert.Equal(LogErrorKind.BadMetadata, Assert.Throws<DecryptionException>(() => Opening.Decrypt(vector.Body, metadata, keys)).Kind);
    }

    [Fact]
    public void Kms_and_an_instruction_file_do_not_go_together()
    {
        var vector = Vectors.Committed["v3-kms.gz"];
        var metadata = ObjectMetadata.Parse(vector.Sidecar!);
        var instruction = new ObjectMetadata();
        foreach (string name in (string[])["x-amz-3", "x-amz-w", "x-amz-t"])
        {
            instruction[name] = metadata[name];
            metadata[name] = null;
        }

        using var keys = Vectors.Committed.Keys(vector);
        Assert.Equal(LogErrorKind.UnsupportedEncryption, Assert.Throws<DecryptionException>(() => Opening.Decrypt(vector.Body, metadata, keys, instruction)).Kind);
    }

    // One ciphertext under two keys, each of which gives a text of its own and the right tag: what a commitment is for.
    [Fact]
    public void A_data_key_that_was_not_committed_to_is_refused_before_anything_is_decrypted()
    {
        var vector = Vectors.Committed["v3-aes256.gz"];
        var metadata = ObjectMetadata.Parse(vector.Sidecar!);
        using var keys = Vectors.Committed.Keys(vector);
        byte[] messageId = Convert.FromBase64String(metadata["x-amz-i"]!);
        byte[] otherKey = RandomNumberGenerator.GetBytes(32);
        byte[] wrapped = new byte[60];
        using (var gcm = new AesGcm(keys.Keys[0].AesKey, 16))
        {
            gcm.Encrypt(wrapped.AsSpan(0, 12), otherKey, wrapped.AsSpan(12, 32), wrapped.AsSpan(44), "115"u8);
        }

        byte[] body = new byte[1000 + 16];
        using (var contentKey = CommittedKeys.ContentKey(otherKey, messageId))
        using (var gcm = new AesGcm(contentKey.Span, 16))
        {
            gcm.Encrypt(CommittedKeys.ContentIv, body.AsSpan(0, 1000), body.AsSpan(0, 1000), body.AsSpan(1000), CommittedKeys.SuiteId);
        }

        metadata["x-amz-3"] = Convert.ToBase64String(wrapped);
        var error = Assert.Throws<DecryptionException>(() => Opening.Decrypt(body, metadata, keys));
        Assert.Equal(LogErrorKind.NotAuthentic, error.Kind);
        Assert.Contains("commitment", error.Message, StringComparison.Ordinal);

        metadata["x-amz-d"] = Convert.ToBase64String(CommittedKeys.Commitment(otherKey, messageId));
        Assert.Equal(1000, Opening.Decrypt(body, metadata, keys).Length);
    }

    [Fact]
    public void A_data_key_wrapped_for_another_cipher_is_refused()
    {
        var v2 = Vectors.Committed["v2-aes256-gcm.gz"];
        var v3 = ObjectMetadata.Parse(Vectors.Committed["v3-aes256.gz"].Sidecar!);
        var metadata = ObjectMetadata.Parse(v2.Sidecar!);
        metadata["x-amz-key-v2"] = v3["x-amz-3"];
        using var keys = Vectors.Committed.Keys(v2);
        Assert.Equal(LogErrorKind.WrongDecryptionKey, Assert.Throws<DecryptionException>(() => Opening.Decrypt(v2.Body, metadata, keys)).Kind);
    }

    [Fact]
    public void An_object_over_the_limit_is_refused_and_one_at_the_limit_is_not()
    {
        using var keys = Limited(1000);
        using var key = WrappingKey.Aes(new byte[32]);
        var writer = new EnvelopeWriter(key);
        var metadata = new ObjectMetadata();
        Assert.Equal(984, Opening.Decrypt(writer.Encrypt(new byte[984], metadata), metadata, keys).Length);
        foreach (bool seekable in (bool[])[true, false])
        {
            using Stream ciphertext = seekable ? new MemoryStream(writer.Encrypt(new byte[985], metadata)) : new System.IO.Compression.GZipStream(new MemoryStream(Support.MemoryLog.Gzip(writer.Encrypt(new byte[985], metadata))), System.IO.Compression.CompressionMode.Decompress);
            Assert.Equal(LogErrorKind.EncryptedSizeLimit, Assert.Throws<DecryptionException>(() => EnvelopeReader.Open(ciphertext, metadata, keys)).Kind);
        }

        static EnvelopeKeys Limited(int bytes) => new([WrappingKey.Aes(new byte[32])]) { MaxObjectBytes = bytes };
    }

    [Fact]
    public void Neither_errors_nor_descriptions_hold_a_key()
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(32);
        using var keys = new EnvelopeKeys([WrappingKey.Aes(bytes)]);
        foreach (var vector in Vectors.Committed.All())
        {
            var error = Assert.Throws<DecryptionException>(() => vector.Decrypt(keys));
            Assert.DoesNotContain(Convert.ToBase64String(bytes), error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexString(bytes), error.ToString(), StringComparison.OrdinalIgnoreCase);
            Assert.Null(error.InnerException);
        }
    }
}
