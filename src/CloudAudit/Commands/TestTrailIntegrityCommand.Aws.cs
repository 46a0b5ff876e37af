using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws;
using CloudAudit.Integrity;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Errors;

namespace CloudAudit.PowerShell.Commands;

/// <summary>Trails in S3: a bucket, or the one that a trail delivers to.</summary>
public sealed partial class TestTrailIntegrityCommand
{
    [Parameter(ParameterSetName = BucketSet)]
    [Parameter(ParameterSetName = TrailSet)]
    [Parameter(ParameterSetName = InputTrailSet)]
    [ValidateNotNullOrEmpty]
    public string? SaveMetadata { get; set; }

    // Not inlined: only with this do the AWS assemblies load.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void VerifyInAws()
    {
        try
        {
            using var connection = ConnectForTrail();
            using var trail = OpenForProof(connection);
            using var keys = new TrailPublicKeys(this.ReadPublicKeys(PublicKey, []), PublicKey.Length == 0 ? trail.Proof : null);
            var options = trail.Adjust(Options());
            if (SaveMetadata is null)
            {
                Verify([trail.Store], keys, options);
                return;
            }

            string folder = GetUnresolvedProviderPathFromPSPath(SaveMetadata);
            var saver = new MetadataSaver(trail.Store, folder);
            Verify([saver], keys, options);
            string file = System.IO.Path.Join(folder, SavedKeys.SavedFile);
            File.WriteAllBytes(file, TrailKeyText.WriteJson(keys.Snapshot()));
            WriteVerbose($"Saved the metadata of {saver.Saved} digests, and {keys.Count} public keys in '{file}'.");
        }
        catch (AwsException e)
        {
            ThrowTerminatingError(AuditErrors.Aws(e, Bucket ?? Trail));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(AuditErrors.TrailUnreadable(SaveMetadata, e));
        }
    }
}
