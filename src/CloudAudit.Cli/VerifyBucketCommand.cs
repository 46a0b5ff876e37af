using System.CommandLine;
using System.Runtime.CompilerServices;
using CloudAudit.Aws;
using CloudAudit.Integrity;

namespace CloudAudit.Cli;

/// <summary><c>cloudaudit verify</c> of a bucket or a trail. The AWS assemblies load here.</summary>
internal static class VerifyBucketCommand
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Run(Verification asked, S3Options s3, ParseResult result, Func<AwsConnection> connect, CancellationToken cancellation)
    {
        string? region = null;
        using var connection = connect();
        using var decryptionKeys = asked.Keys(() => region);
        using var trail = s3.OpenForProof(result, connection, decryptionKeys, cancellation);
        region = trail.Region;
        using var keys = TrustedKeys.Of(asked.PublicKeys, asked.PublicKeys.Length == 0 ? trail.Proof : null);
        var options = trail.Adjust(asked.Options);
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
    }
}
