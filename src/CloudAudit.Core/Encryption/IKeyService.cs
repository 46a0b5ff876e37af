namespace CloudAudit.Encryption;

/// <summary>
/// A service that wraps data keys and never shows its own: AWS KMS. Calls wait for their answer; they come from threads
/// of their own, several at once.
/// </summary>
public interface IKeyService
{
    /// <summary>Unwraps a data key (KMS Decrypt).</summary>
    /// <param name="wrappedKey">The key as its envelope has it.</param>
    /// <param name="context">The encryption context it was wrapped with; what does not agree is refused.</param>
    /// <returns>The key, in an array that the caller clears.</returns>
    /// <exception cref="DecryptionException">The service refuses, or cannot be reached.</exception>
    byte[] Decrypt(ReadOnlyMemory<byte> wrappedKey, IReadOnlyDictionary<string, string> context);

    /// <summary>Makes a data key of 256 bits and wraps it (KMS GenerateDataKey).</summary>
    /// <param name="keyId">The key of the service: its id, ARN or alias.</param>
    /// <param name="context">What the wrapped key is bound to.</param>
    /// <returns>The key, in an array that the caller clears, and its wrapped form.</returns>
    /// <exception cref="DecryptionException">The service refuses, or cannot be reached.</exception>
    (byte[] Key, byte[] WrappedKey) GenerateDataKey(string keyId, IReadOnlyDictionary<string, string> context);
}
