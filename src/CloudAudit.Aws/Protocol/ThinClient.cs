using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Transform;
using CloudAudit.Aws.Connection;

namespace CloudAudit.Aws.Protocol;

/// <summary>
/// A client for any service on the SDK's core: signing, credentials, retries, endpoints and proxies are the SDK's.
/// Bytes in, bytes out; an answer is parsed only after the SDK's pipeline, which would repeat a call whose answer it
/// cannot read.
/// </summary>
internal sealed class ThinClient(AWSCredentials credentials, ThinClientConfig config) : AmazonServiceClient(credentials, config)
{
    private readonly ThinMetadata _metadata = new(config.Service);

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => _metadata;

    /// <summary>Makes one call.</summary>
    /// <param name="headers">Content type and, for JSON, the target.</param>
    /// <param name="body">The request's body.</param>
    /// <param name="cancellation">Stops the call.</param>
    /// <exception cref="AmazonServiceException">The service refused.</exception>
    /// <exception cref="AmazonClientException">It could not be called.</exception>
    public async Task<byte[]> CallAsync(IReadOnlyDictionary<string, string> headers, byte[] body, CancellationToken cancellation)
    {
        var options = new InvokeOptions
        {
            RequestMarshaller = new ThinMarshaller(config.Service, headers, body),
            ResponseUnmarshaller = ThinUnmarshaller.Instance,
        };
        var response = await InvokeAsync<ThinResponse>(new ThinRequest(), options, cancellation);
        return response.Body;
    }

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.AddHandlerAfter<Marshaller>(new SigV4Handler());
        CredentialHandler.AddTo(pipeline);
    }

    private sealed class SigV4Handler : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) =>
            AuthSchemeOption.DEFAULT_SIGV4;
    }

    private sealed class ThinMetadata(AwsService service) : IServiceMetadata
    {
        public string ServiceId => service.ServiceId;

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
    }

    private sealed class ThinRequest : AmazonWebServiceRequest;

    private sealed class ThinMarshaller(AwsService service, IReadOnlyDictionary<string, string> headers, byte[] body)
        : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var request = new DefaultRequest(input, service.ServiceId) { HttpMethod = "POST", ResourcePath = "/", Content = body };
            foreach (var (name, value) in headers)
            {
                request.Headers[name] = value;
            }

            return request;
        }
    }
}

/// <summary>An answer's body, whatever it is.</summary>
internal sealed class ThinResponse : AmazonWebServiceResponse
{
    public byte[] Body { get; init; } = [];
}

/// <summary>Copies answers, and reads of errors what the SDK decides about retries by: code and message.</summary>
internal sealed class ThinUnmarshaller : ResponseUnmarshaller
{
    public static ThinUnmarshaller Instance { get; } = new();

    /// <inheritdoc/>
    public override AmazonWebServiceResponse Unmarshall(UnmarshallerContext input) => new ThinResponse { Body = ((BodyContext)input).Body };

    /// <inheritdoc/>
    public override AmazonServiceException UnmarshallException(UnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var context = (BodyContext)input;
        var (code, message, id) = ErrorBody.Read(context.Body, context.ResponseData.GetHeaderValue("x-amzn-ErrorType"));
        string requestId = context.ResponseData.GetHeaderValue("x-amzn-RequestId") is { Length: > 0 } header ? header : id ?? string.Empty;
        return new AmazonServiceException(message ?? string.Empty, innerException, ErrorType.Unknown, code, requestId, statusCode);
    }

    /// <inheritdoc/>
    protected override UnmarshallerContext ConstructUnmarshallerContext(Stream responseStream, bool maintainResponseBody, IWebResponseData response, bool isException) =>
        new BodyContext(responseStream, response, isException);

    /// <inheritdoc/>
    protected override UnmarshallerContext ConstructUnmarshallerContext(
        Stream responseStream, bool maintainResponseBody, IWebResponseData response, bool isException, IRequestContext requestContext) =>
        new BodyContext(responseStream, response, isException);

    private sealed class BodyContext : UnmarshallerContext
    {
        public BodyContext(Stream stream, IWebResponseData response, bool isException)
        {
            WebResponseData = response;
            IsException = isException;
            Body = AnswerBody.Read(stream);
        }

        public byte[] Body { get; }

        public override string CurrentPath => string.Empty;

        public override int CurrentDepth => 0;

        public override bool IsStartElement => false;

        public override bool IsEndElement => false;

        public override bool IsStartOfDocument => true;
    }
}
