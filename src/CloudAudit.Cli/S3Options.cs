using System.CommandLine;
using System.Runtime.CompilerServices;
using CloudAudit.Aws;
using CloudAudit.Aws.Integrity;
using CloudAudit.Aws.S3;
using CloudAudit.Decoding;
using CloudAudit.Encryption;
using CloudAudit.Filters;
using CloudAudit.Sources;

namespace CloudAudit.Cli;

/// <summary>The options that name logs in S3: a bucket, or the trail that delivers to one.</summary>
/// <param name="withCustomerKey">Whether <c>--customer-key</c> is one of them.</param>
internal sealed class S3Options(bool withCustomerKey)
{
    private const int KeyFileBytes = 1024;
    private readonly Option<string?> _bucket = new("--bucket") { Description = "A bucket with CloudTrail logs, in place of paths: its name, or an access point's ARN." };
    private readonly Option<string?> _prefix = new("--prefix") { Description = "What stands before AWSLogs/ in its keys, or a folder below." };
    private readonly Option<string?> _trail = new("--trail") { Description = "A trail whose bucket is read, in place of paths: its name or ARN." };
    private readonly Option<long?> _throttleLimit = CommandOptions.Number("--throttle-limit", "Requests for objects at the same time; 16 unless given.", 1, 256);
    private readonly Option<string?> _customerKey = new("--customer-key") { Description = "A file with the key of objects encrypted by SSE-C: 32 bytes, or base64." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_bucket, _prefix, _trail, _throttleLimit])
        {
            command.Options.Add(option);
        }

        if (withCustomerKey)
        {
            command.Options.Add(_customerKey);
        }
    }

    /// <summary>Sources that the command line names: 0, 1, or too many.</summary>
    public int Count(System.CommandLine.Parsing.SymbolResult result) => (result.GetValue(_bucket) is null ? 0 : 1) + (result.GetValue(_trail) is null ? 0 : 1);

    /// <summary>The logs of the bucket. The AWS assemblies load here; the connection lives as long as the program.</summary>
    /// <exception cref="UsageException">The key's file holds none.</exception>
    /// <exception cref="AwsException">The trail cannot be asked for.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public LogSource Logs(ParseResult result, AwsConnection connection, EventQuery query, EnvelopeKeys keys, Action<LogError> onError)
    {
        var options = Find(result, connection, keys, CancellationToken.None).Options;
        return new S3Logs(
            connection, options with { CustomerKey = result.GetValue(_customerKey) is { } file ? ReadKey(Path.GetFullPath(file)) : null }, query, onError);
    }

    /// <summary>The bucket, to be verified.</summary>
    /// <exception cref="AwsException">The trail cannot be asked for, or the bucket not be reached.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public AwsTrail OpenForProof(ParseResult result, AwsConnection connection, EnvelopeKeys keys, CancellationToken cancellation)
    {
        var (options, trail) = Find(result, connection, keys, cancellation);
        return Waiting.For(() => AwsTrail.OpenAsync(connection, options, trail, cancellation));
    }

    private (S3LogOptions Options, TrailLocation? Trail) Find(ParseResult result, AwsConnection connection, EnvelopeKeys keys, CancellationToken cancellation)
    {
        var trail = result.GetValue(_trail) is { } name ? Waiting.For(() => TrailLocation.FindAsync(connection, name, cancellation)) : null;
        var options = trail?.ToOptions() ?? new S3LogOptions { Bucket = result.GetValue(_bucket)!, Prefix = result.GetValue(_prefix) ?? string.Empty };
        return (options with { ThrottleLimit = (int)(result.GetValue(_throttleLimit) ?? options.ThrottleLimit), Keys = keys }, trail);
    }

    private static CustomerKey ReadKey(string path)
    {
        try
        {
            byte[] bytes = new FileInfo(path).Length <= KeyFileBytes ? File.ReadAllBytes(path) : [];
            if (bytes.Length != 32)
            {
                byte[] decoded = new byte[KeyFileBytes];
                bytes = Convert.TryFromBase64String(System.Text.Encoding.UTF8.GetString(bytes).Trim(), decoded, out int length) ? decoded[..length] : [];
            }

            return new CustomerKey(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException(e is ArgumentException ? $"'{path}' is no key for SSE-C: it has 32 bytes, or their base64." : e.Message);
        }
    }
}
