using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;
using CloudAudit.Aws.Connection;
using CloudAudit.Aws.S3;

namespace CloudAudit.Aws.Protocol;

/// <summary>
/// A client for any service. Credentials, endpoints and the signature are the SDK's; the request goes out by itself, as
/// the SDK's pipeline takes longer to start than a short run needs for all its work. Bytes in, bytes out: an answer is
/// parsed by whoever asked.
/// </summary>
internal sealed class ThinClient(AWSCredentials credentials, ThinClientConfig config) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(100);

    // A signature of more than five minutes ago, or ahead, is refused ("Elements of an AWS API request signature").
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(4);
    private static readonly string[] SkewCodes = ["RequestTimeTooSkewed", "RequestExpired", "InvalidSignatureException", "SignatureDoesNotMatch", "RequestInTheFuture"];
    private readonly Uri _address = new(config.Address);
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
    });

    // How far the service's clock is ahead of this machine's.
    private TimeSpan _ahead;

    /// <summary>Makes one call.</summary>
    /// <param name="headers">Content type and, for JSON, the target.</param>
    /// <param name="body">The request's body.</param>
    /// <param name="cancellation">Stops the call.</param>
    /// <exception cref="AmazonServiceException">The service refused.</exception>
    /// <exception cref="AmazonClientException">There are no credentials.</exception>
    /// <exception cref="HttpRequestException">It could not be called.</exception>
    /// <exception cref="TimeoutException">It did not answer.</exception>
    public async Task<byte[]> CallAsync(IReadOnlyDictionary<string, string> headers, byte[] body, CancellationToken cancellation)
    {
        bool renewed = false;
        bool corrected = false;
        for (int attempt = 1; ; attempt++)
        {
            bool last = attempt > config.MaxErrorRetry;
            bool throttled = false;
            using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            time.CancelAfter(Timeout);
            var keys = await credentials.GetCredentialsAsync();
            try
            {
                using var request = Request(headers, body, keys, TimeProvider.System.GetUtcNow() + _ahead);
                using var answer = await _http.SendAsync(request, time.Token);
                byte[] said = (await AnswerBody.ReadAsync(answer, time.Token)).ToArray();
                if (answer.IsSuccessStatusCode)
                {
                    return said;
                }

                var refusal = Refusal(answer, said);
                bool others = !renewed && AwsErrors.IsExpired(refusal.ErrorCode) && await ExpiredKeys.ReplaceAsync(credentials, keys.AccessKey);
                bool skewed = !corrected && IsSkewed(refusal.ErrorCode, answer);
                renewed |= others;
                corrected |= skewed;
                throttled = AwsErrors.IsThrottled(refusal.ErrorCode);
                if (!others && !skewed && (last || !(throttled || (int)answer.StatusCode >= 500 || answer.StatusCode == HttpStatusCode.TooManyRequests)))
                {
                    throw refusal;
                }
            }
            catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                if (last)
                {
                    throw new TimeoutException("There was no answer in time.", e);
                }
            }
            catch (Exception e) when (!last && e is HttpRequestException or IOException)
            {
                // Asked again.
            }

            await Backoff.WaitAsync(attempt, throttled, cancellation);
        }
    }

    public void Dispose() => _http.Dispose();

    private static AmazonServiceException Refusal(HttpResponseMessage answer, byte[] body)
    {
        var (code, message, id) = ErrorBody.Read(body, Header(answer, "x-amzn-ErrorType"));
        string requestId = Header(answer, "x-amzn-RequestId") ?? id ?? string.Empty;
        return new AmazonServiceException(message ?? string.Empty, null, ErrorType.Unknown, code, requestId, answer.StatusCode);
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) && values.FirstOrDefault() is { Length: > 0 } value ? value : null;

    // Of two clocks the service's counts.
    private bool IsSkewed(string? code, HttpResponseMessage answer)
    {
        if (!SkewCodes.Contains(code) || answer.Headers.Date is not { } date)
        {
            return false;
        }

        var ahead = date - TimeProvider.System.GetUtcNow();
        bool skewed = (ahead - _ahead).Duration() > Skew;
        _ahead = skewed ? ahead : _ahead;
        return skewed;
    }

    // "Create a signed AWS API request" in the IAM User Guide.
    private HttpRequestMessage Request(IReadOnlyDictionary<string, string> headers, byte[] body, ImmutableCredentials keys, DateTimeOffset now)
    {
        string host = _address.IsDefaultPort ? _address.Host : string.Create(CultureInfo.InvariantCulture, $"{_address.Host}:{_address.Port}");
        string hash = Convert.ToHexStringLower(SHA256.HashData(body));
        var signed = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = host,
            ["x-amz-content-sha256"] = hash,
            ["x-amz-date"] = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
        };
        if (keys.UseToken)
        {
            signed["x-amz-security-token"] = keys.Token;
        }

        foreach (var (name, value) in headers)
        {
            signed[name.ToLowerInvariant()] = value;
        }

        var canonical = new StringBuilder(512).Append("POST\n").Append(_address.AbsolutePath).Append("\n\n");
        var request = new HttpRequestMessage(HttpMethod.Post, _address) { Version = HttpVersion.Version11, Content = new ByteArrayContent(body) };
        string[] names = [.. signed.Keys];
        Array.Sort(names, StringComparer.Ordinal);
        foreach (string name in names)
        {
            canonical.Append(name).Append(':').Append(signed[name]).Append('\n');
            if (name == "content-type")
            {
                request.Content.Headers.TryAddWithoutValidation(name, signed[name]);
            }
            else if (name != "host")
            {
                request.Headers.TryAddWithoutValidation(name, signed[name]);
            }
        }

        string all = string.Join(';', names);
        canonical.Append('\n').Append(all).Append('\n').Append(hash);
        var signature = AWS4Signer.ComputeSignature(keys, config.AuthenticationRegion, now.UtcDateTime, config.Service.SigningName, all, canonical.ToString());
        request.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
        request.Headers.TryAddWithoutValidation("User-Agent", "CloudAudit");
        return request;
    }
}
