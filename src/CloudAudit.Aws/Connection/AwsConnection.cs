using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Amazon;
using Amazon.KeyManagementService;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.S3;
using Amazon.SecurityToken;
using CloudAudit.Aws.Connection;
using CloudAudit.Aws.Protocol;

namespace CloudAudit.Aws;

/// <summary>
/// A caller and a place: credentials and region are resolved once, and every client of a run is made here, one for each
/// service and region. Clients are safe for several threads, stay the connection's, and end with it.
/// </summary>
public sealed class AwsConnection : IDisposable
{
    private static readonly SearchValues<char> RegionName = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private readonly AwsConnectionOptions _options;
    private readonly CredentialProfile? _profile;
    private readonly ConcurrentDictionary<(string Service, string Region), Lazy<IDisposable>> _clients = new();

    /// <summary>Resolves the profile and the region; nothing is called yet.</summary>
    /// <exception cref="AwsException">The profile is not there, or the region or the endpoint is none.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "What finds credentials ends with the connection.")]
    public AwsConnection(AwsConnectionOptions options)
    {
        _options = options;
        if (options.EndpointUrl is { } url
            && (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http") || address.UserInfo.Length > 0 || address.Query.Length > 0))
        {
            throw AwsErrors.BadEndpoint(url);
        }

        // The STS of a profile's role is where the profile says, whatever service the endpoint that was given is of.
        (var credentials, _profile) = CredentialChain.Resolve(options, (source, role) => Assume(source, role, null));
        DefaultRegion = CredentialChain.Region(options, _profile);
        var caller = credentials ?? new FoundCredentials(FindAsync);
        Credentials = options.RoleArn is null
            ? caller
            : Assume(caller, new AssumedRole(options.RoleArn, options.ExternalId, options.RoleSessionName), options.EndpointUrl);
    }

    /// <summary>The region that is called where a call names none; null where nobody says.</summary>
    public string? DefaultRegion { get; }

    /// <summary>Signs the calls; of an assumed role, its own.</summary>
    internal AWSCredentials Credentials { get; }

    /// <summary>A client for a service that speaks JSON.</summary>
    /// <param name="service">The service.</param>
    /// <param name="region">The region to call; null for <see cref="DefaultRegion"/>.</param>
    /// <exception cref="AwsException">There is no region, or it is none.</exception>
    public JsonClient Json(AwsService service, string? region = null)
    {
        var (client, at) = Thin(service, region);
        return new JsonClient(service, client, at);
    }

    /// <summary>A client for a service that speaks the query protocol.</summary>
    /// <inheritdoc cref="Json" path="/param"/>
    /// <exception cref="AwsException">There is no region, or it is none.</exception>
    public QueryClient Query(AwsService service, string? region = null)
    {
        var (client, at) = Thin(service, region);
        return new QueryClient(service, client, at);
    }

    /// <summary>The SDK's client for S3.</summary>
    /// <param name="region">The region to call; null for <see cref="DefaultRegion"/>.</param>
    /// <exception cref="AwsException">There is no region, or it is none.</exception>
    public IAmazonS3 S3(string? region = null) => Client("S3", region, at => new SignedS3Client(Credentials, S3Config(at.SystemName)));

    /// <summary>The SDK's client for KMS.</summary>
    /// <inheritdoc cref="S3" path="/param"/>
    /// <exception cref="AwsException">There is no region, or it is none.</exception>
    public IAmazonKeyManagementService Kms(string? region = null) => Client("KMS", region, at =>
    {
        var config = new AmazonKeyManagementServiceConfig();
        Configure(config, at, at.SystemName);
        return new SignedKmsClient(Credentials, config);
    });

    /// <summary>The SDK's client for STS.</summary>
    /// <inheritdoc cref="S3" path="/param"/>
    /// <exception cref="AwsException">There is no region, or it is none.</exception>
    public IAmazonSecurityTokenService Sts(string? region = null) => Client("STS", region, at => MakeSts(Credentials, at, _options.EndpointUrl));

    /// <summary>The regions of the partition that is called, the default region first. An account may not have enabled all.</summary>
    /// <exception cref="AwsException">There is no default region, or it is none.</exception>
    public IReadOnlyList<string> Regions()
    {
        var own = Endpoint(null);
        var others = RegionEndpoint.EnumerableAllRegions
            .Where(r => r.PartitionName == own.PartitionName && r.SystemName != own.SystemName)
            .Select(r => r.SystemName)
            .Order(StringComparer.Ordinal);
        return [own.SystemName, .. others];
    }

    /// <summary>The account of the caller's credentials, as STS says.</summary>
    /// <exception cref="AwsException">STS refused, or could not be called.</exception>
    public async Task<string> AccountIdAsync(CancellationToken cancellation) => (await CallerAsync(cancellation)).AccountId;

    /// <summary>Who the credentials are of, as STS says.</summary>
    /// <exception cref="AwsException">STS refused, or could not be called.</exception>
    public async Task<Recording.AwsCaller> CallerAsync(CancellationToken cancellation)
    {
        try
        {
            var answer = await Sts().GetCallerIdentityAsync(new Amazon.SecurityToken.Model.GetCallerIdentityRequest(), cancellation);
            return new(answer.Arn, answer.UserId, answer.Account);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && AwsErrors.From(e, "sts:GetCallerIdentity") is { } said)
        {
            throw said;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _clients.Values.Where(c => c.IsValueCreated))
        {
            client.Value.Dispose();
        }

        (Credentials as IDisposable)?.Dispose();
    }

    /// <summary>A region's endpoint data.</summary>
    /// <exception cref="AwsException">There is no region, or it is none.</exception>
    internal RegionEndpoint Endpoint(string? region)
    {
        string name = region ?? DefaultRegion ?? throw AwsErrors.NoRegion();

        // It becomes part of a host's name.
        if (name.Length is < 3 or > 40 || name.AsSpan().ContainsAnyExcept(RegionName) || !name.Contains('-', StringComparison.Ordinal))
        {
            throw AwsErrors.BadRegion(name);
        }

        return RegionEndpoint.GetBySystemName(name);
    }

    /// <summary>How S3 is called in a region.</summary>
    internal AmazonS3Config S3Config(string region)
    {
        var config = new AmazonS3Config();
        var at = Endpoint(region);
        Configure(config, at, at.SystemName);
        config.ForcePathStyle = config.ServiceURL is not null;
        return config;
    }

    /// <summary>Puts address, region, profile and name into a client's settings.</summary>
    internal void Configure(ClientConfig config, RegionEndpoint region, string signingRegion) => Configure(config, region, signingRegion, _options.EndpointUrl);

    private void Configure(ClientConfig config, RegionEndpoint region, string signingRegion, string? endpointUrl)
    {
        config.ClientAppId = "CloudAudit";
        if (_profile is not null)
        {
            // Of the profile this takes endpoint_url, services and retries; its region is not looked at there.
            config.Profile = new Profile(_profile.Name, _options.ProfileLocation);
        }

        config.RegionEndpoint = region;
        if (endpointUrl is { } url)
        {
            // This resets the region, and is reset by it: the order matters.
            config.ServiceURL = url;
        }

        if (DefaultsMode.Of(_profile) is { } mode)
        {
            config.DefaultConfigurationMode = mode;
        }

        // Where an endpoint is configured, the region is not signed for unless it is said here.
        config.AuthenticationRegion = signingRegion;
        config.UseFIPSEndpoint = _profile?.UseFIPSEndpoint ?? config.UseFIPSEndpoint;
        config.UseDualstackEndpoint = _profile?.UseDualstackEndpoint ?? config.UseDualstackEndpoint;
        if (Environment.GetEnvironmentVariable("AWS_MAX_ATTEMPTS") is null && _profile?.MaxAttempts is null)
        {
            config.MaxErrorRetry = 4;
        }
    }

    private (ThinClient Client, string Region) Thin(AwsService service, string? region)
    {
        var at = Endpoint(region);
        string signingRegion = ServiceEndpoints.SigningRegion(service, at);
        var client = Client(service.ServiceId, region, _ =>
        {
            var config = new ThinClientConfig(service, at);
            Configure(config, at, signingRegion);
            return new ThinClient(Credentials, config);
        });
        return (client, signingRegion);
    }

    private T Client<T>(string service, string? region, Func<RegionEndpoint, T> make)
        where T : class, IDisposable
    {
        var at = Endpoint(region);
        return (T)_clients.GetOrAdd((service, at.SystemName), _ => new Lazy<IDisposable>(() => make(at))).Value;
    }

    private Task<AWSCredentials> FindAsync()
    {
        var config = new AmazonSecurityTokenServiceConfig();
        if (DefaultRegion is not null)
        {
            Configure(config, Endpoint(null), DefaultRegion);
        }

        return CredentialChain.FindAsync(config, CancellationToken.None);
    }

    private RoleCredentials Assume(AWSCredentials source, AssumedRole role, string? endpointUrl) =>
        new(source, new Lazy<IAmazonSecurityTokenService>(() => RoleSts(source, role.Arn, endpointUrl)), role);

    // As whoever assumes the role; in the partition's first region where none is known, as any will do.
    private SignedStsClient RoleSts(AWSCredentials source, string roleArn, string? endpointUrl)
    {
        string region = DefaultRegion ?? (roleArn.Split(':') is [_, var partition, ..] ? partition : string.Empty) switch
        {
            "aws-cn" => "cn-north-1",
            "aws-us-gov" => "us-gov-west-1",
            _ => "us-east-1",
        };
        return MakeSts(source, Endpoint(region), endpointUrl);
    }

    private SignedStsClient MakeSts(AWSCredentials credentials, RegionEndpoint region, string? endpointUrl)
    {
        var config = new AmazonSecurityTokenServiceConfig();
        Configure(config, region, region.SystemName, endpointUrl);
        return new SignedStsClient(credentials, config);
    }
}
