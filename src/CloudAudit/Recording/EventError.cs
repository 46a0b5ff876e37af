using System.Management.Automation;

namespace CloudAudit.PowerShell.Recording;

/// <summary>What failed, as a record's errorCode says it.</summary>
internal static class EventError
{
    /// <summary>
    /// AWS's own code, such as AccessDenied, where an AWS client threw the error; else the first part of its id, which the
    /// cmdlet chose; else the name of the exception.
    /// </summary>
    public static string Code(ErrorRecord error)
    {
        for (var cause = error.Exception; cause is not null; cause = cause.InnerException)
        {
            // Amazon.Runtime.AmazonServiceException, of whichever version the session has.
            if (PSObject.AsPSObject(cause).Properties["ErrorCode"]?.Value is string { Length: > 0 } code)
            {
                return code;
            }
        }

        string id = error.FullyQualifiedErrorId;
        int comma = id.IndexOf(',', StringComparison.Ordinal);
        string first = comma < 0 ? id : id[..comma];
        string? name = error.Exception?.GetType().Name;

        // Of a throw, the id is the message itself.
        return first.Length == 0 || first.Contains(' ', StringComparison.Ordinal) || first == error.Exception?.Message ? name ?? "Error" : first;
    }
}
