using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace CloudAudit.Aws.Connection;

/// <summary>
/// The mode of defaults that the environment or a profile asks for, by the names that all SDKs share ("Smart configuration
/// defaults", AWS SDKs and Tools Reference Guide). The SDK here knows its own spelling alone and ends with an error at
/// another's.
/// </summary>
internal static class DefaultsMode
{
    /// <summary>The mode; null where none is asked for, or one whose name the SDK takes or refuses by itself.</summary>
    public static DefaultConfigurationMode? Of(CredentialProfile? profile)
    {
        string? name = Environment.GetEnvironmentVariable("AWS_DEFAULTS_MODE");
        return (string.IsNullOrWhiteSpace(name) ? profile?.DefaultConfigurationModeName : name)?.Trim().ToLowerInvariant() switch
        {
            "in-region" => DefaultConfigurationMode.InRegion,
            "cross-region" => DefaultConfigurationMode.CrossRegion,

            // What SDKs did before there were modes; this one has only what it does now.
            "legacy" => DefaultConfigurationMode.Standard,
            _ => null,
        };
    }
}
