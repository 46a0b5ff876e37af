using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CloudAudit.Encryption;

/// <summary>
/// The bytes of one object, outside the garbage collector's heap: an array of many megabytes for every log would stay
/// there for long. Cleared before it is given back.
/// </summary>
internal sealed unsafe class NativeBuffer : SafeHandle
{
    private const int FirstSize = 64 * 1024;
    private int _size;

    public NativeBuffer()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The bytes that were read.</summary>
    public Span<byte> Span => new((void*)handle, Length);

    public int Length { get; private set; }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">What is read.</param>
    /// <param name="expected">How many bytes it will have, as far as is known; a hint.</param>
    /// <param name="limit">How many it may have.</param>
    /// <returns>Null where it has more than that.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static NativeBuffer? ReadToEnd(Stream stream, long expected, int limit)
    {
        if (expected > limit)
        {
            return null;
        }

        NativeBuffer? buffer = null;
        try
        {
            // A byte more than expected, so that the end is seen without growing.
            buffer = new NativeBuffer();
            buffer.Resize(expected > 0 ? (int)expected + 1 : Math.Min(FirstSize, limit + 1));
            while (stream.Read(new Span<byte>((byte*)buffer.handle + buffer.Length, buffer._size - buffer.Length)) is > 0 and var read)
            {
                buffer.Length += read;
                if (buffer.Length > limit)
                {
                    return null;
                }

                if (buffer.Length == buffer._size)
                {
                    buffer.Resize((int)Math.Min((long)buffer._size * 2, (long)limit + 1));
                }
            }

            var whole = buffer;
            buffer = null;
            return whole;
        }
        finally
        {
            buffer?.Dispose();
        }
    }

    /// <summary>Forgets what stands behind the first bytes.</summary>
    public void Truncate(int length) => Length = Math.Min(length, Length);

    protected override bool ReleaseHandle()
    {
        CryptographicOperations.ZeroMemory(new Span<byte>((void*)handle, _size));
        NativeMemory.Free((void*)handle);
        handle = 0;
        return true;
    }

    private void Resize(int size)
    {
        // What is there so far is ciphertext, which needs no clearing.
        handle = (nint)NativeMemory.Realloc((void*)handle, (nuint)size);
        _size = size;
    }
}
