using System.Numerics;
using System.Security.Cryptography;

namespace CloudAudit.Encryption;

/// <summary>
/// RSA-OAEP with SHA-256 for the label and SHA-1 for the mask: what Java's own provider means by
/// "RSA/ECB/OAEPWithSHA-256AndMGF1Padding", and so what objects of the older Java clients have. The framework has the
/// two hashes only as one, and no RSA without padding.
/// </summary>
internal static class JavaOaep
{
    private const int Hash = SHA256.HashSizeInBytes;

    /// <summary>Decrypts (RFC 8017 §7.1.2).</summary>
    /// <returns>Null where it was encrypted for another key, or changed. An array that the caller clears.</returns>
    public static byte[]? Decrypt(RSA rsa, ReadOnlySpan<byte> encrypted)
    {
        int size = rsa.KeySize / 8;
        if (encrypted.Length != size)
        {
            return null;
        }

        byte[]? padded = PrivateOperation(rsa, encrypted, size);
        if (padded is null)
        {
            return null;
        }

        try
        {
            var seed = padded.AsSpan(1, Hash);
            var data = padded.AsSpan(1 + Hash);
            Mask(seed, data);
            Mask(data, seed);
            return Unpad(padded[0], data);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(padded);
        }
    }

    // With blinding (RFC 8017 has none; Kocher 1996): numbers of the framework take a time that depends on them.
    private static byte[]? PrivateOperation(RSA rsa, ReadOnlySpan<byte> encrypted, int size)
    {
        var key = rsa.ExportParameters(includePrivateParameters: true);
        try
        {
            var (n, e, p, q) = (Number(key.Modulus), Number(key.Exponent), Number(key.P), Number(key.Q));
            var c = Number(encrypted);
            if (c >= n)
            {
                return null;
            }

            var factor = Number(RandomNumberGenerator.GetBytes(size)) % n;
            var inverse = Inverse(factor, n);
            if (inverse.IsZero)
            {
                return null;
            }

            var blind = c * BigInteger.ModPow(factor, e, n) % n;
            var m1 = BigInteger.ModPow(blind % p, Number(key.DP), p);
            var m2 = BigInteger.ModPow(blind % q, Number(key.DQ), q);
            var h = Number(key.InverseQ) * (((m1 - m2) % p) + p) % p;
            var result = (m2 + (h * q)) * inverse % n;
            byte[] padded = new byte[size];
            int length = result.GetByteCount(isUnsigned: true);
            return result.TryWriteBytes(padded.AsSpan(size - length), out _, isUnsigned: true, isBigEndian: true) ? padded : null;
        }
        finally
        {
            foreach (byte[]? secret in (byte[]?[])[key.D, key.P, key.Q, key.DP, key.DQ, key.InverseQ])
            {
                CryptographicOperations.ZeroMemory(secret);
            }
        }
    }

    // Zero where there is none, which only a multiple of a prime has.
    private static BigInteger Inverse(BigInteger value, BigInteger modulus)
    {
        var (r, next) = (modulus, value);
        var (x, nextX) = (BigInteger.Zero, BigInteger.One);
        while (!next.IsZero)
        {
            var quotient = r / next;
            (r, next) = (next, r - (quotient * next));
            (x, nextX) = (nextX, x - (quotient * nextX));
        }

        return !r.IsOne ? BigInteger.Zero : x.Sign < 0 ? x + modulus : x;
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    // MGF1 with SHA-1 (RFC 8017 §B.2.1): masks the first with what the second gives.
    private static void Mask(Span<byte> masked, ReadOnlySpan<byte> seed)
    {
        byte[] input = [.. seed, 0, 0, 0, 0];
        Span<byte> block = stackalloc byte[SHA1.HashSizeInBytes];
        for (int at = 0, counter = 0; at < masked.Length; at += block.Length, counter++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(input.AsSpan(seed.Length), counter);
            Mgf1Hash(input, block);
            for (int i = 0; i < block.Length && at + i < masked.Length; i++)
            {
                masked[at + i] ^= block[i];
            }
        }

        CryptographicOperations.ZeroMemory(input);
        CryptographicOperations.ZeroMemory(block);
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "The format has it; a mask needs no collision resistance.")]
    private static void Mgf1Hash(ReadOnlySpan<byte> input, Span<byte> hash) => SHA1.HashData(input, hash);

    // The label's hash, zeros, a one, and the message: looked at as a whole, whatever is wrong.
    private static byte[]? Unpad(byte first, ReadOnlySpan<byte> data)
    {
        Span<byte> label = stackalloc byte[Hash];
        SHA256.HashData([], label);
        int wrong = first;
        int start = 0;
        for (int i = 0; i < label.Length; i++)
        {
            wrong |= data[i] ^ label[i];
        }

        for (int i = Hash; i < data.Length; i++)
        {
            if (start == 0)
            {
                wrong |= data[i] & 0xFE;
                start = data[i] == 1 ? i + 1 : 0;
            }
        }

        return wrong == 0 && start > 0 ? data[start..].ToArray() : null;
    }
}
