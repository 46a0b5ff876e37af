using System.Security.Cryptography;

namespace CloudAudit.Encryption;

/// <summary>A key in memory that the garbage collector does not copy, and that is cleared after use.</summary>
internal sealed class SecretBytes : IDisposable
{
    private readonly byte[] _bytes;
    private bool _disposed;

    public SecretBytes(int length) => _bytes = GC.AllocateArray<byte>(length, pinned: true);

    public SecretBytes(ReadOnlySpan<byte> bytes)
        : this(bytes.Length) => bytes.CopyTo(_bytes);

    /// <summary>The key itself.</summary>
    /// <exception cref="ObjectDisposedException">It has been cleared.</exception>
    public Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    public int Length => _bytes.Length;

    /// <summary>Takes over an array that others made, and clears it.</summary>
    public static SecretBytes Take(byte[] bytes)
    {
        var secret = new SecretBytes(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return secret;
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _disposed = true;
    }

    public override string ToString() => "a secret";
}
