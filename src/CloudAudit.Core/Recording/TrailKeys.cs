using System.Security.Cryptography;
using CloudAudit.Encryption;
using CloudAudit.Integrity;

namespace CloudAudit.Recording;

/// <summary>Where a trail's keys come from, where that is not what trail.json says.</summary>
public sealed record TrailKeySources
{
    /// <summary>The file of the AES key, in place of the one in trail.json.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The AES key itself: 32 bytes.</summary>
    public ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>The file of the private key that signs digests, in place of the one in trail.json.</summary>
    public string? SigningKeyFile { get; init; }

    /// <summary>AWS KMS, for trails that use it; null where it cannot be reached from here.</summary>
    public IKeyService? KeyService { get; init; }
}

/// <summary>The keys that writing to a trail takes, checked to be the trail's own.</summary>
public sealed class TrailKeys : IDisposable
{
    /// <summary>Bytes of the AES key of a trail: 256 bits.</summary>
    public const int KeyBytes = 32;

    private TrailKeys(RSA signing, TrailCipher? cipher)
    {
        Signing = signing;
        Cipher = cipher;
    }

    internal RSA Signing { get; }

    /// <summary>Null where the trail is not encrypted.</summary>
    internal TrailCipher? Cipher { get; }

    /// <summary>Reads a trail's keys.</summary>
    /// <exception cref="TrailException">One is missing, cannot be read or is not the trail's.</exception>
    public static TrailKeys Open(TrailConfiguration trail, TrailKeySources sources)
    {
        var signing = ReadSigningKey(sources.SigningKeyFile ?? trail.SigningKeyFile);
        try
        {
            if (TrailPublicKey.FingerprintOf(signing) is var fingerprint && fingerprint != trail.PublicKeyFingerprint)
            {
                throw new TrailException(
                    TrailErrorKind.Key,
                    $"The key in '{sources.SigningKeyFile ?? trail.SigningKeyFile}' (fingerprint {fingerprint}) is not the one that signs the trail '{trail.Name}' ({trail.PublicKeyFingerprint}).");
            }

            return new TrailKeys(signing, trail.Encryption switch
            {
                TrailEncryption.None => null,
                TrailEncryption.Kms => TrailCipher.Kms(
                    sources.KeyService ?? throw new TrailException(TrailErrorKind.Key, $"The trail '{trail.Name}' is encrypted by AWS KMS, which cannot be used from here."), trail.KmsKeyId!),
                _ => TrailCipher.Aes(ReadAesKey(trail, sources)),
            });
        }
        catch
        {
            signing.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Signing.Dispose();
        Cipher?.Dispose();
    }

    /// <summary>Reads the private key that signs digests.</summary>
    /// <exception cref="TrailException">It is none, or cannot be read.</exception>
    internal static RSA ReadSigningKey(string path)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(File.ReadAllText(path));
            _ = rsa.SignData([], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return rsa.KeySize >= 2048
                ? rsa
                : throw new TrailException(TrailErrorKind.Key, $"The key in '{path}' has {rsa.KeySize} bits; digests are signed with 2048 or more.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            rsa.Dispose();
            throw new TrailException(TrailErrorKind.Key, $"The key that signs the trail's digests is not in '{path}'. Say where it is with -SigningKeyFile (--signing-key-file).", e);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            rsa.Dispose();
            throw new TrailException(TrailErrorKind.Key, $"'{path}' holds no RSA private key as PEM without a password.");
        }
        catch (UnauthorizedAccessException e)
        {
            rsa.Dispose();
            throw new TrailException(TrailErrorKind.AccessDenied, e.Message, e);
        }
        catch
        {
            rsa.Dispose();
            throw;
        }
    }

    /// <summary>Reads an AES key of 256 bits from a file.</summary>
    /// <exception cref="TrailException">It holds none, or cannot be read.</exception>
    internal static WrappingKey ReadAesKeyFile(string path)
    {
        try
        {
            var key = Encryption.KeyFile.Read(path);
            if (key.IsAes && key.AesKey.Length == KeyBytes)
            {
                return key;
            }

            key.Dispose();
            throw new TrailException(TrailErrorKind.Key, $"'{path}' holds no AES key of 256 bits.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TrailException(TrailErrorKind.Key, $"The key that the trail is encrypted with is not in '{path}'. Say where it is with -KeyFile (--key-file).", e);
        }
        catch (CryptographicException e)
        {
            throw new TrailException(TrailErrorKind.Key, $"'{path}' holds no key: {e.Message}");
        }
        catch (UnauthorizedAccessException e)
        {
            throw new TrailException(TrailErrorKind.AccessDenied, e.Message, e);
        }
    }

    private static WrappingKey ReadAesKey(TrailConfiguration trail, TrailKeySources sources)
    {
        if (!sources.Key.IsEmpty && sources.Key.Length != KeyBytes)
        {
            throw new TrailException(TrailErrorKind.Key, $"A trail's key has {KeyBytes} bytes; this has {sources.Key.Length}.");
        }

        string? file = sources.KeyFile ?? trail.KeyFile;
        var key = !sources.Key.IsEmpty ? WrappingKey.Aes(sources.Key.Span)
            : file is not null ? ReadAesKeyFile(file)
            : throw new TrailException(TrailErrorKind.Key, $"The trail '{trail.Name}' was made with a key that is in no file. Give it with -Key, or its file with -KeyFile (--key-file).");
        if (TrailCipher.KeyCheck(key.AesKey) == trail.KeyCheck)
        {
            return key;
        }

        key.Dispose();
        throw new TrailException(TrailErrorKind.Key, $"The key is not the one that the trail '{trail.Name}' is encrypted with.");
    }
}
