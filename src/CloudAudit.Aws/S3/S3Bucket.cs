using System.Net;
using System.Net.Http.Headers;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.S3.Endpoints;
using Amazon.S3.Internal;
using CloudAudit.Aws.Connection;

namespace CloudAudit.Aws.S3;

/// <summary>
/// A bucket where it is: its region is found, its address is the SDK's, and its objects are fetched by requests of our
/// own over pooled connections, which cost a fraction of the SDK's GetObject.
/// </summary>
internal sealed class S3Bucket : IDisposable
{
    private static readonly HttpRequestOptionsKey<string> SignedBy = new("SignedBy");
    private readonly AwsConnection _connection;
    private readonly HttpMessageInvoker _http;
    private readonly CustomerKey? _customerKey;
    private string _endpoint;
    private (string Service, string Region) _place;

    private S3Bucket(AwsConnection connection, S3LogOptions options, string region)
    {
        _connection = connection;
        _customerKey = options.CustomerKey;
        Name = options.Bucket;
        Region = region;
        (_endpoint, _place) = Resolve(connection, Name, region);
        if (_customerKey is not null && !_endpoint.StartsWith("https:", StringComparison.Ordinal) && !new Uri(_endpoint).IsLoopback)
        {
            throw new AwsException(AwsFailure.InvalidEndpoint, "A customer's key is sent over HTTPS alone.");
        }

        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = options.ThrottleLimit + 2,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,

            // An answer that is given up while a thread reads it must not be read on by another.
            MaxResponseDrainSize = 0,
        });
    }

    public string Name { get; }

    /// <summary>Where the bucket is.</summary>
    public string Region { get; private set; }

    /// <summary>Finds the bucket. S3 names its region to everybody, whatever else it refuses (HeadBucket, "x-amz-bucket-region").</summary>
    /// <exception cref="AwsException">There is no such bucket, or it cannot be reached.</exception>
    public static async Task<S3Bucket> OpenAsync(AwsConnection connection, S3LogOptions options, CancellationToken cancellation)
    {
        var bucket = new S3Bucket(connection, options, options.Region ?? connection.DefaultRegion ?? "us-east-1");
        try
        {
            if (await bucket.ActualRegionAsync(cancellation) is { Length: > 0 } region && region != bucket.Region)
            {
                bucket.Region = region;
                (bucket._endpoint, bucket._place) = Resolve(connection, bucket.Name, region);
            }

            return bucket;
        }
        catch
        {
            bucket.Dispose();
            throw;
        }
    }

    /// <summary>The SDK's client for what is asked of the bucket itself; stays the connection's.</summary>
    public Amazon.S3.IAmazonS3 Client => _connection.S3(Region);

    public string Uri(string key) => $"s3://{Name}/{key}";

    /// <summary>Asks for an object, on a thread that may wait; the answer's headers are there, its body is to be read.</summary>
    /// <param name="wanted">The object, and what of it.</param>
    /// <param name="cancellation">Ends the wait for the answer.</param>
    public HttpResponseMessage Send(ObjectRequest wanted, CancellationToken cancellation)
    {
        // Keys are mostly there; only those that are due are fetched anew.
        var coming = _connection.Credentials.GetCredentialsAsync();
        var keys = coming.IsCompletedSuccessfully ? coming.GetAwaiter().GetResult() : Waiting.For(() => coming);
        var method = wanted.HeadersOnly ? HttpMethod.Head : HttpMethod.Get;
        using var request = Request(method, wanted.Key, keys, wanted.WithCustomerKey ? _customerKey : null);
        if (wanted.Range is var (first, last))
        {
            request.Headers.Range = new RangeHeaderValue(first, last);
        }

        if (wanted.ETag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", wanted.ETag);
        }

        return _http.Send(request, cancellation);
    }

    /// <summary>Has other keys fetched, where AWS says that those of a request have expired.</summary>
    /// <param name="answer">The refusal.</param>
    /// <returns>False where there are no others.</returns>
    public async Task<bool> ReplaceKeysAsync(HttpResponseMessage answer) =>
        answer.RequestMessage!.Options.TryGetValue(SignedBy, out string? accessKey) && await ExpiredKeys.ReplaceAsync(_connection.Credentials, accessKey);

    public void Dispose() => _http.Dispose();

    private static (string Endpoint, (string Service, string Region) Place) Resolve(AwsConnection connection, string bucket, string region)
    {
        var config = connection.S3Config(region);
        Endpoint endpoint;
        try
        {
            endpoint = new AmazonS3EndpointProvider().ResolveEndpoint(new S3EndpointParameters
            {
                Bucket = bucket,
                Region = region,
                UseFIPS = config.UseFIPSEndpoint,
                UseDualStack = config.UseDualstackEndpoint,
                Endpoint = config.ServiceURL,
                ForcePathStyle = config.ForcePathStyle,
                Accelerate = false,
                UseGlobalEndpoint = false,
                UseArnRegion = true,
                DisableMultiRegionAccessPoints = true,
                DisableS3ExpressSessionAuth = true,
            });
        }
        catch (AmazonClientException e)
        {
            throw new AwsException(AwsFailure.InvalidEndpoint, $"'{bucket}' is no bucket that can be read: {e.Message}", e);
        }

        // An access point's ARN brings its own region and service.
        var scheme = (endpoint.Attributes?["authSchemes"] as System.Collections.IEnumerable)?.OfType<IPropertyBag>().FirstOrDefault();
        return (endpoint.URL, (scheme?["signingName"] as string ?? "s3", scheme?["signingRegion"] as string ?? region));
    }

    private async Task<HttpResponseMessage> HeadAsync(CancellationToken cancellation)
    {
        var keys = await _connection.Credentials.GetCredentialsAsync();
        using var request = Request(HttpMethod.Head, string.Empty, keys, null);
        return await _http.SendAsync(request, cancellation);
    }

    private HttpRequestMessage Request(HttpMethod method, string key, ImmutableCredentials keys, CustomerKey? customerKey)
    {
        var request = S3Request.Create(method, _endpoint, key, _place, keys, customerKey, TimeProvider.System.GetUtcNow());
        request.Options.Set(SignedBy, keys.AccessKey);
        return request;
    }

    private async Task<string?> ActualRegionAsync(CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using var answer = await HeadAsync(cancellation);
                if (answer.StatusCode == HttpStatusCode.NotFound)
                {
                    throw AwsErrors.FromAnswer("NoSuchBucket", $"there is no bucket '{Name}'", answer.StatusCode, Backoff.RequestId(answer), "s3:ListBucket", Name);
                }

                if ((int)answer.StatusCode < 500)
                {
                    return answer.Headers.TryGetValues("x-amz-bucket-region", out var values) ? values.FirstOrDefault() : null;
                }

                if (attempt == Backoff.Attempts)
                {
                    throw AwsErrors.FromAnswer(null, null, answer.StatusCode, Backoff.RequestId(answer), "s3:ListBucket", Name);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                if (attempt == Backoff.Attempts)
                {
                    throw AwsErrors.From(e, "s3:ListBucket", Name)!;
                }
            }
            catch (AmazonClientException e)
            {
                throw AwsErrors.From(e, "s3:ListBucket", Name)!;
            }

            await Backoff.WaitAsync(attempt, throttled: false, cancellation);
        }
    }
}
