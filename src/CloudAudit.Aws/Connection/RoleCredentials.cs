using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace CloudAudit.Aws.Connection;

/// <summary>A role, and how it is asked for ("AssumeRole" in the AWS STS API Reference).</summary>
/// <param name="Arn">The role's ARN.</param>
/// <param name="ExternalId">The external id that the role's owner asks for; null for none.</param>
/// <param name="SessionName">How the session is called in the logs of its account; null for <c>CloudAudit</c>.</param>
internal sealed record AssumedRole(string Arn, string? ExternalId, string? SessionName);

/// <summary>
/// The keys of an assumed role, renewed before they expire. The SDK's own class for this calls STS at an address of its
/// own choice; this one calls it where all else is called.
/// </summary>
/// <param name="source">Whoever assumes the role; ends with it.</param>
/// <param name="sts">Calls STS as that; ends with it.</param>
/// <param name="role">The role.</param>
internal sealed class RoleCredentials(AWSCredentials source, Lazy<IAmazonSecurityTokenService> sts, AssumedRole role) : AWSCredentials, IDisposable
{
    // Requests that are signed now may reach AWS a while later.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _once = new(1, 1);
    private Session? _session;

    // Asked by the signer, after they were fetched.
    public override ImmutableCredentials GetCredentials() =>
        (Volatile.Read(ref _session) ?? throw new InvalidOperationException("Credentials are fetched before they are used.")).Keys;

    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        var session = Volatile.Read(ref _session);
        return session is not null && session.End - Ahead > TimeProvider.System.GetUtcNow() ? session.Keys : await FetchAsync(session);
    }

    /// <summary>Fetches others before their time.</summary>
    /// <param name="accessKey">The key that was refused; nothing happens where it is no longer in use.</param>
    public Task RenewAsync(string accessKey) => Volatile.Read(ref _session) is { } session && session.Keys.AccessKey == accessKey
        ? FetchAsync(session)
        : Task.CompletedTask;

    public void Dispose()
    {
        _once.Dispose();
        if (sts.IsValueCreated)
        {
            sts.Value.Dispose();
        }

        (source as IDisposable)?.Dispose();
    }

    // Of several callers that want others than the same, one fetches them.
    private async Task<ImmutableCredentials> FetchAsync(Session? old)
    {
        await _once.WaitAsync();
        try
        {
            if (ReferenceEquals(_session, old))
            {
                Volatile.Write(ref _session, await AssumeAsync());
            }

            return _session!.Keys;
        }
        finally
        {
            _once.Release();
        }
    }

    private async Task<Session> AssumeAsync()
    {
        try
        {
            var answer = await sts.Value.AssumeRoleAsync(new AssumeRoleRequest
            {
                RoleArn = role.Arn,
                ExternalId = role.ExternalId,
                RoleSessionName = role.SessionName ?? "CloudAudit",
            });
            var keys = answer.Credentials;
            return new Session(
                new ImmutableCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken),
                keys.Expiration is { } end ? new DateTimeOffset(end.ToUniversalTime()) : TimeProvider.System.GetUtcNow().AddMinutes(15));
        }
        catch (Exception e) when (AwsErrors.From(e, "sts:AssumeRole", role.Arn) is { } said)
        {
            throw said;
        }
    }

    private sealed record Session(ImmutableCredentials Keys, DateTimeOffset End);
}
