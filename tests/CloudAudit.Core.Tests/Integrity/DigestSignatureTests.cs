using System.Security.Cryptography;
using System.Text;
using CloudAudit.Integrity;

namespace CloudAudit.Core.Tests.Integrity;

public sealed class DigestSignatureTests
{
    // The worked example of the AWS CLI's own tests.
    private const string AwsVector = "a\nb/c\nba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\nnull";

    // The sample of the AWS CLI reference, "list-public-keys".
    private const string SampleKey =
        "MIIBCgKCAQEAlSS3cl92HDycr/MTj0moOhas8habjrraXw+KzlWF0axSI2tcF+3iJ9BKQAVSKxGwxwu3m0wG3J+kUl1xboEcEPHYoIYMbgfSw7KGnuDKwkLzsQWhUJ0cIbOHASox1vv/"
        + "5fNXkrHhGbDCHeVXm804c83nvHUEFYThr1PfyP/8HwrCtR3FX5OANtQCP61C1nJtSSkC8JSQUOrIP4CuwJjc+4WGDk+BGH5m9iuiAKkipEHWmUl8/P7XpfpWQuk4h8g3pXZOrNXr08lbh4d"
        + "39svj7UqdhvOXoBISp9t/EXYuePGEtBdrKD9Dz+VHwyUPtBQvYr9BnkF88qBnaPNhS44rzwIDAQAB";

    [Fact]
    public void What_is_signed_is_what_AWS_signs() =>
        Assert.Equal(AwsVector, DigestSignature.StringToSign("a", "b", "c", DigestSignature.HashOf("abc"u8), null));

    [Fact]
    public void A_signature_fits_its_text_and_key_alone()
    {
        using var rsa = RSA.Create(2048);
        using var other = RSA.Create(2048);
        using var key = TrailPublicKey.FromDer(rsa.ExportRSAPublicKey());
        using var wrong = TrailPublicKey.FromDer(other.ExportRSAPublicKey());
        byte[] bytes = rsa.SignData(Encoding.UTF8.GetBytes(AwsVector), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        string signature = Convert.ToHexStringLower(bytes);
        Assert.True(DigestSignature.Verify(AwsVector, signature, key));
        Assert.True(DigestSignature.Verify(AwsVector, signature.ToUpperInvariant(), key));
        Assert.False(DigestSignature.Verify(AwsVector, signature, wrong));
        Assert.False(DigestSignature.Verify(AwsVector + "\n", signature, key));
        for (int bit = 0; bit < bytes.Length * 8; bit += 61)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(DigestSignature.Verify(AwsVector, Convert.ToHexStringLower(bytes), key));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("zz")]
    [InlineData("00")]
    public void What_is_no_signature_does_not_fit(string? signature)
    {
        using var key = TrailPublicKey.FromDer(Convert.FromBase64String(SampleKey));
        Assert.False(DigestSignature.Verify(AwsVector, signature, key));
        Assert.False(DigestSignature.Verify(AwsVector, new string('0', 1_000_000), key));
    }

    [Fact]
    public void A_key_is_named_as_CloudTrail_names_it()
    {
        using var key = TrailPublicKey.FromDer(Convert.FromBase64String(SampleKey));
        Assert.Equal("7f3f401420072e50a65a141430817ab3", key.Fingerprint);
    }

    [Fact]
    public void Keys_are_read_in_every_form_people_keep_them_in()
    {
        using var rsa = RSA.Create(2048);
        byte[] der = rsa.ExportRSAPublicKey();
        string value = Convert.ToBase64String(der);
        string fingerprint = TrailPublicKey.FingerprintOf(rsa);
        string json = $$"""{"PublicKeyList":[{"Value":"{{value}}","ValidityStartTime":1453076702.0,"ValidityEndTime":"2016-02-16T22:11:42Z","Fingerprint":"{{fingerprint}}"}]}""";
        foreach (byte[] form in (byte[][])[
            der,
            rsa.ExportSubjectPublicKeyInfo(),
            Encoding.ASCII.GetBytes(value),
            Encoding.ASCII.GetBytes(rsa.ExportRSAPublicKeyPem() + "\n"),
            Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()),
            Encoding.UTF8.GetBytes(json),
            Encoding.UTF8.GetBytes(json.Replace("{\"PublicKeyList\":", string.Empty, StringComparison.Ordinal)[..^1])])
        {
            using var key = Assert.Single(TrailKeyText.Read(form));
            Assert.Equal(fingerprint, key.Fingerprint);
        }

        using var dated = Assert.Single(TrailKeyText.Read(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1453076702), dated.ValidFrom);
        Assert.Equal(new DateTimeOffset(2016, 2, 16, 22, 11, 42, TimeSpan.Zero), dated.ValidUntil);
        Assert.Equal(2, TrailKeyText.Read(Encoding.ASCII.GetBytes(rsa.ExportRSAPublicKeyPem() + "\n" + rsa.ExportSubjectPublicKeyInfoPem())).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("AAAA")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("{\"PublicKeyList\":[{\"Value\":\"AAAA\"}]}")]
    [InlineData("{\"PublicKeyList\":[{\"Value\":")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void What_holds_no_key_is_refused(string text) =>
        Assert.Throws<FormatException>(() => TrailKeyText.Read(Encoding.UTF8.GetBytes(text)));
}
