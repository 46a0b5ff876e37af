namespace CloudAudit.Encryption;

/// <summary>A key service that is made once a key is asked for, so that what it needs is loaded only then.</summary>
/// <param name="make">Makes the service, which becomes this one's.</param>
public sealed class LazyKeyService(Func<IKeyService> make) : IKeyService, IDisposable
{
    private readonly Lazy<IKeyService> _service = new(make);

    /// <inheritdoc/>
    public byte[] Decrypt(ReadOnlyMemory<byte> wrappedKey, IReadOnlyDictionary<string, string> context) => _service.Value.Decrypt(wrappedKey, context);

    /// <inheritdoc/>
    public (byte[] Key, byte[] WrappedKey) GenerateDataKey(string keyId, IReadOnlyDictionary<string, string> context) =>
        _service.Value.GenerateDataKey(keyId, context);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_service.IsValueCreated)
        {
            (_service.Value as IDisposable)?.Dispose();
        }
    }
}
