using Amazon.Runtime;

namespace CloudAudit.Aws.Connection;

/// <summary>What the SDK's chain finds, looked for once, at the first call.</summary>
/// <param name="find">Looks for them.</param>
internal sealed class FoundCredentials(Func<Task<AWSCredentials>> find) : AWSCredentials, IDisposable
{
    private readonly SemaphoreSlim _once = new(1, 1);
    private AWSCredentials? _found;

    /// <summary>What was found; null before.</summary>
    public AWSCredentials? Found => Volatile.Read(ref _found);

    // Asked by the signer, after they were fetched.
    public override ImmutableCredentials GetCredentials() =>
        (Found ?? throw new InvalidOperationException("Credentials are fetched before they are used.")).GetCredentials();

    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        var found = Volatile.Read(ref _found) ?? await FindAsync();
        try
        {
            return await found.GetCredentialsAsync();
        }
        catch (AmazonClientException e)
        {
            throw AwsErrors.From(e, "sts:GetCallerIdentity") ?? AwsErrors.NoCredentials(e);
        }
    }

    public void Dispose() => _once.Dispose();

    private async Task<AWSCredentials> FindAsync()
    {
        await _once.WaitAsync();
        try
        {
            if (_found is null)
            {
                Volatile.Write(ref _found, await find());
            }

            return _found!;
        }
        finally
        {
            _once.Release();
        }
    }
}
