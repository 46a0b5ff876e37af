using System.Runtime.CompilerServices;
using CloudAudit.Integrity;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Errors;

namespace CloudAudit.PowerShell.Commands;

/// <summary>Which of the logs are proven by digests.</summary>
public abstract partial class EventSourceCmdlet
{
    /// <summary>Verifies the logs that were named, before they are read.</summary>
    /// <param name="publicKeys">Keys to trust; what CloudTrail lists, or lies beside a copy, where there are none.</param>
    private protected ProvenFiles VerifyLogs(string[] publicKeys)
    {
        try
        {
            if (IsInS3)
            {
                return VerifyBucket(publicKeys);
            }

            // Log groups and the event history have no digests: nothing of theirs is proven.
            List<LocalTrailStore> stores = [.. Paths.Where(Directory.Exists).SelectMany(path => LocalTrailStore.Find(path, Keys))];
            using var keys = new TrailPublicKeys(this.ReadPublicKeys(publicKeys, stores));
            return Verify([.. stores], keys, new VerifyOptions());
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new System.Management.Automation.PipelineStoppedException();
        }
        catch (Exception e) when (AuditErrors.OfAws(e) is { } error)
        {
            ThrowTerminatingError(error);
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(AuditErrors.TrailUnreadable(null, e));
            throw;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ProvenFiles VerifyBucket(string[] publicKeys)
    {
        using var connection = ConnectForTrail();
        using var trail = OpenForProof(connection);
        using var keys = new TrailPublicKeys(this.ReadPublicKeys(publicKeys, []), publicKeys.Length == 0 ? trail.Proof : null);
        return Verify([trail.Store], keys, trail.Adjust(new VerifyOptions()));
    }

    private ProvenFiles Verify(IReadOnlyList<ITrailStore> stores, TrailPublicKeys keys, VerifyOptions options)
    {
        using var bar = new VerifyProgressBar(this);
        return ProvenFiles.Verify(stores, keys, options, Options.Query, bar.Update, StopToken);
    }
}
