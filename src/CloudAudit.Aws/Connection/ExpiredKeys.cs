using Amazon.Runtime;

namespace CloudAudit.Aws.Connection;

/// <summary>
/// Keys that AWS no longer takes before their time: a session that was revoked, a clock that is wrong, a source that
/// renewed them meanwhile.
/// </summary>
internal static class ExpiredKeys
{
    /// <summary>Sees to it that the next call is signed by other keys.</summary>
    /// <param name="credentials">Where the keys came from.</param>
    /// <param name="accessKey">The one that AWS refused.</param>
    /// <returns>False where there are no others.</returns>
    public static async Task<bool> ReplaceAsync(AWSCredentials credentials, string accessKey)
    {
        if ((await credentials.GetCredentialsAsync()).AccessKey != accessKey)
        {
            // Another call was refused before, or whoever gave them has given others.
            return true;
        }

        switch (credentials)
        {
            case FoundCredentials { Found: { } found }:
                return await ReplaceAsync(found, accessKey);
            case RoleCredentials role:
                await role.RenewAsync(accessKey);
                return true;
            case RefreshingAWSCredentials refreshing:
                refreshing.ClearCredentials();
                return true;
            default:
                return false;
        }
    }
}
