using System.Runtime.CompilerServices;
using CloudAudit.Aws.Integrity;
using CloudAudit.Encryption;
using CloudAudit.Integrity;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Errors;

namespace CloudAudit.PowerShell.Commands;

/// <summary>Which of the logs are proven by digests.</summary>
public abstract partial class EventSourceCmdlet
{
    // A file may be delivered some time after its events, and its digest after that.
    private static readonly TimeSpan Delivery = TimeSpan.FromHours(6);

    /// <summary>Verifies the logs that were named, before they are read.</summary>
    /// <param name="publicKeys">Keys to trust; what CloudTrail lists, or lies beside a copy, where there are none.</param>
    private protected ProvenFiles VerifyLogs(string[] publicKeys)
    {
        var proven = new ProvenFiles();
        try
        {
            if (ParameterSetName is BucketSet or TrailSet)
            {
                VerifyBucket(proven, publicKeys);
            }
            else if (ParameterSetName is PathSet or LiteralPathSet)
            {
                List<LocalTrailStore> stores = [.. _resolver!.Paths.Where(Directory.Exists).SelectMany(path => LocalTrailStore.Find(path, _keys))];
                using var keys = new TrailPublicKeys(this.ReadPublicKeys(publicKeys, stores));
                Verify(proven, [.. stores], keys, new VerifyOptions());
            }
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new System.Management.Automation.PipelineStoppedException();
        }
        catch (Exception e) when (AuditErrors.OfAws(e) is { } error)
        {
            ThrowTerminatingError(error);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(AuditErrors.TrailUnreadable(null, e));
        }

        return proven;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void VerifyBucket(ProvenFiles proven, string[] publicKeys)
    {
        using var connection = ConnectForTrail();
        using var trail = Run((_, stopping) => Bucket is not null
            ? AwsTrail.OpenBucketAsync(connection, Adjust(new Aws.S3.S3LogOptions { Bucket = Bucket, Prefix = Prefix }), stopping)
            : Binding.TrailObject.Location(Trail!) is { } location
                ? AwsTrail.OpenTrailAsync(connection, location, Adjust, stopping)
                : AwsTrail.OpenTrailAsync(connection, Binding.TrailObject.Name(Trail!) ?? string.Empty, Adjust, stopping));
        using var keys = new TrailPublicKeys(this.ReadPublicKeys(publicKeys, []), publicKeys.Length == 0 ? trail.Proof : null);
        Verify(proven, [trail.Store], keys, new VerifyOptions { TrailName = trail.TrailName, TrailStatus = trail.Location is null ? null : trail.Proof });

        Aws.S3.S3LogOptions Adjust(Aws.S3.S3LogOptions found) => found with { ThrottleLimit = ThrottleLimit, Keys = _keys ?? EnvelopeKeys.None };
    }

    private void Verify(ProvenFiles proven, IReadOnlyList<ITrailStore> stores, TrailPublicKeys keys, VerifyOptions options)
    {
        var query = Options.Query;
        var now = TimeProvider.System.GetUtcNow();
        options = options with
        {
            StartTime = query.StartTime,
            EndTime = query.EndTime is { } end && end + Delivery < now ? end + Delivery : null,
            AccountId = query.AccountId,
            Now = now,
        };
        using var bar = new VerifyProgressBar(this);
        foreach (var batch in new TrailVerifier(stores, keys, options).Run(StopToken))
        {
            bar.Update(batch.Progress);
            proven.Add(batch);
        }
    }
}
