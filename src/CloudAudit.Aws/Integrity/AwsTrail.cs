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

    /// <summary>Opens a trail's bucket.</summary>
    /// <param name="connection">Who reads; stays the caller's.</param>
    /// <param name="trail">The trail's name or ARN.</param>
    /// <param name="adjust">Says how its bucket is read.</param>
    /// <param name="cancellation">Stops the calls.</param>
    /// <exception cref="AwsException">There is no such trail, or its bucket cannot be reached.</exception>
    public static async Task<AwsTrail> OpenTrailAsync(
        AwsConnection connection, string trail, Func<S3LogOptions, S3LogOptions> adjust, CancellationToken cancellation)
    {
        var location = await TrailLocation.FindAsync(connection, trail, cancellation);
        return await OpenTrailAsync(connection, location, adjust, cancellation);
    }

    /// <summary>Opens the bucket of a trail that is known.</summary>
    /// <exception cref="AwsException">Its bucket cannot be reached.</exception>
    public static Task<AwsTrail> OpenTrailAsync(
        AwsConnection connection, TrailLocation trail, Func<S3LogOptions, S3LogOptions> adjust, CancellationToken cancellation) =>
        OpenAsync(connection, adjust(trail.ToOptions()), trail, cancellation);

    /// <summary>Opens a bucket that trails deliver to.</summary>
    /// <exception cref="AwsException">There is no such bucket, or it cannot be reached.</exception>
    public static Task<AwsTrail> OpenBucketAsync(AwsConnection connection, S3LogOptions options, CancellationToken cancellation) =>
        OpenAsync(connection, options, null, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _bucket.Dispose();

    private static async Task<AwsTrail> OpenAsync(AwsConnection connection, S3LogOptions options, TrailLocation? location, CancellationToken cancellation)
    {
        var store = await S3TrailStore.OpenAsync(connection, options, cancellation);
        return new AwsTrail(store, new TrailProof(connection, location?.Arn), location);
    }
}
