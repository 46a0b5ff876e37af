using CloudAudit.Trails;

namespace CloudAudit.Aws.Trails;

/// <summary>What is done to a trail that is there, in its home region: elsewhere CloudTrail refuses it.</summary>
/// <param name="connection">Gives clients.</param>
/// <param name="trail">The trail.</param>
public sealed class TrailChanges(AwsConnection connection, TrailArn trail)
{
    private readonly CloudTrailApi _api = new(connection.Json(AwsService.CloudTrail, trail.Home.Region));

    /// <summary>The trail's description; null where it is gone.</summary>
    /// <exception cref="AwsException">It may not be described.</exception>
    public Task<Trail?> DescribeAsync(CancellationToken cancellation) => new TrailReader(connection).DescribeAsync(trail, cancellation);

    /// <exception cref="AwsException">AWS refused.</exception>
    public Task<bool> StartAsync(CancellationToken cancellation) => DoneAsync(_api.StartLoggingAsync(trail.Name, cancellation));

    /// <exception cref="AwsException">AWS refused.</exception>
    public Task<bool> StopAsync(CancellationToken cancellation) => DoneAsync(_api.StopLoggingAsync(trail.Name, cancellation));

    /// <exception cref="AwsException">AWS refused.</exception>
    public Task<bool> DeleteAsync(CancellationToken cancellation) => DoneAsync(_api.DeleteTrailAsync(trail.Name, cancellation));

    private static async Task<bool> DoneAsync(Task call)
    {
        await call;
        return true;
    }
}
