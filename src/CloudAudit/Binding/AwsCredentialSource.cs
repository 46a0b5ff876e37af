using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Reflection;
using System.Security;

namespace CloudAudit.PowerShell.Binding;

/// <summary>
/// AWS keys from what people have: a PSCredential, a table or object of keys, or another library's credentials, which
/// are asked anew each time as they may renew themselves. Types of the AWS SDK are told by their members alone: another
/// module's SDK is not ours.
/// </summary>
internal sealed class AwsCredentialSource
{
    private readonly Func<(string AccessKey, string SecretKey, string? SessionToken)> _read;

    private AwsCredentialSource(Func<(string AccessKey, string SecretKey, string? SessionToken)> read) => _read = read;

    public static AwsCredentialSource FromKeys(string accessKey, string secretKey, string? sessionToken) =>
        new(() => (accessKey, secretKey, sessionToken));

    /// <summary>Recognises a value; null where it holds no credentials.</summary>
    public static AwsCredentialSource? From(object? value)
    {
        object? plain = value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;
        switch (plain)
        {
            case null:
                return null;
            case AwsCredentialSource source:
                return source;
            case PSCredential credential:
                // Read anew, too: the text exists only while a request is signed.
                return credential.UserName.Length > 0 ? new(() => (credential.UserName, Text(credential.Password)!, null)) : null;
        }

        if (GetCredentials(plain) is { } method)
        {
            return new(() => Keys(method.Invoke(plain, null)) ?? throw new InvalidOperationException("The credentials object gave no keys."));
        }

        if (Keys(plain) is { } keys)
        {
            return FromKeys(keys.AccessKey, keys.SecretKey, keys.SessionToken);
        }

        // What AWS.Tools keeps in $StoredAWSCredentials, and what an STS call returns, hold them one level down.
        object? inner = Member(plain, "Credentials") ?? Member(plain, "Credential");
        return inner is null || ReferenceEquals(inner, plain) || Member(inner, "Credentials") is not null ? null : From(inner);
    }

    /// <summary>The keys as they are now.</summary>
    public (string AccessKey, string SecretKey, string? SessionToken) Read() => _read();

    /// <summary>The keys are nobody's to read.</summary>
    public override string ToString() => "AWS credentials";

    private static MethodInfo? GetCredentials(object value)
    {
        var method = value.GetType().GetMethod("GetCredentials", BindingFlags.Public | BindingFlags.Instance, Type.EmptyTypes);
        return method is not null && method.ReturnType != typeof(void) ? method : null;
    }

    private static (string AccessKey, string SecretKey, string? SessionToken)? Keys(object? value)
    {
        if (value is null)
        {
            return null;
        }

        string? access = Text(Member(value, "AccessKeyId") ?? Member(value, "AccessKey"));
        string? secret = Text(Member(value, "SecretAccessKey") ?? Member(value, "SecretKey"));
        string? token = Text(Member(value, "SessionToken") ?? Member(value, "Token"));
        return string.IsNullOrEmpty(access) || string.IsNullOrEmpty(secret) ? null : (access, secret, string.IsNullOrEmpty(token) ? null : token);
    }

    private static object? Member(object value, string name)
    {
        if (value is IDictionary table)
        {
            return table.Keys.OfType<string>().FirstOrDefault(k => k.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } key ? table[key] : null;
        }

        if (value is PSObject custom)
        {
            return custom.Properties[name]?.Value;
        }

        return value.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.IgnoreCase)?.GetValue(value);
    }

    private static string? Text(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        SecureString secure => new NetworkCredential(string.Empty, secure).Password,
        string text => text.Trim(),
        _ => null,
    };
}

/// <summary>Takes whatever holds AWS keys.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AwsCredentialTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        AwsCredentialSource.From(inputData) ?? throw new ArgumentTransformationMetadataException(
            "There are no AWS keys in it. Give a PSCredential (access key and secret key), a hashtable or object with AccessKeyId, SecretAccessKey and SessionToken, or the credentials of an AWS module.");
}
