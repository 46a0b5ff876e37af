using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using CloudAudit.Encryption;

namespace CloudAudit.PowerShell.Binding;

/// <summary>
/// Keys from what people have: bytes, a SecureString of base64 or PEM, the path of a key file, PEM text, an RSA object,
/// or a hashtable that says which objects the key is for. No error shows a key.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DecryptionKeyTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = Unwrapped(inputData);
        return value is IList list and not byte[] && Bytes(list) is null
            ? list.Cast<object?>().Select(item => Key(engineIntrinsics, Unwrapped(item))).ToArray()
            : new[] { Key(engineIntrinsics, value) };
    }

    private static object? Unwrapped(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static WrappingKey Key(EngineIntrinsics engine, object? value)
    {
        try
        {
            return value switch
            {
                WrappingKey key => key.Copy(key.Description),
                byte[] bytes => FromBytes(bytes),
                IList list when Bytes(list) is { } bytes => FromBytes(bytes),
                SecureString secret => FromSecret(secret),
                RSA rsa => WrappingKey.Rsa(rsa),
                IDictionary table => FromTable(engine, table),
                string text when KeyFile.IsPem(text) => KeyFile.FromPem(text),
                string path => FromFile(engine, path),
                _ => throw Refused("A key is bytes, a SecureString with base64 or PEM text in it, the path of a key file, or PEM text."),
            };
        }
        catch (CryptographicException e)
        {
            throw Refused(e.Message);
        }
    }

    private static WrappingKey FromBytes(byte[] bytes) => bytes.Length is 16 or 24 or 32 ? WrappingKey.Aes(bytes) : KeyFile.Parse(bytes);

    // A literal list of numbers; null where it is a list of other things.
    private static byte[]? Bytes(IList list)
    {
        byte[] bytes = new byte[list.Count];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (Unwrapped(list[i]) is not (byte or int) || Convert.ToInt32(Unwrapped(list[i]), CultureInfo.InvariantCulture) is not (>= 0 and <= 255 and var number))
            {
                return null;
            }

            bytes[i] = (byte)number;
        }

        return bytes.Length > 0 ? bytes : null;
    }

    private static WrappingKey FromSecret(SecureString secret)
    {
        char[] text = GC.AllocateArray<char>(secret.Length, pinned: true);
        nint copy = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            Marshal.Copy(copy, text, 0, text.Length);
            return KeyFile.ParseText(text);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(copy);
            Array.Clear(text);
        }
    }

    private static WrappingKey FromTable(EngineIntrinsics engine, IDictionary table)
    {
        object? key = null;
        Dictionary<string, string>? description = null;
        foreach (DictionaryEntry entry in table)
        {
            object? value = Unwrapped(entry.Value);
            switch (Convert.ToString(entry.Key, CultureInfo.InvariantCulture)?.ToUpperInvariant())
            {
                case "KEY":
                    key = value;
                    break;
                case "DESCRIPTION" when value is IDictionary words:
                    description = words.Cast<DictionaryEntry>().ToDictionary(
                        w => Convert.ToString(w.Key, CultureInfo.InvariantCulture)!, w => Convert.ToString(w.Value, CultureInfo.InvariantCulture)!, StringComparer.Ordinal);
                    break;
                default:
                    throw Refused("A hashtable for a key has the entries Key and Description, and the description is itself a hashtable.");
            }
        }

        if (key is null or IDictionary)
        {
            throw Refused("The hashtable has no Key.");
        }

        using var plain = Key(engine, key);
        return plain.Copy(description ?? plain.Description);
    }

    private static WrappingKey FromFile(EngineIntrinsics engine, string path)
    {
        try
        {
            string full = engine.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
            if (File.Exists(full))
            {
                return KeyFile.Read(full);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused($"The key file cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is SessionStateException or NotSupportedException or PSInvalidOperationException)
        {
            // What is no path at all may be a key; it is not shown.
        }

        throw Refused(KeyFile.MayBeKey(path)
            ? "There is no key file of that name. Text is the path of a key file or PEM; give the base64 of a key as a SecureString: (Read-Host -AsSecureString)."
            : $"There is no key file '{path}'.");
    }

    private static ArgumentTransformationMetadataException Refused(string message) => new(message);
}
