namespace CloudAudit.Aws;

/// <summary>A set of AWS keys. Its text never shows the secret parts.</summary>
/// <param name="AccessKey">The access key id, such as AKIA… or ASIA….</param>
/// <param name="SecretKey">The secret access key.</param>
/// <param name="SessionToken">The token of temporary keys; null or empty for keys of a user.</param>
public sealed record AwsKeys(string AccessKey, string SecretKey, string? SessionToken = null)
{
    /// <summary>The access key id alone.</summary>
    public override string ToString() => AccessKey;
}
