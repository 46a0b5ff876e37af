using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace CloudAudit.Aws.Protocol;

/// <summary>How one service in one region is called.</summary>
internal sealed class ThinClientConfig : ClientConfig
{
    private readonly RegionEndpoint _region;

    public ThinClientConfig(AwsService service, RegionEndpoint region)
        : base(new DefaultConfigurationProvider(Modes))
    {
        Service = service;
        _region = region;
        ServiceId = service.ServiceId;
        AuthenticationServiceName = service.SigningName;
    }

    // The SDK looks the mode of AWS_DEFAULTS_MODE up here, and fails where it is missing ("Smart configuration
    // defaults", AWS SDKs and Tools Reference Guide).
    private static DefaultConfiguration[] Modes { get; } =
    [
        Mode(DefaultConfigurationMode.Standard, 3100),
        Mode(DefaultConfigurationMode.InRegion, 1100),
        Mode(DefaultConfigurationMode.CrossRegion, 3100),
        Mode(DefaultConfigurationMode.Mobile, 30_000),
        Mode(DefaultConfigurationMode.Auto, 3100),
    ];

    public AwsService Service { get; }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => Service.EndpointPrefix;

    /// <inheritdoc/>
    public override string ServiceVersion => "1";

    /// <inheritdoc/>
    public override string UserAgent => "CloudAudit";

    /// <summary>Where it is called.</summary>
    public string Address => ServiceURL ?? ServiceEndpoints.Url(Service, _region, UseFIPSEndpoint, UseDualstackEndpoint);

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => new(Address);

    private static DefaultConfiguration Mode(DefaultConfigurationMode mode, int connectMilliseconds) => new()
    {
        Name = mode,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = TimeSpan.FromMilliseconds(connectMilliseconds),
        TlsNegotiationTimeout = TimeSpan.FromMilliseconds(connectMilliseconds),
    };
}
