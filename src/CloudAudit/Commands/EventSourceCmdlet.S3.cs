using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws;
using CloudAudit.Aws.S3;
using CloudAudit.Decoding;
using CloudAudit.Encryption;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Errors;
using CloudAudit.Sources;

namespace CloudAudit.PowerShell.Commands;

/// <summary>Logs in S3: a bucket, or the one that a trail delivers to.</summary>
public abstract partial class EventSourceCmdlet
{
    private const string BucketSet = "Bucket";
    private const string TrailSet = "Trail";
    private IDisposable? _connection;
    private Func<string?>? _bucketRegion;

    [Parameter(Mandatory = true, ParameterSetName = BucketSet)]
    [ValidateNotNullOrEmpty]
    public string? Bucket { get; set; }

    [Parameter(ParameterSetName = BucketSet)]
    [AllowEmptyString]
    public string Prefix { get; set; } = string.Empty;

    [Parameter(Mandatory = true, ParameterSetName = TrailSet, ValueFromPipelineByPropertyName = true)]
    [Alias("TrailARN")]
    [ValidateNotNull]
    public object? Trail { get; set; }

    [Parameter(ParameterSetName = BucketSet)]
    [Parameter(ParameterSetName = TrailSet)]
    [PSDefaultValue(Value = 16)]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 16;

    [Parameter(ParameterSetName = BucketSet)]
    [Parameter(ParameterSetName = TrailSet)]
    [CustomerKeyTransformation]
    [ValidateNotNull]
    public object? CustomerKey { get; set; }

    // Not inlined: only with these do the AWS assemblies load.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSource OpenBucket(Action<LogError> onError)
    {
        var connection = Connect(null);
        _connection = connection;
        return OpenBucket(connection, new S3LogOptions { Bucket = Bucket!, Prefix = Prefix }, onError);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSource OpenTrail(Action<LogError> onError)
    {
        var connection = ConnectForTrail();
        _connection = connection;
        var location = TrailObject.Location(Trail!);
        string? name = location is null ? TrailObject.Name(Trail!) : null;
        if (location is null && name is null)
        {
            ThrowTerminatingError(AuditErrors.NoTrail(Trail!));
        }

        location ??= Run((_, stopping) => TrailLocation.FindAsync(connection, name!, stopping));
        return OpenBucket(connection, location.ToOptions(), onError);
    }

    // -Region chooses folders; where nobody else names a region, it tells where to ask for the trail, too.
    private AwsConnection ConnectForTrail()
    {
        var connection = Connect(null);
        if (connection.DefaultRegion is null && OnlyRegion is { } only)
        {
            connection.Dispose();
            return Connect(only);
        }

        return connection;
    }

    private string? OnlyRegion => Region is [var only] && !WildcardPattern.ContainsWildcardCharacters(only) ? only : null;

    private S3Logs OpenBucket(AwsConnection connection, S3LogOptions options, Action<LogError> onError)
    {
        WriteVerbose($"Reading 's3://{options.Bucket}/{options.Prefix}'.");
        var logs = new S3Logs(
            connection,
            options with
            {
                ThrottleLimit = ThrottleLimit,
                CustomerKey = CustomerKey is byte[] key ? new CustomerKey(key) : null,
                Keys = _keys ?? EnvelopeKeys.None,
            },
            Options.Query,
            onError);

        // Keys of what is in a bucket are where the bucket is.
        _bucketRegion = () => logs.Region;
        return logs;
    }
}
