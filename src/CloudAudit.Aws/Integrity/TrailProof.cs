using CloudAudit.Integrity;

namespace CloudAudit.Aws.Integrity;

/// <summary>What CloudTrail itself says for the proof of a trail: its public keys, and when it delivered last.</summary>
/// <param name="connection">Who asks; stays the caller's.</param>
/// <param name="trailArn">The trail whose deliveries count; null where only keys are asked for.</param>
public sealed class TrailProof(AwsConnection connection, string? trailArn) : ITrailKeySource, ITrailStatusSource
{
    /// <inheritdoc/>
    public IReadOnlyList<TrailPublicKey> Load(string region, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation) =>
        Ask(() => LoadAsync(region, from, until, cancellation));

    /// <inheritdoc/>
    public TrailDeliveries? Get(string region, CancellationToken cancellation) =>
        trailArn is null ? null : Ask(() => GetAsync(region, cancellation));

    private static T Ask<T>(Func<Task<T>> call)
    {
        try
        {
            return Waiting.For(call);
        }
        catch (AwsException e)
        {
            throw new IOException(e.Advice is null ? e.Message : $"{e.Message} {e.Advice}", e);
        }
    }

    private static DateTimeOffset? Time(double? seconds) =>
        seconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds((long)(value * 1000)) : null;

    private async Task<IReadOnlyList<TrailPublicKey>> LoadAsync(string region, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation)
    {
        var client = connection.Json(AwsService.CloudTrail, region);
        var keys = new List<TrailPublicKey>();
        string? token = null;
        do
        {
            var answer = await client.CallAsync(
                "ListPublicKeys", new ListPublicKeysRequest(from.ToUnixTimeSeconds(), until.ToUnixTimeSeconds(), token),
                TrailProofJson.Default.ListPublicKeysRequest, TrailProofJson.Default.ListPublicKeysAnswer, region, cancellation);
            foreach (var key in answer.PublicKeyList ?? [])
            {
                try
                {
                    keys.Add(TrailPublicKey.FromDer(key.Value ?? [], key.Fingerprint, region, Time(key.ValidityStartTime), Time(key.ValidityEndTime)));
                }
                catch (System.Security.Cryptography.CryptographicException e)
                {
                    throw new IOException($"CloudTrail gave a public key that is none ({key.Fingerprint})", e);
                }
            }

            token = string.IsNullOrEmpty(answer.NextToken) ? null : answer.NextToken;
        }
        while (token is not null);
        return keys;
    }

    private async Task<TrailDeliveries?> GetAsync(string region, CancellationToken cancellation)
    {
        var answer = await connection.Json(AwsService.CloudTrail, region).CallAsync(
            "GetTrailStatus", new DeliveryRequest(trailArn!), TrailProofJson.Default.DeliveryRequest, TrailProofJson.Default.DeliveryAnswer, trailArn, cancellation);
        return new TrailDeliveries(Time(answer.LatestDigestDeliveryTime), answer.LatestDigestDeliveryError, Time(answer.StartLoggingTime), Time(answer.StopLoggingTime));
    }
}
