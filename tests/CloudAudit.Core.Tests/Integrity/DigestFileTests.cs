using System.Text;
using CloudAudit.Integrity;

namespace CloudAudit.Core.Tests.Integrity;

public sealed class DigestFileTests
{
    private const string Key = "p/AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2025/03/11/111122223333_CloudTrail-Digest_us-east-1_my_trail_eu-west-1_20250311T140131Z.json.gz";

    private const string Minimal =
        """{"digestStartTime":"2025-03-11T13:01:31Z","digestEndTime":"2025-03-11T14:01:31Z","digestS3Bucket":"b","digestS3Object":"k","digestPublicKeyFingerprint":"f","previousDigestSignature":null,"logFiles":[]}""";

    [Fact]
    public void A_key_says_whose_digest_it_is()
    {
        Assert.True(DigestName.TryParse(Key, out var name));
        Assert.Equal(new DigestName("111122223333", "us-east-1", "my_trail", "eu-west-1", new DateTimeOffset(2025, 3, 11, 14, 1, 31, TimeSpan.Zero), false), name);
        Assert.Equal(Key, name.KeyAt("p/AWSLogs/111122223333/CloudTrail-Digest/us-east-1/", name.Time));
        string backfill = Key.Replace("Z.json", "Z_backfill.json", StringComparison.Ordinal);
        Assert.True(DigestName.TryParse(backfill, out var late));
        Assert.Equal(name with { IsBackfill = true }, late);
        Assert.Equal(backfill, late.KeyAt("p/AWSLogs/111122223333/CloudTrail-Digest/us-east-1/", late.Time));
    }

    [Theory]
    [InlineData("111122223333_CloudTrail_us-east-1_20250311T1400Z_abcdefghijklmnop.json.gz")]
    [InlineData("11112222333_CloudTrail-Digest_us-east-1_t_us-east-1_20250311T140131Z.json.gz")]
    [InlineData("111122223333_CloudTrail-Digest_us-east-1_us-east-1_20250311T140131Z.json.gz")]
    [InlineData("111122223333_CloudTrail-Digest_us-east-1_t_us-east-1_20250311T1401Z.json.gz")]
    [InlineData("111122223333_CloudTrail-Digest_us-east-1_t_us-east-1_20250311T140131Z.json")]
    [InlineData("111122223333_CloudTrail-Digest_")]
    [InlineData("_")]
    [InlineData("")]
    public void Other_names_are_no_digests(string name) => Assert.False(DigestName.TryParse(name, out _));

    [Fact]
    public void A_digest_keeps_the_text_of_what_is_signed()
    {
        var digest = DigestFile.Parse(Encoding.UTF8.GetBytes(Minimal));
        Assert.Equal("2025-03-11T14:01:31Z", digest.EndTimeText);
        Assert.Null(digest.Previous);
        Assert.Equal("2025-03-11T14:01:31Z\nb/k\nff\nnull", digest.StringToSign("ff"));
        string odd = Minimal.Replace("14:01:31Z", "14:01:31.000+00:00", StringComparison.Ordinal);
        Assert.StartsWith("2025-03-11T14:01:31.000+00:00\n", DigestFile.Parse(Encoding.UTF8.GetBytes(odd)).StringToSign("ff"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"logFiles\":[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]}")]
    public void Other_content_is_no_digest(string text) =>
        Assert.Throws<FormatException>(() => DigestFile.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_digest_cut_anywhere_or_with_more_behind_it_is_none()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Minimal);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<FormatException>(() => DigestFile.Parse(bytes.AsSpan(0, length)));
        }

        Assert.Throws<FormatException>(() => DigestFile.Parse(Encoding.UTF8.GetBytes(Minimal + "{}")));
        foreach (string field in (string[])["digestStartTime", "digestEndTime", "digestS3Bucket", "digestS3Object", "digestPublicKeyFingerprint", "previousDigestSignature", "logFiles"])
        {
            string without = Minimal.Replace($"\"{field}\"", "\"other\"", StringComparison.Ordinal);
            Assert.Contains(field, Assert.Throws<FormatException>(() => DigestFile.Parse(Encoding.UTF8.GetBytes(without))).Message, StringComparison.Ordinal);
        }
    }
}
