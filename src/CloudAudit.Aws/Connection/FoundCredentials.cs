using System.Diagnostics.CodeAnalysis;
using Amazon.Runtime;

namespace CloudAudit.Aws.Connection;

/// <summary>
/// What the SDK finds, by its chain or of a profile, looked for once, at the first call. Whatever goes wrong there is an
/// error that says what to do: a process that fails or a token that is missing is no reason to end the program.
/// </summary>
/// <param name="find">Looks for them.</param>
/// <param name="profile">The profile that they are of; null for the chain.</param>
internal sealed class FoundCredentials(Func<Task<AWSCredentials>> find, string? profile = null) : AWSCredentials, IDisposable
{
    private readonly SemaphoreSlim _once = new(1, 1);
    private AWSCredentials? _found;

    /// <summary>What was found; null before.</summary>
    public AWSCredentials? Found => Volatile.Read(ref _found);

    // Asked by the signer, after they were fetched.
    public override ImmutableCredentials GetCredentials() =>
        (Found ?? throw new InvalidOperationException("Credentials are fetched before they are used.")).GetCredentials();

    [SuppressMessage("Design", "CA1031", Justification = "The SDK's credentials throw what their processes, files and parsers do.")]
    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        try
        {
            var found = Volatile.Read(ref _found) ?? await FindAsync();
            return await found.GetCredentialsAsync();
        }
        catch (Exception e)
        {
            throw AwsErrors.From(e, "sts:GetCallerIdentity")
                ?? (profile is null ? AwsErrors.NoCredentials(e.GetBaseException()) : AwsErrors.ProfileUnusable(profile, e.GetBaseException()));
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
