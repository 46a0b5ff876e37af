using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace CloudAudit.Aws.Connection;

/// <summary>
/// The keys of an assumed role, renewed before they expire. The SDK's own class for this calls STS at an address of its
/// own choice; this one calls it where all else is called.
/// </summary>
/// <param name="sts">Calls STS as whoever assumes the role; stays the caller's.</param>
/// <param name="options">Role, external id and session name.</param>
internal sealed class RoleCredentials(Lazy<IAmazonSecurityTokenService> sts, AwsConnectionOptions options) : RefreshingAWSCredentials
{
    /// <inheritdoc/>
    protected override CredentialsRefreshState GenerateNewCredentials() =>
        throw new NotSupportedException("Credentials are fetched asynchronously.");

    /// <inheritdoc/>
    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        PreemptExpiryTime = TimeSpan.FromMinutes(5);
        try
        {
            var answer = await sts.Value.AssumeRoleAsync(new AssumeRoleRequest
            {
                RoleArn = options.RoleArn,
                ExternalId = options.ExternalId,
                RoleSessionName = options.RoleSessionName ?? "CloudAudit",
            });
            var keys = answer.Credentials;
            return new CredentialsRefreshState(
                new ImmutableCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken),
                keys.Expiration ?? TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(15));
        }
        catch (Exception e) when (AwsErrors.From(e, "sts:AssumeRole", options.RoleArn) is { } said)
        {
            throw said;
        }
    }
}
