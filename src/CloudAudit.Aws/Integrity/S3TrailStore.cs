using System.Collections.Concurrent;
using CloudAudit.Aws.S3;
using CloudAudit.Encryption;
using CloudAudit.Integrity;

namespace CloudAudit.Aws.Integrity;

/// <summary>A trail's bucket in S3. Its threads wait for answers; connections are pooled and shared by them.</summary>
public sealed class S3TrailStore : ITrailStore, IDisposable
{
    private readonly AwsConnection _connection;
    private readonly S3LogOptions _options;
    private readonly S3Bucket _bucket;
    private readonly ConcurrentDictionary<string, Lazy<S3Bucket>> _others = new(StringComparer.Ordinal);

    private S3TrailStore(AwsConnection connection, S3LogOptions options, S3Bucket bucket)
    {
        _connection = connection;
        _options = options;
        _bucket = bucket;
        string prefix = options.Prefix.Trim('/');
        Scope = prefix.Length == 0 ? "AWSLogs/"
            : prefix == "AWSLogs" || prefix.StartsWith("AWSLogs/", StringComparison.Ordinal) || prefix.Contains("/AWSLogs/", StringComparison.Ordinal)
                || prefix.EndsWith("/AWSLogs", StringComparison.Ordinal) ? prefix + "/"
            : prefix + "/AWSLogs/";
    }

    /// <inheritdoc/>
    public string Bucket => _bucket.Name;

    /// <summary>Where the bucket is.</summary>
    public string Region => _bucket.Region;

    /// <inheritdoc/>
    public bool KeepsMetadata => true;

    /// <inheritdoc/>
    public int Readers => _options.ThrottleLimit;

    /// <inheritdoc/>
    public string Scope { get; }

    /// <summary>Finds the bucket.</summary>
    /// <param name="connection">Who reads; stays the caller's.</param>
    /// <param name="options">Which bucket, and how.</param>
    /// <param name="cancellation">Stops the call.</param>
    /// <exception cref="AwsException">There is no such bucket, or it cannot be reached.</exception>
    public static async Task<S3TrailStore> OpenAsync(AwsConnection connection, S3LogOptions options, CancellationToken cancellation) =>
        new(connection, options, await S3Bucket.OpenAsync(connection, options, cancellation));

    /// <inheritdoc/>
    /// <exception cref="AwsException">The bucket cannot be listed.</exception>
    public IReadOnlyList<string> Folders(string prefix, CancellationToken cancellation) =>
    [
        .. Pages(prefix, string.Empty, "/", cancellation).SelectMany(page => page.Folders)
            .Select(folder => folder[prefix.Length..].TrimEnd('/')),
    ];

    /// <inheritdoc/>
    /// <exception cref="AwsException">The bucket cannot be listed.</exception>
    public IEnumerable<TrailEntry> List(string prefix, string after, CancellationToken cancellation) =>
        Pages(prefix, after, null, cancellation).SelectMany(page => page.Objects)
            .Where(found => !found.Key.EndsWith('/'))
            .Select(found => new TrailEntry(found.Key, found.LastModified));

    /// <inheritdoc/>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes of the object.")]
    public TrailObject? Open(string bucket, string key, CancellationToken cancellation)
    {
        var place = bucket == Bucket ? _bucket : _others.GetOrAdd(bucket, name => new Lazy<S3Bucket>(() => OpenOther(name, cancellation))).Value;
        return new S3TrailObject(place, key, cancellation).Open() is { } found ? Decrypted(found, place, key, cancellation) : null;
    }

    /// <inheritdoc/>
    public string Origin(string bucket, string key) => $"s3://{bucket}/{key}";

    /// <inheritdoc/>
    public void Dispose()
    {
        _bucket.Dispose();
        foreach (var other in _others.Values.Where(o => o.IsValueCreated))
        {
            other.Value.Dispose();
        }
    }

    private TrailObject Decrypted(TrailObject found, S3Bucket place, string key, CancellationToken cancellation)
    {
        if (found.Metadata is not { } metadata || !EnvelopeReader.IsEncrypted(metadata))
        {
            return found;
        }

        ObjectMetadata? instruction = null;
        try
        {
            if (EnvelopeReader.NeedsInstruction(metadata))
            {
                using var file = new S3TrailObject(place, key + ObjectMetadata.InstructionSuffix, cancellation).Open();
                using var content = new MemoryStream();
                file?.Content.CopyTo(content);
                instruction = file is null ? null : ObjectMetadata.Parse(content.GetBuffer().AsSpan(0, (int)content.Length));
            }

            return new TrailObject(EnvelopeReader.Open(found.Content, metadata, _options.Keys, instruction), metadata);
        }
        catch
        {
            found.Dispose();
            throw;
        }
    }

    // A bucket that a trail had before; that it is gone is no error of the digest that names it.
    private S3Bucket OpenOther(string name, CancellationToken cancellation)
    {
        try
        {
            return Waiting.For(() => S3Bucket.OpenAsync(_connection, _options with { Bucket = name }, cancellation));
        }
        catch (AwsException e)
        {
            throw new IOException($"the bucket '{name}' cannot be read: {e.Message}", e);
        }
    }

    // The next page comes while this one is used.
    private IEnumerable<S3Page> Pages(string prefix, string after, string? delimiter, CancellationToken cancellation)
    {
        Task<S3Page>? next = PageAsync(null);
        while (next is not null)
        {
            var coming = next;
            var page = Waiting.For(() => coming);
            next = page.Next is { } token ? PageAsync(token) : null;
            yield return page;
        }

        Task<S3Page> PageAsync(string? token) => S3Listing.PageAsync(_bucket, prefix, delimiter, after, token, cancellation);
    }
}
