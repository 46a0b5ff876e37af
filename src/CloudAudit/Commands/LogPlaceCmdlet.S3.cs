using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws;
using CloudAudit.Aws.Integrity;
using CloudAudit.Aws.S3;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Errors;

namespace CloudAudit.PowerShell.Commands;

/// <content>Files in S3: a bucket, or the one that a trail delivers to.</content>
public abstract partial class LogPlaceCmdlet
{
    private protected const string BucketSet = "Bucket";
    private protected const string TrailSet = "Trail";
    private protected const string InputTrailSet = "InputTrail";
    private Func<string?>? _bucketRegion;
    private object? _chosen;

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

    // What Get-Trail gives comes whole by the pipeline; of other objects it is the ARN that binds, and they are not made
    // into such an object by their properties: that has a set of its own.
    [Parameter(Mandatory = true, ParameterSetName = InputTrailSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public CloudAudit.Trail? InputTrail { get; set; }

    [Parameter(ParameterSetName = BucketSet)]
    [Parameter(ParameterSetName = TrailSet)]
    [Parameter(ParameterSetName = InputTrailSet)]
    [PSDefaultValue(Value = 16)]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>Whether it is a bucket of S3's that is read, named or a trail's.</summary>
    private protected bool IsInS3 => ParameterSetName is BucketSet or TrailSet or InputTrailSet;

    // One by the pipeline is as good as one that is named; of two nobody could tell which events are whose.
    private void ChooseTrail()
    {
        if (_chosen is not null)
        {
            ThrowTerminatingError(AuditErrors.SeveralTrails(_chosen));
        }

        _chosen = Trail = InputTrail ?? Trail;
    }

    /// <summary>Says where the bucket is, once that is known.</summary>
    private protected void BucketIsIn(Func<string?> region) => _bucketRegion = region;

    /// <summary>Connects to ask for a trail: -Region chooses folders; where nobody else names a region, it tells where to ask, too.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected AwsConnection ConnectForTrail()
    {
        var connection = Connect(null);
        if (connection.DefaultRegion is null && OnlyRegion is { } only)
        {
            connection.Dispose();
            return Connect(only);
        }

        return connection;
    }

    /// <summary>Where the trail delivers to that was named: of an object what it says, of a name what CloudTrail says.</summary>
    /// <exception cref="AwsException">There is no such trail, or it cannot be asked for.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected TrailLocation FindTrail(AwsConnection connection)
    {
        if (TrailObject.Location(Trail!) is { } location)
        {
            return location;
        }

        if (TrailObject.Name(Trail!) is not { } name)
        {
            ThrowTerminatingError(AuditErrors.NoTrail(Trail!));
            throw new PipelineStoppedException();
        }

        return Run((_, stopping) => TrailLocation.FindAsync(connection, name, stopping));
    }

    /// <summary>Opens the bucket that was named, or that of the trail, to be verified.</summary>
    /// <exception cref="AwsException">It cannot be reached.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected AwsTrail OpenForProof(AwsConnection connection)
    {
        var location = Bucket is null ? FindTrail(connection) : null;
        var options = location?.ToOptions() ?? new S3LogOptions { Bucket = Bucket!, Prefix = Prefix };
        WriteVerbose($"Verifying 's3://{options.Bucket}/{options.Prefix}'.");
        options = options with { ThrottleLimit = ThrottleLimit, Keys = Keys };
        var trail = Run((_, stopping) => AwsTrail.OpenAsync(connection, options, location, stopping));
        BucketIsIn(() => trail.Region);
        return trail;
    }
}
