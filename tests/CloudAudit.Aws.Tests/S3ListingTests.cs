using System.Text;
using System.Xml;
using CloudAudit.Aws.S3;

namespace CloudAudit.Aws.Tests;

/// <summary>Pages of a listing, as S3 writes them ("ListObjectsV2" in the API reference).</summary>
public sealed class S3ListingTests
{
    [Fact]
    public void A_page_has_objects_folders_and_what_asks_for_the_next()
    {
        var page = Read("""
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>logs</Name><Prefix/><KeyCount>3</KeyCount><MaxKeys>3</MaxKeys>
              <IsTruncated>true</IsTruncated><NextContinuationToken>1/abc=</NextContinuationToken>
              <Contents><Key>a &amp; b.gz</Key><LastModified>2025-03-10T01:02:03.000Z</LastModified><ETag>&quot;e1&quot;</ETag><Size>17</Size>
                <Owner><ID>x</ID><DisplayName>y</DisplayName></Owner><StorageClass>STANDARD</StorageClass></Contents>
              <Contents><Key>c.gz</Key><Size>0</Size></Contents>
              <CommonPrefixes><Prefix>d/</Prefix></CommonPrefixes><CommonPrefixes><Prefix>e/</Prefix></CommonPrefixes></ListBucketResult>
            """);
        Assert.Equal("1/abc=", page.Next);
        Assert.Equal(["d/", "e/"], page.Folders);
        Assert.Equal(
            [new S3Entry("a & b.gz", 17, "\"e1\"", new DateTimeOffset(2025, 3, 10, 1, 2, 3, TimeSpan.Zero)), new S3Entry("c.gz", 0, null, null)], page.Objects);
    }

    // Whoever may write to a bucket may name objects so.
    [Fact]
    public void Keys_with_characters_that_XML_does_not_have_are_read()
    {
        var page = Read("""<ListBucketResult><Contents><Key>a&#x1;b&#xB;.gz</Key><Size>1</Size></Contents><IsTruncated>false</IsTruncated></ListBucketResult>""");
        Assert.Equal("a\u0001b\v.gz", Assert.Single(page.Objects).Key);
        Assert.Null(page.Next);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("<Error><Code>SlowDown</Code></Error>")]
    [InlineData("<ListBucketResult><Contents><Key>a</Key>")]
    [InlineData("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><ListBucketResult><Contents><Key>&e;</Key></Contents></ListBucketResult>")]
    public void What_is_no_whole_listing_is_none(string text) => Assert.ThrowsAny<XmlException>(() => Read(text));

    private static S3Page Read(string text)
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return S3Listing.Read(body);
    }
}
