using System.Security.Cryptography;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using CloudAudit.Aws.Connection;
using CloudAudit.Decoding;
using CloudAudit.Encryption;

namespace CloudAudit.Aws.Kms;

/// <summary>
/// AWS KMS as the service that wraps data keys. It connects with the first key that is asked for; where nobody may call
/// at all, that is asked once, and not for each of thousands of logs.
/// </summary>
/// <param name="connect">Makes the connection, which becomes this one's.</param>
/// <param name="region">Says the region of the keys, asked once the connection is there; null for the connection's.</param>
/// <param name="cancellation">Ends the waits for an answer.</param>
public sealed class KmsKeyService(Func<AwsConnection> connect, Func<AwsConnection, string?>? region, CancellationToken cancellation) : IKeyService, IDisposable
{
    private readonly Lock _lock = new();
    private AwsConnection? _connection;
    private AwsException? _hopeless;

    /// <inheritdoc/>
    public byte[] Decrypt(ReadOnlyMemory<byte> wrappedKey, IReadOnlyDictionary<string, string> context) => Ask("kms:Decrypt", null, async kms =>
    {
        using var blob = new MemoryStream(wrappedKey.ToArray());
        var answer = await kms.DecryptAsync(new DecryptRequest { CiphertextBlob = blob, EncryptionContext = Copy(context) }, cancellation);
        return Take(answer.Plaintext);
    });

    /// <inheritdoc/>
    public (byte[] Key, byte[] WrappedKey) GenerateDataKey(string keyId, IReadOnlyDictionary<string, string> context) => Ask("kms:GenerateDataKey", keyId, async kms =>
    {
        var answer = await kms.GenerateDataKeyAsync(
            new GenerateDataKeyRequest { KeyId = keyId, KeySpec = DataKeySpec.AES_256, EncryptionContext = Copy(context) }, cancellation);
        return (Take(answer.Plaintext), answer.CiphertextBlob.ToArray());
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _connection?.Dispose();
            _connection = null;
        }
    }

    private T Ask<T>(string permission, string? keyId, Func<IAmazonKeyManagementService, Task<T>> call)
    {
        try
        {
            var kms = Client();
            return new Answer<T>().Wait(() => call(kms));
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && AwsErrors.From(e, permission, keyId) is { } said)
        {
            if (said.Failure is AwsFailure.NoCredentials or AwsFailure.NoRegion or AwsFailure.ProfileNotFound or AwsFailure.ExpiredCredentials
                or AwsFailure.InvalidCredentials or AwsFailure.InvalidEndpoint)
            {
                _hopeless = said;
            }

            throw Failed(said);
        }
        catch (OperationCanceledException e) when (cancellation.IsCancellationRequested)
        {
            throw new DecryptionException(LogErrorKind.KeyServiceFailed, "its data key was not asked for: reading was stopped", e);
        }
    }

    private IAmazonKeyManagementService Client()
    {
        lock (_lock)
        {
            if (_hopeless is not null)
            {
                throw _hopeless;
            }

            _connection ??= connect();
            return _connection.Kms(region?.Invoke(_connection));
        }
    }

    private static DecryptionException Failed(AwsException said) => new(
        LogErrorKind.KeyServiceFailed,
        said.Code switch
        {
            "InvalidCiphertextException" => "AWS KMS does not open its data key: the envelope was changed, or the key is one of another region or its context another",
            "IncorrectKeyException" or "NotFoundException" => $"AWS KMS has not the key of its data key in this region: {said.Message.TrimEnd('.')}",
            _ => $"its data key was not opened: {said.Message.TrimEnd('.')}{(said.Advice is null ? string.Empty : ". " + said.Advice.TrimEnd('.'))}",
        },
        said);

    private static Dictionary<string, string> Copy(IReadOnlyDictionary<string, string> context) => new(context, StringComparer.Ordinal);

    private static byte[] Take(MemoryStream stream)
    {
        byte[] key = stream.ToArray();
        if (stream.TryGetBuffer(out var buffer))
        {
            CryptographicOperations.ZeroMemory(buffer);
        }

        return key;
    }

    /// <summary>Where a thread waits for what another one will say.</summary>
    private sealed class Answer<T>
    {
        private readonly object _gate = new();
        private Task<T>? _ended;

        public T Wait(Func<Task<T>> call)
        {
            _ = FillAsync(call);
            lock (_gate)
            {
                while (_ended is null)
                {
                    Monitor.Wait(_gate);
                }
            }

            // It has ended: this takes its result or throws what it failed with.
            return _ended.GetAwaiter().GetResult();
        }

        private async Task FillAsync(Func<Task<T>> call)
        {
            var task = Task.Run(call);
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_gate)
            {
                _ended = task;
                Monitor.PulseAll(_gate);
            }
        }
    }
}
