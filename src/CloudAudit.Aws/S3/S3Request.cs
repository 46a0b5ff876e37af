using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;

namespace CloudAudit.Aws.S3;

/// <summary>
/// Writes and signs requests for objects ("Signature Version 4" in the IAM User Guide; for S3, paths are encoded once).
/// The SDK's own signer takes the canonical request; what is saved against its client is the rest of its pipeline.
/// </summary>
internal static class S3Request
{
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/");
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Makes a request without a body.</summary>
    /// <param name="method">GET or HEAD.</param>
    /// <param name="endpoint">The bucket's address.</param>
    /// <param name="key">The object's key; empty for the bucket itself.</param>
    /// <param name="place">Service and region to sign for.</param>
    /// <param name="keys">The caller's keys, as they are now.</param>
    /// <param name="customerKey">Goes along and is signed; null for none.</param>
    /// <param name="now">The time of signing.</param>
    public static HttpRequestMessage Create(
        HttpMethod method, string endpoint, string key, (string Service, string Region) place, ImmutableCredentials keys, CustomerKey? customerKey, DateTimeOffset now)
    {
        string address = endpoint.TrimEnd('/') + '/' + Encode(key);
        var uri = new Uri(address, in AsWritten);
        string host = uri.IsDefaultPort ? uri.Host : string.Create(CultureInfo.InvariantCulture, $"{uri.Host}:{uri.Port}");
        string date = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(method, uri) { Version = HttpVersion.Version11 };
        var canonical = new StringBuilder(512);
        canonical.Append(method.Method).Append('\n').Append(address.AsSpan(address.IndexOf('/', address.IndexOf("://", StringComparison.Ordinal) + 3)))
            .Append("\n\nhost:").Append(host)
            .Append("\nx-amz-content-sha256:").Append(EmptyHash)
            .Append("\nx-amz-date:").Append(date).Append('\n');
        string signed = "host;x-amz-content-sha256;x-amz-date";
        request.Headers.TryAddWithoutValidation("x-amz-content-sha256", EmptyHash);
        request.Headers.TryAddWithoutValidation("x-amz-date", date);
        if (keys.UseToken)
        {
            Add("x-amz-security-token", keys.Token);
        }

        if (customerKey is not null)
        {
            Add("x-amz-server-side-encryption-customer-algorithm", "AES256");
            Add("x-amz-server-side-encryption-customer-key", customerKey.Base64);
            Add("x-amz-server-side-encryption-customer-key-md5", customerKey.Md5);
        }

        canonical.Append('\n').Append(signed).Append('\n').Append(EmptyHash);
        var signature = AWS4Signer.ComputeSignature(keys, place.Region, now.UtcDateTime, place.Service, signed, canonical.ToString());
        request.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
        request.Headers.TryAddWithoutValidation("User-Agent", "CloudAudit");
        return request;

        void Add(string name, string value)
        {
            canonical.Append(name).Append(':').Append(value).Append('\n');
            signed += ';' + name;
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    // Every byte but the unreserved ones and the slash.
    private static string Encode(string key)
    {
        if (!key.AsSpan().ContainsAnyExcept(Unreserved))
        {
            return key;
        }

        var encoded = new StringBuilder(key.Length + 32);
        foreach (byte b in Encoding.UTF8.GetBytes(key))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' or (byte)'/')
            {
                encoded.Append((char)b);
            }
            else
            {
                encoded.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }
}
