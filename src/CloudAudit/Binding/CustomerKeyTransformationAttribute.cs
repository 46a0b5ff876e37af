using System.Buffers.Text;
using System.Management.Automation;
using System.Net;
using System.Security;

namespace CloudAudit.PowerShell.Binding;

/// <summary>A key of 32 bytes from bytes, or from base64 in a SecureString or a string. What is wrong with it is said without it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CustomerKeyTransformationAttribute : ArgumentTransformationAttribute
{
    private const int KeyBytes = 32;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        byte[]? key = (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            byte[] bytes => bytes,
            SecureString secure => Decode(new NetworkCredential(string.Empty, secure).Password),
            string text => Decode(text),
            object[] list when Array.TrueForAll(list, b => b is byte or int and >= 0 and <= 255) => [.. list.Select(b => Convert.ToByte(b, System.Globalization.CultureInfo.InvariantCulture))],
            _ => null,
        };
        return key is { Length: KeyBytes } ? key : throw new ArgumentTransformationMetadataException(
            "A key for SSE-C is 32 bytes: give a byte array, or base64 text, best in a SecureString.");
    }

    private static byte[]? Decode(string text)
    {
        byte[] key = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Convert.TryFromBase64String(text.Trim(), key, out int length) ? key[..length] : null;
    }
}
