using System.Runtime.CompilerServices;
using CloudAudit.Aws;
using CloudAudit.Aws.Integrity;
using CloudAudit.Aws.S3;
using CloudAudit.Integrity;

namespace CloudAudit.Cli;

/// <summary><c>cloudaudit verify</c> of a bucket or a trail. The AWS assemblies load here.</summary>
internal static class VerifyBucketCommand
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Run(Verification asked, Func<AwsConnection> connect, CancellationToken cancellation)
    {
        using var connection = connect();
        using var decryptionKeys = VerifyCommand.DecryptionKeys(asked);
        using var trail = Waiting.For(() => asked.Trail is { } name
            ? AwsTrail.OpenTrailAsync(connection, name, Adjust, cancellation)
            : AwsTrail.OpenBucketAsync(connection, Adjust(new S3LogOptions { Bucket = asked.Bucket!, Prefix = asked.Prefix }), cancellation));
        using var keys = new TrailPublicKeys(VerifyCommand.ReadKeys(asked.PublicKeys), asked.PublicKeys.Length == 0 ? trail.Proof : null);
        var options = asked.Options with { TrailName = trail.TrailName, TrailStatus = trail.Location is null ? null : trail.Proof };
        var errors = new ErrorReport(Console.Error);
        if (asked.SaveMetadata is not { } folder)
        {
            return VerifyCommand.Verify([trail.Store], keys, options, asked.Output, errors, cancellation);
        }

        int code = VerifyCommand.Verify([new MetadataSaver(trail.Store, folder)], keys, options, asked.Output, errors, cancellation);
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Join(folder, SavedKeys.SavedFile), TrailKeyText.WriteJson(keys.Snapshot()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(e.Message);
        }

        return code;

        S3LogOptions Adjust(S3LogOptions found) => found with { ThrottleLimit = asked.ThrottleLimit, AccountId = null, Keys = decryptionKeys };
    }
}
