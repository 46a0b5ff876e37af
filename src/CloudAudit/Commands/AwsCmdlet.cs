using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws;
using CloudAudit.Aws.Kms;
using CloudAudit.Encryption;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Completion;
using CloudAudit.PowerShell.Errors;

namespace CloudAudit.PowerShell.Commands;

/// <summary>
/// What every cmdlet that may call AWS shares: who calls. Where is the business of each. The parameters are those of
/// the AWS Tools for PowerShell, in their order. The AWS assemblies load with the first <see cref="Connect"/>.
/// </summary>
public abstract class AwsCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    [Parameter]
    [Alias("StoredCredentials", "AWSProfileName")]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ProfileName { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ProfileLocation { get; set; }

    [Parameter]
    [Alias("AK")]
    [ValidateNotNullOrEmpty]
    public string? AccessKey { get; set; }

    [Parameter]
    [Alias("SK", "SecretAccessKey")]
    [ValidateNotNullOrEmpty]
    public string? SecretKey { get; set; }

    [Parameter]
    [Alias("ST")]
    [ValidateNotNullOrEmpty]
    public string? SessionToken { get; set; }

    [Parameter]
    [AwsCredentialTransformation]
    [ValidateNotNull]
    public object? Credential { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? EndpointUrl { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RoleArn { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ExternalId { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RoleSessionName { get; set; }

    /// <summary>Cancelled by Ctrl+C.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Dispose();
        }
    }

    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>
    /// Resolves who calls and where; ends the cmdlet with an error where that fails. Call it from a method that is not
    /// inlined, so that a cmdlet without AWS loads no assembly of AWS's.
    /// </summary>
    /// <param name="region">The region to call; null for the session's or the SDK's.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected AwsConnection Connect(string? region)
    {
        try
        {
            return ConnectAs(FindCaller(), region);
        }
        catch (AwsException e)
        {
            ThrowTerminatingError(AuditErrors.Aws(e, ProfileName ?? region));
            throw;
        }
    }

    /// <summary>
    /// Runs asynchronous work to its end while the pipeline's thread does what the work posts to it: WriteObject,
    /// ShouldProcess and the like only there. An <see cref="AwsException"/> comes through.
    /// </summary>
    private protected T Run<T>(Func<PipelineWork, CancellationToken, Task<T>> work)
    {
        using var pump = new PipelineWork();
        return pump.Run(work, StopToken);
    }

    /// <summary>
    /// What the session says of who calls. It is read on the pipeline's thread, for <see cref="ConnectAs"/> on any other;
    /// this loads no assembly of AWS's.
    /// </summary>
    private protected SessionCaller FindCaller()
    {
        if (AccessKey is null != SecretKey is null || (SessionToken is not null && AccessKey is null))
        {
            ThrowTerminatingError(AuditErrors.KeysIncomplete());
        }

        return new SessionCaller(
            SessionState.PSVariable.GetValue("StoredAWSCredentials"), StoredRegion(),
            ProfileLocation is null ? null : GetUnresolvedProviderPathFromPSPath(ProfileLocation));
    }

    /// <summary>Resolves who calls and where, on any thread.</summary>
    /// <exception cref="AwsException">The profile is not there, or the region or the endpoint is none.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected AwsConnection ConnectAs(SessionCaller caller, string? region) => new(ConnectionOptions(caller, region));

    /// <summary>AWS KMS, as whoever calls now. Nothing of AWS's loads before a key is asked for.</summary>
    /// <param name="region">Gives the region of the keys when one is asked for; null for the session's or the SDK's.</param>
    private protected LazyKeyService LazyKms(Func<string?> region)
    {
        var caller = FindCaller();
        return new LazyKeyService(() => MakeKms(caller, region()));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private KmsKeyService MakeKms(SessionCaller caller, string? region) => new(() => ConnectAs(caller, region), region is null ? null : _ => region, StopToken);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private AwsConnectionOptions ConnectionOptions(SessionCaller caller, string? region)
    {
        // Explicit keys, then the profile, then the session's defaults, then the SDK's chain.
        var keys = AccessKey is not null ? AwsCredentialSource.FromKeys(AccessKey, SecretKey!, SessionToken) : AwsCredentialSource.From(Credential);
        if (keys is null && ProfileName is null)
        {
            keys = AwsCredentialSource.From(caller.StoredCredentials);
        }

        return new AwsConnectionOptions
        {
            ProfileName = keys is null ? ProfileName : null,
            ProfileLocation = caller.ProfileLocation,
            Keys = keys is null ? null : () => Read(keys),
            Region = region ?? (ProfileName is null || keys is not null ? caller.StoredRegion : null),
            EndpointUrl = EndpointUrl,
            RoleArn = RoleArn,
            ExternalId = ExternalId,
            RoleSessionName = RoleSessionName,
        };

        static AwsKeys Read(AwsCredentialSource source)
        {
            var (accessKey, secretKey, sessionToken) = source.Read();
            return new AwsKeys(accessKey, secretKey, sessionToken);
        }
    }

    // A name, or an object of the AWS Tools that has one.
    private string? StoredRegion()
    {
        object? stored = SessionState.PSVariable.GetValue("StoredAWSRegion");
        return (stored is PSObject wrapped ? wrapped.BaseObject : stored) switch
        {
            null => null,
            string name => name.Length > 0 ? name : null,
            var other => PSObject.AsPSObject(other) is var properties
                ? (properties.Properties["SystemName"] ?? properties.Properties["Region"])?.Value?.ToString() ?? other.ToString() : null,
        };
    }

    /// <summary>What the session says of who calls AWS.</summary>
    private protected sealed record SessionCaller(object? StoredCredentials, string? StoredRegion, string? ProfileLocation);
}
