using System.Diagnostics.CodeAnalysis;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.CredentialManagement.Internal;

namespace CloudAudit.Aws.Connection;

/// <summary>
/// The credentials of a profile ("Configuration and credential file settings" in the AWS CLI User Guide). Roles are assumed
/// here: the SDK calls STS for them in a region of its own choice, and knows no external id beside a credential_source.
/// </summary>
/// <param name="chain">Where profiles are.</param>
/// <param name="assume">Makes the credentials of a role from those of whoever assumes it.</param>
internal sealed class ProfileCredentials(CredentialProfileStoreChain chain, Func<AWSCredentials, AssumedRole, AWSCredentials> assume)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Whether a profile is of a role that is assumed here: not by a token of the web, nor with a code, which nobody is asked for.</summary>
    public static bool IsRole(CredentialProfile profile) => profile.Options is { RoleArn: not null, WebIdentityTokenFile: null, MfaSerial: null } options
        && (options.SourceProfile ?? options.CredentialSource) is not null;

    /// <summary>The profile's credentials. Nothing is called yet.</summary>
    /// <exception cref="AwsException">It gives none.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "Whoever assumes a role ends with the role's credentials.")]
    public AWSCredentials Of(CredentialProfile profile)
    {
        if (!IsRole(profile))
        {
            return Plain(profile);
        }

        if (!_names.Add(profile.Name))
        {
            throw AwsErrors.ProfileUnusable(profile.Name, new InvalidOperationException("it is, in the end, its own source_profile"));
        }

        var options = profile.Options;
        return assume(
            options.SourceProfile is { } source ? OfSource(profile, source) : OfEnvironment(profile),
            new AssumedRole(options.RoleArn, options.ExternalID, options.RoleSessionName));
    }

    private AWSCredentials OfSource(CredentialProfile profile, string source)
    {
        // A profile with keys may be its own source: its keys assume its role.
        if (source == profile.Name)
        {
            return Plain(WithoutRole(profile));
        }

        return chain.TryGetProfile(source, out var found)
            ? Of(found)
            : throw AwsErrors.ProfileUnusable(profile.Name, new InvalidOperationException($"its source_profile '{source}' is not there"));
    }

    // Looked for at the first call: a machine's service for it may be far away.
    private FoundCredentials OfEnvironment(CredentialProfile profile)
    {
        if (!Enum.TryParse<CredentialSourceType>(profile.Options.CredentialSource, ignoreCase: true, out _))
        {
            throw AwsErrors.ProfileUnusable(profile.Name, new InvalidOperationException(
                $"its credential_source '{profile.Options.CredentialSource}' is none of Environment, Ec2InstanceMetadata and EcsContainer"));
        }

        // The SDK's own credentials of a role know where these come from.
        var role = new CredentialProfile(
            profile.Name, new CredentialProfileOptions { RoleArn = profile.Options.RoleArn, CredentialSource = profile.Options.CredentialSource });
        return new FoundCredentials(() => Task.FromResult(((AssumeRoleAWSCredentials)role.GetAWSCredentials(chain)).SourceCredentials), profile.Name);
    }

    private FoundCredentials Plain(CredentialProfile profile)
    {
        if (profile.Options is { RoleArn: not null, MfaSerial: not null })
        {
            throw AwsErrors.ProfileUnusable(profile.Name, new InvalidOperationException(
                "its role wants a code (mfa_serial), and none is asked for here; give keys that were fetched with one ('aws configure export-credentials')"));
        }

        // The SDK does not know each kind of credentials together with endpoints.
        var usable = profile.CanCreateAWSCredentials ? profile : WithoutRole(profile);
        if (!usable.CanCreateAWSCredentials)
        {
            throw AwsErrors.ProfileUnusable(profile.Name, null);
        }

        return new FoundCredentials(() => Task.FromResult(usable.GetAWSCredentials(chain)), profile.Name);
    }

    private static CredentialProfile WithoutRole(CredentialProfile profile) => new(profile.Name, new CredentialProfileOptions
    {
        AccessKey = profile.Options.AccessKey,
        SecretKey = profile.Options.SecretKey,
        Token = profile.Options.Token,
        CredentialProcess = profile.Options.CredentialProcess,
        SsoAccountId = profile.Options.SsoAccountId,
        SsoRegion = profile.Options.SsoRegion,
        SsoRegistrationScopes = profile.Options.SsoRegistrationScopes,
        SsoRoleName = profile.Options.SsoRoleName,
        SsoSession = profile.Options.SsoSession,
        SsoStartUrl = profile.Options.SsoStartUrl,
    })
    {
        Region = profile.Region,
    };
}
