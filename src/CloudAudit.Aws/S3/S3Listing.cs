using System.Net;
using System.Xml;
using Amazon.S3;
using Amazon.S3.Model;
using CloudAudit.Aws.Connection;

namespace CloudAudit.Aws.S3;

/// <summary>An object as a listing has it.</summary>
internal sealed record S3Entry(string Key, long Size, string? ETag, DateTimeOffset? LastModified);

/// <summary>A page of a listing.</summary>
/// <param name="Objects">The objects, in the order of their keys.</param>
/// <param name="Folders">The common prefixes, with the delimiter at their ends.</param>
/// <param name="Next">What asks for the next page; null at the end.</param>
internal sealed record S3Page(IReadOnlyList<S3Entry> Objects, IReadOnlyList<string> Folders, string? Next);

/// <summary>
/// Lists a bucket by the SDK (ListObjectsV2, "Amazon S3 API Reference"), for reading and verification alike. The SDK takes
/// anything that is XML for a listing; one that does not say whether it is the whole would be one without logs.
/// </summary>
internal static class S3Listing
{
    /// <summary>Asks for a page.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">How keys begin.</param>
    /// <param name="delimiter">What ends a folder's name; null for objects alone, however deep.</param>
    /// <param name="after">The key after which they begin; empty for the first.</param>
    /// <param name="token">What the page before names; null for the first.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="AwsException">The bucket cannot be listed.</exception>
    public static async Task<S3Page> PageAsync(S3Bucket bucket, string prefix, string? delimiter, string after, string? token, CancellationToken cancellation)
    {
        try
        {
            return Read(
                await bucket.Client.ListObjectsV2Async(
                    new ListObjectsV2Request
                    {
                        BucketName = bucket.Name,
                        Prefix = prefix,
                        Delimiter = delimiter,
                        StartAfter = token is null && after.Length > 0 ? after : null,
                        ContinuationToken = token,

                        // Keys may have characters that no XML has, and whoever may write to the bucket would stop its readers by one.
                        Encoding = EncodingType.Url,
                    },
                    cancellation),
                token);
        }
        catch (Exception e) when (e is XmlException or InvalidDataException)
        {
            throw AwsErrors.From(new IOException(e.Message, e), "s3:ListBucket", bucket.Name)!;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && AwsErrors.From(e, "s3:ListBucket", bucket.Name) is { } said)
        {
            throw said;
        }
    }

    private static S3Page Read(ListObjectsV2Response page, string? token)
    {
        bool encoded = page.Encoding == EncodingType.Url;
        string? next = page.IsTruncated switch
        {
            null => throw new InvalidDataException("The answer is no listing."),
            false => null,
            true when string.IsNullOrEmpty(page.NextContinuationToken) => throw new InvalidDataException("The listing goes on, and does not say where."),
            true when page.NextContinuationToken == token => throw new InvalidDataException("The listing goes on where it was."),
            true => page.NextContinuationToken,
        };
        return new S3Page([.. (page.S3Objects ?? []).Select(Entry)], [.. (page.CommonPrefixes ?? []).Select(Decoded)], next);

        S3Entry Entry(S3Object found) => new(
            Decoded(found.Key), found.Size ?? 0, found.ETag, found.LastModified is { } time ? new DateTimeOffset(time.ToUniversalTime()) : null);

        // The SDK leaves that to its caller.
        string Decoded(string text) => encoded ? WebUtility.UrlDecode(text) : text;
    }
}
