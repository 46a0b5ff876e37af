using System.Management.Automation;
using CloudAudit.Decoding;
using CloudAudit.Filters;

namespace CloudAudit.PowerShell.Errors;

/// <summary>Every error the cmdlets write, with its id, category and target.</summary>
internal static class AuditErrors
{
    public static ErrorRecord PathNotFound(string path, Exception? cause = null) => new(
        cause ?? new ItemNotFoundException($"Cannot find path '{path}' because it does not exist."), "PathNotFound", ErrorCategory.ObjectNotFound, path);

    public static ErrorRecord NotFileSystem(string path, string provider) => new(
        new PSNotSupportedException($"'{path}' belongs to the provider {provider}. Logs are read from the file system."),
        "PathNotFileSystem", ErrorCategory.InvalidArgument, path);

    public static ErrorRecord Log(LogError error) => new(
        new InvalidDataException(error.Message), error.Kind.ToString(), Category(error.Kind), error.Origin);

    public static ErrorRecord Query(EventQueryException error) => new(
        new PSArgumentException(error.Message, Parameter(error.Property)), "InvalidQuery", ErrorCategory.InvalidArgument, Parameter(error.Property));

    public static ErrorRecord LastWithStart() => new(
        new PSArgumentException("-Last and -StartTime say both where to begin. Give one of them.", "Last"),
        "LastWithStartTime", ErrorCategory.InvalidArgument, "Last");

    public static ErrorRecord RulePackNotFound(string name, Exception cause) => new(cause, "RulePackNotFound", ErrorCategory.ObjectNotFound, name);

    public static ErrorRecord RulePackInvalid(string name, Exception cause) => new(cause, "RulePackInvalid", ErrorCategory.ParserError, name);

    public static ErrorRecord RuleProblem(Rules.RuleProblem problem) => new(
        new FormatException(problem.ToString()), "RuleProblem", ErrorCategory.ParserError, problem.RuleId ?? problem.File);

    public static ErrorRecord NotConvertible(object input) => new(
        new PSInvalidCastException(
            $"An object of type {input.GetType().FullName} holds no CloudTrail event. Give JSON text, the output of Find-CTEvent or LookupEvents, an EventBridge event or a record."),
        "NotConvertible", ErrorCategory.InvalidType, input);

    private static string Parameter(string property) => property == nameof(EventQuery.Selection) ? "FilterHashtable" : property;

    private static ErrorCategory Category(LogErrorKind kind) => kind switch
    {
        LogErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        LogErrorKind.AccessDenied => ErrorCategory.PermissionDenied,
        LogErrorKind.ReadFailed => ErrorCategory.ReadError,
        LogErrorKind.BadJson or LogErrorKind.TruncatedJson => ErrorCategory.ParserError,
        LogErrorKind.InflatedSizeLimit or LogErrorKind.RecordTooLarge or LogErrorKind.NestingTooDeep => ErrorCategory.LimitsExceeded,
        LogErrorKind.BadChecksum or LogErrorKind.SecondGzipMember or LogErrorKind.TrailingData => ErrorCategory.SecurityError,
        _ => ErrorCategory.InvalidData,
    };
}
