using System.Security.Cryptography;
using System.Text;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Encryption;

namespace CloudAudit.Core.Tests.Encryption;

public sealed class KeyFileTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void Aes_keys_are_their_bytes_or_base64(int length)
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(length);
        bytes[0] = 0xFF;
        string text = Convert.ToBase64String(bytes);
        foreach (byte[] content in (byte[][])[bytes, Encoding.ASCII.GetBytes(text), Encoding.ASCII.GetBytes(text + "\n"), Encoding.ASCII.GetBytes(text + "\r\n")])
        {
            using var key = KeyFile.Parse(content);
            Assert.Equal(bytes, key.AesKey.ToArray());
            Assert.Equal($"AES key of {length * 8} bits", key.ToString());
        }

        using var fromText = KeyFile.ParseText(text);
        Assert.Equal(bytes, fromText.AesKey.ToArray());
    }

    [Fact]
    public void Rsa_keys_are_pem()
    {
        using var rsa = RSA.Create(2048);
        using var folder = new TempFolder();
        foreach (string pem in (string[])[rsa.ExportPkcs8PrivateKeyPem(), rsa.ExportRSAPrivateKeyPem()])
        {
            using var key = KeyFile.Read(folder.Write("key.pem", pem));
            Assert.True(key.CanUnwrap);
            Assert.Equal("RSA private key of 2048 bits", key.ToString());
        }

        using var half = KeyFile.Parse(Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()));
        Assert.False(half.CanUnwrap);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("not base64 at all, and not 32 bytes")]
    [InlineData("AAAAAAAAAAAAAAAA")]
    public void What_is_no_key_is_refused_and_not_quoted(string text)
    {
        byte[] content = text.Length == 16 ? [.. Encoding.ASCII.GetBytes(text), 1] : Encoding.ASCII.GetBytes(text);
        var error = Assert.Throws<CryptographicException>(() => KeyFile.Parse(content));
        Assert.Contains("AES key of 16, 24 or 32 bytes", error.Message, StringComparison.Ordinal);
        Assert.True(text.Length < 2 || !error.ToString().Contains(text, StringComparison.Ordinal));
        Assert.Throws<CryptographicException>(() => KeyFile.ParseText(text));
    }

    [Fact]
    public void A_key_under_a_password_a_short_one_and_one_of_another_kind_are_told_apart()
    {
        using var rsa = RSA.Create(2048);
        string locked = rsa.ExportEncryptedPkcs8PrivateKeyPem("password", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        Assert.Contains("password", Assert.Throws<CryptographicException>(() => KeyFile.FromPem(locked)).Message, StringComparison.Ordinal);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Contains("no RSA key", Assert.Throws<CryptographicException>(() => KeyFile.FromPem(ec.ExportPkcs8PrivateKeyPem())).Message, StringComparison.Ordinal);
        using var weak = RSA.Create(1024);
        Assert.Contains("2048 bits", Assert.Throws<CryptographicException>(() => WrappingKey.Rsa(weak)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_any_size_is_refused_without_reading_it_all()
    {
        using var folder = new TempFolder();
        string path = folder.Write("big", new byte[KeyFile.MaxBytes * 10]);
        Assert.Throws<CryptographicException>(() => KeyFile.Read(path));
    }

    [Fact]
    public void A_key_is_gone_once_it_is_disposed()
    {
        var key = WrappingKey.Aes(new byte[32]);
        using var copy = key.Copy(null);
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.AesKey.Length);
        Assert.Equal(32, copy.AesKey.Length);
    }

    // RFC 3394 §4: the data 00112233… under the keys 000102….
    [Theory]
    [InlineData(16, 16, "1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5")]
    [InlineData(24, 16, "96778B25AE6CA435F92B5B97C050AED2468AB8A17AD84E5D")]
    [InlineData(32, 16, "64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7")]
    [InlineData(24, 24, "031D33264E15D33268F24EC260743EDCE1C6C7DDEE725A936BA814915C6762D2")]
    [InlineData(32, 24, "A8F9BC1612C68B3FF6E6F4FBE30E71E4769C8B80A32CB8958CD5D17D6B254DA1")]
    [InlineData(32, 32, "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21")]
    public void Aes_key_wrap_has_the_vectors_of_its_rfc(int keyBytes, int dataBytes, string wrapped)
    {
        byte[] key = [.. Enumerable.Range(0, keyBytes).Select(i => (byte)i)];
        byte[] data = Convert.FromHexString("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F")[..dataBytes];
        byte[] bytes = Convert.FromHexString(wrapped);
        using (var unwrapped = AesKeyWrap.Unwrap(key, bytes))
        {
            Assert.Equal(data, unwrapped!.Span.ToArray());
        }

        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(AesKeyWrap.Unwrap(key, bytes));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Null(AesKeyWrap.Unwrap(key, bytes.AsSpan(0, 16)));
        Assert.Null(AesKeyWrap.Unwrap(key, bytes.AsSpan(0, bytes.Length - 1)));
    }
}
