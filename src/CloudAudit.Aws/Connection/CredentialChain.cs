using System.Diagnostics.CodeAnalysis;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;

namespace CloudAudit.Aws.Connection;

/// <summary>
/// Finds the caller's credentials and region, in the order that <see cref="AwsConnectionOptions"/> says. For web
/// identities and sign-ins the SDK makes clients of STS and IAM Identity Center by their names: a program compiled to machine
/// code keeps them because they are named here.
/// </summary>
internal static class CredentialChain
{
    /// <param name="options">What the caller has given.</param>
    /// <param name="assume">Makes the credentials of a role from those of whoever assumes it.</param>
    /// <exception cref="AwsException">The profile is not there or gives no credentials.</exception>
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceConfig))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOConfig))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOOIDCClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSSOOIDCConfig))]
    public static (AWSCredentials? Credentials, CredentialProfile? Profile) Resolve(
        AwsConnectionOptions options, Func<AWSCredentials, AssumedRole, AWSCredentials> assume)
    {
        var chain = new CredentialProfileStoreChain(options.ProfileLocation);
        if (options.Keys is { } keys)
        {
            return (new GivenCredentials(keys), null);
        }

        // The environment's keys go before its profile, as everywhere; a profile that it names must be there.
        string? environment = HasEnvironmentKeys() ? null : Environment.GetEnvironmentVariable("AWS_PROFILE");
        string? name = options.ProfileName ?? (string.IsNullOrEmpty(environment) ? null : environment);
        if (name is not null)
        {
            if (!chain.TryGetProfile(name, out var profile))
            {
                throw AwsErrors.ProfileNotFound(name, options.ProfileLocation);
            }

            return (new ProfileCredentials(chain, assume).Of(profile), profile);
        }

        chain.TryGetProfile("default", out var fallback);
        bool isRole = fallback is not null && ProfileCredentials.IsRole(fallback) && !HasEnvironmentKeys() && !HasWebIdentity();
        return (isRole ? new ProfileCredentials(chain, assume).Of(fallback!) : null, fallback);
    }

    /// <summary>What the SDK finds by itself: environment, web identity, default profile, container, instance.</summary>
    /// <exception cref="AwsException">It finds nothing.</exception>
    public static async Task<AWSCredentials> FindAsync(IClientConfig config, CancellationToken cancellation)
    {
        try
        {
            using var resolver = new DefaultAWSCredentialsIdentityResolver();
            return await resolver.ResolveIdentityAsync(config, cancellation);
        }
        catch (AmazonClientException e)
        {
            throw AwsErrors.From(e, "sts:GetCallerIdentity") ?? AwsErrors.NoCredentials(e);
        }
    }

    /// <summary>The region that is called where a call names none; null where nobody says.</summary>
    public static string? Region(AwsConnectionOptions options, CredentialProfile? profile)
    {
        // Of a profile that was named, its own region goes before the environment's; of the default one, after it.
        string? named = options.ProfileName is null ? null : profile?.Region?.SystemName;
        return Given(options.Region) ?? named
            ?? Given(Environment.GetEnvironmentVariable("AWS_REGION"))
            ?? Given(Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION"))
            ?? profile?.Region?.SystemName
            ?? FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName;

        static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }

    private static bool HasWebIdentity() => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_WEB_IDENTITY_TOKEN_FILE"));

    private static bool HasEnvironmentKeys() =>
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID"))
        && !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_SECRET_ACCESS_KEY"));

    /// <summary>Keys from a source that may renew them: it is asked each time.</summary>
    private sealed class GivenCredentials(Func<AwsKeys> keys) : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials()
        {
            var now = keys();
            return new ImmutableCredentials(now.AccessKey, now.SecretKey, now.SessionToken ?? string.Empty);
        }

        public override Task<ImmutableCredentials> GetCredentialsAsync() => Task.FromResult(GetCredentials());
    }
}
