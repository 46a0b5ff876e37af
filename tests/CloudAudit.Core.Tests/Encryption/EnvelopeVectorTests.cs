using System.Security.Cryptography;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Decoding;
using CloudAudit.Encryption;

namespace CloudAudit.Core.Tests.Encryption;

public sealed class EnvelopeVectorTests
{
    private static readonly RSA Other = RSA.Create(2048);

    public static TheoryData<string> Names => [.. Vectors.Committed.All().Select(v => v.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_others_encrypted_is_opened(string name) => Opens(Vectors.Committed, Vectors.Committed[name]);

    [Theory]
    [MemberData(nameof(Names))]
    public void Older_ways_need_to_be_allowed(string name)
    {
        var vector = Vectors.Committed[name];
        using var keys = Vectors.Committed.Keys(vector, allowLegacy: false);
        if (vector.Legacy)
        {
            Assert.Equal(LogErrorKind.LegacyEncryption, Assert.Throws<DecryptionException>(() => vector.Decrypt(keys)).Kind);
        }
        else
        {
            Assert.Equal(vector.Plain, vector.Decrypt(keys));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Other_keys_and_no_keys_open_nothing(string name)
    {
        var vector = Vectors.Committed[name];
        bool kms = vector.Key == "kms.key";
        using var none = new EnvelopeKeys([]) { AllowLegacy = true };
        Assert.Equal(
            kms ? LogErrorKind.KeyServiceFailed : LogErrorKind.DecryptionKeyMissing, Assert.Throws<DecryptionException>(() => vector.Decrypt(none)).Kind);

        using var others = new EnvelopeKeys([WrappingKey.Aes(new byte[32]), WrappingKey.Rsa(Other)], new FakeKeyService(new byte[32])) { AllowLegacy = true };
        var error = Assert.Throws<DecryptionException>(() => vector.Decrypt(others));
        Assert.Contains(error.Kind, (LogErrorKind[])[LogErrorKind.WrongDecryptionKey, LogErrorKind.KeyServiceFailed, LogErrorKind.NotAuthentic]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_key_among_several_is_found_and_one_for_other_objects_is_not_used(string name)
    {
        var vector = Vectors.Committed[name];
        if (vector.Key == "kms.key")
        {
            return;
        }

        using var own = Vectors.Committed.Keys(vector);
        using var several = new EnvelopeKeys([WrappingKey.Aes(new byte[16]), WrappingKey.Rsa(Other), own.Keys[0].Copy(null), WrappingKey.Aes(new byte[32])]) { AllowLegacy = true };
        Assert.Equal(vector.Plain, vector.Decrypt(several));

        using var described = new EnvelopeKeys([own.Keys[0].Copy(vector.Description)]) { AllowLegacy = true };
        Assert.Equal(vector.Plain, vector.Decrypt(described));

        using var forOthers = new EnvelopeKeys([own.Keys[0].Copy(new Dictionary<string, string> { ["trail"] = "another" })]) { AllowLegacy = true };
        Assert.Equal(LogErrorKind.DecryptionKeyMissing, Assert.Throws<DecryptionException>(() => vector.Decrypt(forOthers)).Kind);
    }

    [SkippableFact]
    public void Freshly_made_objects_are_opened()
    {
        VectorScript.Require();
        using var folder = new TempFolder();
        var made = VectorScript.Make(folder);
        var all = made.All().ToList();
        Assert.Equal(Names.Count, all.Count);
        all.ForEach(vector => Opens(made, vector));
    }

    [SkippableTheory]
    [InlineData("aes-256.key")]
    [InlineData("aes-128.key")]
    [InlineData("rsa.pem")]
    [InlineData("kms.key")]
    public void What_is_written_is_opened_by_others(string key)
    {
        VectorScript.Require();
        using var folder = new TempFolder();
        string keyPath = Path.Combine(Vectors.Committed.Folder, key);
        using var keys = Vectors.Committed.Keys(key, allowLegacy: false, new Dictionary<string, string> { ["trail"] = "\"ours\" ✓" });
        var writer = keys.KeyService is { } service
            ? new EnvelopeWriter(service, "alias/any", new Dictionary<string, string> { ["trail"] = "\"ours\" ✓" })
            : new EnvelopeWriter(keys.Keys[0]);
        foreach (int size in (int[])[0, 1, 16, 70_000])
        {
            byte[] content = RandomNumberGenerator.GetBytes(size);
            var metadata = new ObjectMetadata { ["signature"] = "00" };
            string path = folder.Write("log", writer.Encrypt(content, metadata));
            folder.Write("log.metadata.json", metadata.ToJson());
            Assert.Equal(content, VectorScript.Open(path, keyPath));
        }
    }

    private static void Opens(Vectors vectors, Vector vector)
    {
        using var keys = vectors.Keys(vector);
        Assert.Equal(vector.Plain, vector.Decrypt(keys));
    }
}
