using System.Globalization;
using CloudAudit.Aws.S3;
using CloudAudit.Tests.Support;

namespace CloudAudit.Aws.Tests;

/// <summary>Pages of a listing, as S3 gives them ("ListObjectsV2" in the API reference).</summary>
public sealed class S3ListingTests
{
    [Fact]
    public async Task A_page_has_objects_folders_and_what_asks_for_the_next()
    {
        var objects = Enumerable.Range(0, 1001).Select(i => Object(string.Create(CultureInfo.InvariantCulture, $"{i:D4}.gz")))
            .Append(Object("a & b+c/1.gz")).Append(Object("a & b+c/2.gz"));
        await using var stub = await S3Stub.StartAsync(objects);
        using var connection = new AwsConnection(Options(stub));
        using var bucket = await S3Bucket.OpenAsync(connection, new S3LogOptions { Bucket = "trail" }, default);

        var first = await S3Listing.PageAsync(bucket, string.Empty, "/", string.Empty, null, default);
        var second = await S3Listing.PageAsync(bucket, string.Empty, "/", string.Empty, first.Next, default);
        var folder = await S3Listing.PageAsync(bucket, "a & b+c/", null, string.Empty, null, default);

        Assert.Equal(1000, first.Objects.Count);
        Assert.Equal(new S3Entry("0000.gz", 17, "\"e\"", new DateTimeOffset(2025, 3, 11, 0, 0, 0, TimeSpan.Zero)), first.Objects[0]);
        Assert.Empty(first.Folders);
        Assert.Equal("1000.gz", Assert.Single(second.Objects).Key);
        Assert.Equal(["a & b+c/"], second.Folders);
        Assert.Null(second.Next);
        Assert.Equal(["a & b+c/1.gz", "a & b+c/2.gz"], folder.Objects.Select(found => found.Key));
    }

    // Whoever may write to a bucket may name objects so.
    [Fact]
    public async Task Keys_come_as_they_are_whatever_is_in_them()
    {
        string[] keys = [.. ((string[])["a\u0001b\v", "\t \n", "%41", "+ %2B", "é☃😀", "?#&\"<>'", "..", "//"]).Select(k => k + ".gz").Order(StringComparer.Ordinal)];
        await using var stub = await S3Stub.StartAsync(keys.Select(Object));
        using var connection = new AwsConnection(Options(stub));
        using var bucket = await S3Bucket.OpenAsync(connection, new S3LogOptions { Bucket = "trail" }, default);

        var page = await S3Listing.PageAsync(bucket, string.Empty, null, string.Empty, null, default);

        Assert.Equal(keys, page.Objects.Select(found => found.Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("<html><body>Sign in</body></html>")]
    [InlineData("<ListBucketResult><Contents><Key>a</Key>")]
    [InlineData("<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>")]
    [InlineData("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><ListBucketResult><Contents><Key>&e;</Key></Contents></ListBucketResult>")]
    public async Task What_is_no_whole_listing_is_an_error(string text)
    {
        await using var stub = await S3Stub.ListsAsync(text);
        using var connection = new AwsConnection(Options(stub));
        using var bucket = await S3Bucket.OpenAsync(connection, new S3LogOptions { Bucket = "trail" }, default);

        var error = await Assert.ThrowsAsync<AwsException>(() => S3Listing.PageAsync(bucket, string.Empty, null, string.Empty, null, default));

        Assert.Contains("s3:ListBucket could not be called", error.Message, StringComparison.Ordinal);
    }

    private static StubObject Object(string key) => new(key, 17, "\"e\"", () => new byte[17]);

    private static AwsConnectionOptions Options(S3Stub stub) => new()
    {
        Keys = () => new AwsKeys("AKIAIOSFODNN7EXAMPLE", "made-up"),
        Region = "us-east-1",
        EndpointUrl = stub.Url,
    };
}
