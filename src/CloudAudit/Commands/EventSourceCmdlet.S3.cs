using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws;
using CloudAudit.Aws.S3;
using CloudAudit.Decoding;
using CloudAudit.PowerShell.Binding;
using CloudAudit.Sources;

namespace CloudAudit.PowerShell.Commands;

/// <content>Logs in S3: a bucket, or the one that a trail delivers to.</content>
public abstract partial class EventSourceCmdlet
{
    private IDisposable? _connection;

    [Parameter(ParameterSetName = BucketSet)]
    [Parameter(ParameterSetName = TrailSet)]
    [Parameter(ParameterSetName = InputTrailSet)]
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
        return OpenBucket(connection, FindTrail(connection).ToOptions(), onError);
    }

    private S3Logs OpenBucket(AwsConnection connection, S3LogOptions options, Action<LogError> onError)
    {
        WriteVerbose($"Reading 's3://{options.Bucket}/{options.Prefix}'.");
        var logs = new S3Logs(
            connection,
            options with
            {
                ThrottleLimit = ThrottleLimit,
                CustomerKey = CustomerKey is byte[] key ? new CustomerKey(key) : null,
                Keys = Keys,
            },
            Options.Query,
            onError);
        BucketIsIn(() => logs.Region);
        return logs;
    }
}
