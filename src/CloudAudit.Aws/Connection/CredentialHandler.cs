using Amazon.KeyManagementService;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.SecurityToken;

namespace CloudAudit.Aws.Connection;

/// <summary>
/// Fetches the caller's keys before a request is signed: the SDK's signer asks for them synchronously, and by then they
/// have to be there. A call that is refused because they have expired is made once more, by others.
/// </summary>
internal sealed class CredentialHandler : PipelineHandler
{
    /// <summary>Puts the handler where the SDK has found out who signs, and has not yet signed.</summary>
    public static void AddTo(RuntimePipeline pipeline) => pipeline.AddHandlerBefore<Signer>(new CredentialHandler());

    /// <inheritdoc/>
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        if (executionContext.RequestContext.Identity is not AWSCredentials credentials)
        {
            return await base.InvokeAsync<T>(executionContext);
        }

        string accessKey = (await credentials.GetCredentialsAsync()).AccessKey;
        try
        {
            return await base.InvokeAsync<T>(executionContext);
        }
        catch (AmazonServiceException e) when (AwsErrors.IsExpired(e.ErrorCode))
        {
            if (!await ExpiredKeys.ReplaceAsync(credentials, accessKey))
            {
                throw;
            }
        }

        await credentials.GetCredentialsAsync();
        executionContext.RequestContext.IsSigned = false;
        return await base.InvokeAsync<T>(executionContext);
    }
}

/// <summary>The SDK's S3 client, with keys fetched before they are needed.</summary>
internal sealed class SignedS3Client(AWSCredentials credentials, AmazonS3Config config) : AmazonS3Client(credentials, config)
{
    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        CredentialHandler.AddTo(pipeline);
    }
}

/// <summary>The SDK's KMS client, with keys fetched before they are needed.</summary>
internal sealed class SignedKmsClient(AWSCredentials credentials, AmazonKeyManagementServiceConfig config)
    : AmazonKeyManagementServiceClient(credentials, config)
{
    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        CredentialHandler.AddTo(pipeline);
    }
}

/// <summary>The SDK's STS client, with keys fetched before they are needed.</summary>
internal sealed class SignedStsClient(AWSCredentials credentials, AmazonSecurityTokenServiceConfig config)
    : AmazonSecurityTokenServiceClient(credentials, config)
{
    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        CredentialHandler.AddTo(pipeline);
    }
}
