using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using CloudAudit.Aws.Integrity;
using CloudAudit.Aws.Kms;
using CloudAudit.Aws.S3;
using CloudAudit.Aws.Tests.Support;
using CloudAudit.Encryption;
using CloudAudit.Integrity;
using CloudAudit.Recording;

namespace CloudAudit.Aws.Tests.Integrity;

/// <summary>Trails whose log files and digests are envelopes that AWS KMS wraps: recorded, and verified on disk and in a bucket.</summary>
[Collection(MotoTests.Name)]
public sealed class KmsTrailTests(MotoServer moto) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloudaudit-kms-");

    private readonly string _bucket = "kms-trail-" + Guid.NewGuid().ToString("n")[..8];

    private string Trail => Path.Join(_folder.FullName, "trail");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task A_local_trail_is_verified_on_disk_and_as_objects_of_a_bucket()
    {
        moto.Require();
        using var connection = new AwsConnection(moto.Options);
        var now = await RecordAsync(connection);
        using var kms = new KmsKeyService(() => new AwsConnection(moto.Options), null, CancellationToken.None);
        using var keys = new EnvelopeKeys([], kms);
        AssertProven(LocalTrailStore.Find(Trail, keys).Single(), now);

        // Without the key nothing can be said of it, and it is not called changed.
        var blind = Verify(LocalTrailStore.Find(Trail).Single(), now);
        Assert.False(blind.IsTampered);
        Assert.NotEqual(IntegrityStatus.Valid, blind.Status);

        await UploadAsync(connection.S3());
        using var there = await AwsTrail.OpenAsync(connection, new S3LogOptions { Bucket = _bucket, Keys = keys }, null, CancellationToken.None);
        AssertProven(there.Store, now);
    }

    [SkippableFact]
    public async Task A_bit_of_an_envelope_is_told_as_a_change()
    {
        moto.Require();
        using var connection = new AwsConnection(moto.Options);
        var now = await RecordAsync(connection);
        using var kms = new KmsKeyService(() => new AwsConnection(moto.Options), null, CancellationToken.None);
        using var keys = new EnvelopeKeys([], kms);
        string log = Directory.GetFiles(Trail, "*_CloudTrail_*.json.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        byte[] bytes = await File.ReadAllBytesAsync(log);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(log, bytes);
        var summary = Verify(LocalTrailStore.Find(Trail, keys).Single(), now);
        Assert.True(summary.IsTampered);
        Assert.Equal(1, summary.LogFiles.Modified);
        Assert.Equal(1, summary.LogFiles.Valid);
    }

    private async Task<DateTimeOffset> RecordAsync(AwsConnection connection)
    {
        string key = (await connection.Kms().CreateKeyAsync(new Amazon.KeyManagementService.Model.CreateKeyRequest())).KeyMetadata.Arn;
        using var kms = new KmsKeyService(() => new AwsConnection(moto.Options), null, CancellationToken.None);
        var creation = new TrailCreation(new TrailRequest
        {
            Folder = Trail, Bucket = _bucket, AccountId = "111122223333", KmsKeyId = key, KeyService = kms, SigningKeyFile = Path.Join(_folder.FullName, "signing.pem"),
        });
        foreach (var step in creation.Steps)
        {
            step.Apply();
        }

        Assert.Equal("us-east-1", TrailConfiguration.KmsRegionOf([Trail]));
        using var recorder = TrailRecorder.Open(Trail, new TrailKeySources { KeyService = kms }, new TrailRecorderOptions());
        for (int i = 0; i < 2; i++)
        {
            recorder.Append([recorder.Composer.Compose(Encoding.UTF8.GetBytes($$"""{"eventName":"Step","eventSource":"tests.example","eventID":"event-{{i}}"}"""))], CancellationToken.None);
            recorder.Seal(digest: i > 0, CancellationToken.None);
        }

        return TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(2);
    }

    private async Task UploadAsync(IAmazonS3 s3)
    {
        await s3.PutBucketAsync(_bucket);
        foreach (string file in Directory.GetFiles(Path.Join(Trail, "AWSLogs"), "*.json.gz", SearchOption.AllDirectories))
        {
            var put = new PutObjectRequest { BucketName = _bucket, Key = Path.GetRelativePath(Trail, file).Replace('\\', '/'), FilePath = file };
            foreach (var (name, value) in ObjectMetadata.ReadFile(file + ObjectMetadata.SidecarSuffix))
            {
                put.Metadata.Add(name, value);
            }

            await s3.PutObjectAsync(put);
        }
    }

    private void AssertProven(ITrailStore store, DateTimeOffset now)
    {
        var summary = Verify(store, now);
        Assert.Equal(IntegrityStatus.Valid, summary.Status);
        Assert.Equal(2, summary.LogFiles.Valid);
    }

    private IntegritySummary Verify(ITrailStore store, DateTimeOffset now)
    {
        using var trusted = new TrailPublicKeys(TrailKeyText.ReadFile(Path.Join(Trail, SavedKeys.LocalTrailFile)));
        return Assert.Single(new TrailVerifier([store], trusted, new VerifyOptions { Now = now }).Run(CancellationToken.None).SelectMany(b => b.Summaries));
    }
}
