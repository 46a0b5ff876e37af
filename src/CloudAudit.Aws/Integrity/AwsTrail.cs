using CloudAudit.Aws.S3;
using CloudAudit.Integrity;

namespace CloudAudit.Aws.Integrity;

/// <summary>A trail in AWS, or its bucket, as it is verified: the bucket, CloudTrail's keys and what it says of its deliveries.</summary>
public sealed class AwsTrail : IDisposable
{
    private readonly S3TrailStore _bucket;

    private AwsTrail(S3TrailStore bucket, TrailProof proof, TrailLocation? trail)
    {
        _bucket = bucket;
        Proof = proof;
        Location = trail;
    }

    /// <summary>The bucket.</summary>
    public ITrailStore Store => _bucket;

    /// <summary>Where keys come from, and where a trail's deliveries are asked for.</summary>
    public TrailProof Proof { get; }

    /// <summary>The trail; null where only a bucket was named.</summary>
    public TrailLocation? Location { get; }

    /// <summary>The trail's name, of its ARN; null where that is not known.</summary>
    public string? TrailName => Location?.Arn is { } arn ? arn[(arn.LastIndexOf('/') + 1)..] : null;

    /// <summary>Where the bucket is.</summary>
    public string Region => _bucket.Region;

    /// <summary>Opens the bucket of a trail, or one that trails deliver to.</summary>
    /// <param name="connection">Who reads; stays the caller's.</param>
    /// <param name="options">Which bucket, and how it is read.</param>
    /// <param name="trail">The trail that it is of; null where only the bucket was named.</param>
    /// <param name="cancellation">Stops the calls.</param>
    /// <exception cref="AwsException">There is no such bucket, or it cannot be reached.</exception>
    public static async Task<AwsTrail> OpenAsync(AwsConnection connection, S3LogOptions options, TrailLocation? trail, CancellationToken cancellation)
    {
        var store = await S3TrailStore.OpenAsync(connection, options, cancellation);
        return new AwsTrail(store, new TrailProof(connection, trail?.Arn), trail);
    }

    /// <summary>What is verified of it: of a trail that was named its own digests, held against what CloudTrail says of them.</summary>
    public VerifyOptions Adjust(VerifyOptions options) => options with { TrailName = TrailName, TrailStatus = Location is null ? null : Proof };

    /// <inheritdoc/>
    public void Dispose() => _bucket.Dispose();
}
