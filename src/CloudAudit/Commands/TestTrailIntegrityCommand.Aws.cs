using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws;
using CloudAudit.Aws.Integrity;
using CloudAudit.Aws.S3;
using CloudAudit.Encryption;
using CloudAudit.Integrity;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Errors;
using NamedTrail = CloudAudit.PowerShell.Binding.TrailObject;

namespace CloudAudit.PowerShell.Commands;

/// <summary>Trails in S3: a bucket, or the one that a trail delivers to.</summary>
public sealed partial class TestTrailIntegrityCommand
{
    private const string BucketSet = "Bucket";
    private const string TrailSet = "Trail";

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
    [ValidateNotNullOrEmpty]
    public string? SaveMetadata { get; set; }

    // Not inlined: only with this do the AWS assemblies load.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void VerifyInAws(EnvelopeKeys decryptionKeys)
    {
        try
        {
            using var connection = ConnectForTrail();
            using var trail = Open(connection, options => options with { ThrottleLimit = ThrottleLimit, AccountId = null, Keys = decryptionKeys });
            using var keys = new TrailPublicKeys(this.ReadPublicKeys(PublicKey, []), PublicKey.Length == 0 ? trail.Proof : null);
            var options = Options() with { TrailName = trail.TrailName, TrailStatus = trail.Location is null ? null : trail.Proof };
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

    private AwsTrail Open(AwsConnection connection, Func<S3LogOptions, S3LogOptions> adjust)
    {
        if (Bucket is not null)
        {
            WriteVerbose($"Verifying 's3://{Bucket}/{Prefix}'.");
            return Run((_, stopping) => AwsTrail.OpenBucketAsync(connection, adjust(new S3LogOptions { Bucket = Bucket, Prefix = Prefix }), stopping));
        }

        if (NamedTrail.Location(Trail!) is { } location)
        {
            return Run((_, stopping) => AwsTrail.OpenTrailAsync(connection, location, adjust, stopping));
        }

        if (NamedTrail.Name(Trail!) is not { } name)
        {
            ThrowTerminatingError(AuditErrors.NoTrail(Trail!));
            throw new PipelineStoppedException();
        }

        return Run((_, stopping) => AwsTrail.OpenTrailAsync(connection, name, adjust, stopping));
    }

    // -Region chooses what is verified; where nobody else names a region, it tells where to ask for the trail, too.
    private AwsConnection ConnectForTrail()
    {
        var connection = Connect(null);
        if (connection.DefaultRegion is null && Region is [var only] && !WildcardPattern.ContainsWildcardCharacters(only))
        {
            connection.Dispose();
            return Connect(only);
        }

        return connection;
    }
}
