using System.CommandLine;
using System.Runtime.CompilerServices;
using CloudAudit.Aws;

namespace CloudAudit.Cli;

/// <summary>
/// The options that say who calls AWS and, where a command's <c>--region</c> is no filter, where; every command that may
/// call AWS has them.
/// </summary>
/// <param name="withRegion">Whether <c>--region</c> is one of them.</param>
internal sealed class AwsOptions(bool withRegion)
{
    private readonly Option<string?> _profileName = new("--profile-name") { Description = "A profile of the AWS command line's files, instead of what the environment and the machine have." };
    private readonly Option<string?> _profileLocation = new("--profile-location") { Description = "The file in which the profile is looked for." };
    private readonly Option<string?> _accessKey = new("--access-key") { Description = "An access key; prefer a profile or AWS_ACCESS_KEY_ID." };
    private readonly Option<string?> _secretKey = new("--secret-key") { Description = "Its secret, which other users of the machine can see here; prefer a profile or AWS_SECRET_ACCESS_KEY." };
    private readonly Option<string?> _sessionToken = new("--session-token") { Description = "The session token of temporary keys." };
    private readonly Option<string?> _region = new("--region") { Description = "The AWS region to call; the profile's, AWS_REGION or AWS_DEFAULT_REGION unless given." };
    private readonly Option<string?> _endpointUrl = new("--endpoint-url") { Description = "An address to call in place of AWS's own." };
    private readonly Option<string?> _roleArn = new("--role-arn") { Description = "A role to assume first, in this account or another." };
    private readonly Option<string?> _externalId = new("--external-id") { Description = "The external id that the role asks for." };
    private readonly Option<string?> _roleSessionName = new("--role-session-name") { Description = "The name of the role's session; CloudAudit unless given." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_profileName, _profileLocation, _accessKey, _secretKey, _sessionToken])
        {
            command.Options.Add(option);
        }

        if (withRegion)
        {
            command.Options.Add(_region);
        }

        foreach (Option option in (Option[])[_endpointUrl, _roleArn, _externalId, _roleSessionName])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Resolves who calls and where. The AWS assemblies load here.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="region">The region to call where <c>--region</c> is none of these options; null for the SDK's.</param>
    /// <exception cref="UsageException">Keys are incomplete.</exception>
    /// <exception cref="AwsException">The profile is not there, or the region or the endpoint is none.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public AwsConnection Connect(ParseResult result, string? region = null) => new(Options(result, region));

    /// <summary>What the command line says of who calls; nothing is loaded or called.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="region">The region to call where <c>--region</c> is none of these options; null for the SDK's.</param>
    /// <exception cref="UsageException">Keys are incomplete.</exception>
    public AwsConnectionOptions Options(ParseResult result, string? region = null)
    {
        string? access = result.GetValue(_accessKey);
        string? secret = result.GetValue(_secretKey);
        string? token = result.GetValue(_sessionToken);
        if (access is null != secret is null || (token is not null && access is null))
        {
            throw new UsageException("--access-key and --secret-key go together, and --session-token goes with them.");
        }

        AwsKeys? keys = access is null ? null : new AwsKeys(access, secret!, token);
        return new AwsConnectionOptions
        {
            ProfileName = result.GetValue(_profileName),
            ProfileLocation = result.GetValue(_profileLocation) is { } location ? Path.GetFullPath(location) : null,
            Keys = keys is null ? null : () => keys,
            Region = withRegion ? result.GetValue(_region) : region,
            EndpointUrl = result.GetValue(_endpointUrl),
            RoleArn = result.GetValue(_roleArn),
            ExternalId = result.GetValue(_externalId),
            RoleSessionName = result.GetValue(_roleSessionName),
        };
    }
}
