using System.Security.Cryptography;
using Amazon.KeyManagementService.Model;
using CloudAudit.Aws.Kms;
using CloudAudit.Aws.Tests.Support;
using CloudAudit.Decoding;
using CloudAudit.Encryption;

namespace CloudAudit.Aws.Tests.Kms;

[Collection(MotoTests.Name)]
public sealed class KmsKeyServiceTests(MotoServer moto)
{
    private static readonly Dictionary<string, string> Context = new() { ["trail"] = "ours" };

    [SkippableFact]
    public async Task Objects_wrapped_by_kms_are_written_and_read()
    {
        moto.Require();
        string keyId = await KeyAsync();
        using var service = Service(moto.Options);
        using var keys = new EnvelopeKeys([], service);
        byte[] content = RandomNumberGenerator.GetBytes(10_000);
        var metadata = new ObjectMetadata();
        byte[] encrypted = new EnvelopeWriter(service, keyId, Context).Encrypt(content, metadata);
        Assert.Equal(content, Decrypt(encrypted, metadata, keys));

        using var expecting = new EnvelopeKeys([], service) { EncryptionContext = Context };
        Assert.Equal(content, Decrypt(encrypted, metadata, expecting));
        using var otherContext = new EnvelopeKeys([], service) { EncryptionContext = new Dictionary<string, string>() };
        Assert.Equal(LogErrorKind.WrongDecryptionKey, Assert.Throws<DecryptionException>(() => Decrypt(encrypted, metadata, otherContext)).Kind);
    }

    [SkippableFact]
    public async Task A_context_or_a_key_that_was_changed_is_refused_by_kms()
    {
        moto.Require();
        string keyId = await KeyAsync();
        using var service = Service(moto.Options);
        using var keys = new EnvelopeKeys([], service);
        var metadata = new ObjectMetadata();
        byte[] encrypted = new EnvelopeWriter(service, keyId, Context).Encrypt("text"u8, metadata);
        string context = metadata["x-amz-t"]!;
        metadata["x-amz-t"] = context.Replace("ours", "Ours", StringComparison.Ordinal);
        var error = Assert.Throws<DecryptionException>(() => Decrypt(encrypted, metadata, keys));
        Assert.Equal(LogErrorKind.KeyServiceFailed, error.Kind);

        metadata["x-amz-t"] = context;
        byte[] wrapped = Convert.FromBase64String(metadata["x-amz-3"]!);
        wrapped[^1] ^= 1;
        metadata["x-amz-3"] = Convert.ToBase64String(wrapped);
        Assert.Equal(LogErrorKind.KeyServiceFailed, Assert.Throws<DecryptionException>(() => Decrypt(encrypted, metadata, keys)).Kind);
    }

    [SkippableFact]
    public async Task Who_may_not_use_the_key_is_told_which_permission_is_missing()
    {
        moto.Require();
        string keyId = await KeyAsync();
        using var service = Service(moto.Options);
        var metadata = new ObjectMetadata();
        byte[] encrypted = new EnvelopeWriter(service, keyId, Context).Encrypt("text"u8, metadata);

        using var connection = new AwsConnection(moto.Options);
        var other = await moto.UserAsync(
            connection, "nokms" + Guid.NewGuid().ToString("N")[..8], """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""");
        using var refused = Service(moto.Options with { Keys = () => other });
        using var keys = new EnvelopeKeys([], refused);
        var error = Assert.Throws<DecryptionException>(() => Decrypt(encrypted, metadata, keys));
        Assert.Equal(LogErrorKind.KeyServiceFailed, error.Kind);
        Assert.Contains("kms:Decrypt", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Keys_that_nobody_knows_are_asked_with_once()
    {
        moto.Require();
        string keyId = await KeyAsync();
        using var service = Service(moto.Options);
        var metadata = new ObjectMetadata();
        byte[] encrypted = new EnvelopeWriter(service, keyId, Context).Encrypt("text"u8, metadata);
        int asked = 0;
        using var unknown = Service(moto.Options with
        {
            Keys = () =>
            {
                asked++;
                return new AwsKeys("AKIAUNKNOWN000000000", "unknown");
            },
        });
        using var keys = new EnvelopeKeys([], unknown);
        for (int i = 0; i < 50; i++)
        {
            Assert.Throws<DecryptionException>(() => Decrypt(encrypted, metadata, keys));
        }

        Assert.InRange(asked, 1, 5);
    }

    [Fact]
    public void A_connection_that_cannot_be_made_is_told_for_the_log()
    {
        using var service = new KmsKeyService(() => new AwsConnection(new AwsConnectionOptions { EndpointUrl = "nonsense" }), null, default);
        var error = Assert.Throws<DecryptionException>(() => service.Decrypt(new byte[10], Context));
        Assert.Equal(LogErrorKind.KeyServiceFailed, error.Kind);
        Assert.Contains("'nonsense' is no endpoint", error.Message, StringComparison.Ordinal);
    }

    private static KmsKeyService Service(AwsConnectionOptions options) => new(() => new AwsConnection(options), null, default);

    private static byte[] Decrypt(byte[] encrypted, ObjectMetadata metadata, EnvelopeKeys keys)
    {
        using var ciphertext = new MemoryStream(encrypted);
        using var stream = EnvelopeReader.Open(ciphertext, metadata, keys);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private async Task<string> KeyAsync()
    {
        using var connection = new AwsConnection(moto.Options);
        var answer = await connection.Kms().CreateKeyAsync(new CreateKeyRequest());
        return answer.KeyMetadata.KeyId;
    }
}
