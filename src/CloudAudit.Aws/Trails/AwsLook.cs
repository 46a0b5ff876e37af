using CloudAudit.Aws.Connection;
using CloudAudit.Trails;

namespace CloudAudit.Aws.Trails;

/// <summary>Reads parts of an account where a missing permission is an answer, and being no caller at all is an error.</summary>
internal static class AwsLook
{
    /// <summary>Looks at one part.</summary>
    /// <param name="permission">The permission that it takes.</param>
    /// <param name="absent">The codes by which the service says that there is no such thing.</param>
    /// <param name="read">Asks the service.</param>
    /// <exception cref="AwsException">There are no credentials, or no connection.</exception>
    public static async Task<Inspected<T>> AtAsync<T>(string permission, IReadOnlyList<string> absent, Func<Task<T?>> read)
    {
        try
        {
            return Inspected.Found(await read());
        }
        catch (Exception e) when (e is not OperationCanceledException && AwsErrors.From(e, permission) is { } said)
        {
            return said switch
            {
                { Code: { } code } when absent.Contains(code, StringComparer.Ordinal) => Inspected<T>.Found(default),
                { Failure: AwsFailure.AccessDenied } => Inspected<T>.Denied(permission),
                { Failure: AwsFailure.Refused or AwsFailure.NotFound or AwsFailure.ServiceFault or AwsFailure.Throttled } => Inspected<T>.Failed(said.Message.TrimEnd('.')),
                _ => throw said,
            };
        }
    }
}
