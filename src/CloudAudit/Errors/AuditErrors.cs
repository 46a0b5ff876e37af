using System.Globalization;
using System.Management.Automation;
using CloudAudit.Checkpoints;
using CloudAudit.Aws;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Integrity;
using CloudAudit.Output;
using CloudAudit.Recording;
using CloudAudit.Rules;
using CloudAudit.Trails;

namespace CloudAudit.PowerShell.Errors;

/// <summary>Every error the cmdlets write, with its id, category and target.</summary>
internal static class AuditErrors
{
    public static ErrorRecord PathNotFound(string path, Exception? cause = null) => new(
        cause ?? new ItemNotFoundException($"Cannot find path '{path}' because it does not exist."), "PathNotFound", ErrorCategory.ObjectNotFound, path);

    public static ErrorRecord NotFileSystem(string path, string provider) => new(
        new PSNotSupportedException($"'{path}' belongs to the provider {provider}. Files are read from the file system."),
        "PathNotFileSystem", ErrorCategory.InvalidArgument, path);

    public static ErrorRecord Log(LogError error) => new(
        new InvalidDataException(error.Message + Remedy(error.Kind)), error.Kind.ToString(), Category(error.Kind), error.Origin);

    public static ErrorRecord Query(EventQueryException error) => new(
        new PSArgumentException(error.Message, Parameter(error.Property)), "InvalidQuery", ErrorCategory.InvalidArgument, Parameter(error.Property));

    public static ErrorRecord LastWithStart() => new(
        new PSArgumentException("-Last and -StartTime say both where to begin. Give one of them.", "Last"),
        "LastWithStartTime", ErrorCategory.InvalidArgument, "Last");

    public static ErrorRecord EndBeforeStart() => new(
        new PSArgumentException("-EndTime must lie after -StartTime.", "EndTime"), "EndBeforeStart", ErrorCategory.InvalidArgument, "EndTime");

    public static ErrorRecord IntegrityNeedsLogs() => new(
        new PSArgumentException("-RequireIntegrity verifies logs, and events that come through the pipeline are none. Give -Path, -Bucket or -Trail.", "RequireIntegrity"),
        "IntegrityNeedsLogs", ErrorCategory.InvalidArgument, "RequireIntegrity");

    public static ErrorRecord NoTrailFolder(string path) => new(
        new ItemNotFoundException(LocalTrailStore.NothingIn(path)), "NoTrailFolder", ErrorCategory.ObjectNotFound, path);

    public static ErrorRecord TrailUnreadable(string? path, Exception cause) => new(
        cause, "TrailUnreadable", cause is UnauthorizedAccessException ? ErrorCategory.PermissionDenied : ErrorCategory.ReadError, path);

    public static ErrorRecord PublicKeyInvalid(string name, Exception cause) => new(
        new PSArgumentException($"'{name}' cannot be used as a public key: {cause.Message}", cause),
        "PublicKeyInvalid", ErrorCategory.InvalidArgument, name);

    public static ErrorRecord IntervalTooShort(TimeSpan interval) => new(
        new PSArgumentException($"An interval of {interval} is too short. Give a second or more.", nameof(interval)),
        "IntervalTooShort", ErrorCategory.InvalidArgument, interval);

    public static ErrorRecord Checkpoint(CheckpointException error) => new(
        error,
        "Checkpoint" + error.Problem,
        error.Problem switch
        {
            CheckpointProblem.InUse => ErrorCategory.ResourceBusy,
            CheckpointProblem.Inaccessible => ErrorCategory.OpenError,
            CheckpointProblem.OtherSource or CheckpointProblem.OtherRequest => ErrorCategory.InvalidOperation,
            _ => ErrorCategory.InvalidData,
        },
        error.Path);

    public static ErrorRecord CheckpointOfPipeline() => new(
        new PSArgumentException("Events from the pipeline have no source that a checkpoint could belong to. Give -Checkpoint to the command that reads them.", "Checkpoint"),
        "CheckpointOfPipeline", ErrorCategory.InvalidArgument, "Checkpoint");

    public static ErrorRecord RulePackNotFound(string name, Exception cause) => new(cause, "RulePackNotFound", ErrorCategory.ObjectNotFound, name);

    public static ErrorRecord RulePackInvalid(string name, RuleParseException cause) => Rule(cause.Problem, cause, "RulePackInvalid", name);

    public static ErrorRecord SuppressionInvalid(string file, Exception cause) => cause is RuleParseException parse
        ? Rule(parse.Problem, parse, "SuppressionInvalid", file)
        : new(cause, "SuppressionInvalid", ErrorCategory.ReadError, file);

    public static ErrorRecord RuleProblem(RuleProblem problem) =>
        Rule(problem, new RuleParseException(problem), "RuleProblem", problem.RuleId ?? problem.File);

    public static ErrorRecord PlaceholderInvalid(PSArgumentException cause) => new(cause, "InvalidPlaceholder", ErrorCategory.InvalidArgument, "Placeholder");

    public static ErrorRecord NotConvertible(object input) => new(
        new PSInvalidCastException(
            $"An object of type {input.GetType().FullName} holds no CloudTrail event. Give JSON text, the output of Find-CTEvent or LookupEvents, an EventBridge event or a record."),
        "NotConvertible", ErrorCategory.InvalidType, input);

    /// <summary>A call to AWS that failed. Its id is Aws and the failure's name, and its text says what to do.</summary>
    public static ErrorRecord Aws(AwsException error, object? target = null) => new(error, "Aws" + error.Failure, Category(error.Failure), target)
    {
        ErrorDetails = new ErrorDetails(error.Advice is null ? error.Message : $"{error.Message} {error.Advice}") { RecommendedAction = error.Advice },
    };

    /// <summary>The error of an exception that says why AWS could not be asked; null for any other.</summary>
    public static ErrorRecord? OfAws(Exception error) => error is AwsException aws ? Aws(aws) : null;

    public static ErrorRecord NoTrail(object trail) => new(
        new PSArgumentException("It is no trail: give a name, an ARN, or an object with S3BucketName.", "Trail"), "NoTrail", ErrorCategory.InvalidArgument, trail);

    public static ErrorRecord SeveralTrails(object first) => new(
        new PSArgumentException("There are several trails. Read one at a time: Get-Trail | ForEach-Object { Get-AuditEvent -Trail $_ }.", "Trail"),
        "SeveralTrails", ErrorCategory.InvalidArgument, first);

    public static ErrorRecord LogGroupInvalid(string text, FormatException error) => new(
        new PSArgumentException(error.Message, error), "LogGroupInvalid", ErrorCategory.InvalidArgument, text);

    public static ErrorRecord LogGroupsApart() => new(
        new PSArgumentException("The log groups are in several regions. Read those of one region at a time, all by their ARNs or all by their names.", "LogGroup"),
        "LogGroupsApart", ErrorCategory.InvalidArgument, "LogGroup");

    public static ErrorRecord LogGroupRegion() => new(
        new PSArgumentException("With -LogGroup, -Region says where the group is: one region, without wildcards. Use -FilterHashtable @{ awsRegion = … } to filter events.", "Region"),
        "LogGroupRegion", ErrorCategory.InvalidArgument, "Region");

    public static ErrorRecord KeysIncomplete() => new(
        new PSArgumentException("-AccessKey and -SecretKey go together, and -SessionToken goes with them.", "SecretKey"),
        "KeysIncomplete", ErrorCategory.InvalidArgument, "SecretKey");

    public static ErrorRecord LocalTrail(Exception error, string target) => error is TrailException trail
        ? new(trail, trail.Kind switch
        {
            TrailErrorKind.NotFound => "TrailNotFound",
            TrailErrorKind.Damaged => "TrailDamaged",
            TrailErrorKind.Conflict => "TrailConflict",
            TrailErrorKind.Key => "TrailKeyUnusable",
            TrailErrorKind.Locked => "TrailLocked",
            TrailErrorKind.AccessDenied => "TrailAccessDenied",
            _ => "TrailWriteFailed",
        }, trail.Kind switch
        {
            TrailErrorKind.NotFound => ErrorCategory.ObjectNotFound,
            TrailErrorKind.Damaged => ErrorCategory.InvalidData,
            TrailErrorKind.Conflict => ErrorCategory.ResourceExists,
            TrailErrorKind.Key => ErrorCategory.AuthenticationError,
            TrailErrorKind.Locked => ErrorCategory.OperationTimeout,
            TrailErrorKind.AccessDenied => ErrorCategory.PermissionDenied,
            _ => ErrorCategory.WriteError,
        }, target)
        : new(error, "TrailWriteFailed", error is UnauthorizedAccessException ? ErrorCategory.PermissionDenied : ErrorCategory.WriteError, target);

    public static ErrorRecord NotRecorded(RecordFormatException error, object? input) => new(
        new FormatException(TerminalText.Clean($"This is not recorded: {error.Message}."), error), "NotRecordable", ErrorCategory.InvalidData, input);

    public static ErrorRecord TrailNotFound(string name) => new(
        new ItemNotFoundException($"There is no trail '{name}'."), "TrailNotFound", ErrorCategory.ObjectNotFound, name);

    public static ErrorRecord TrailAmbiguous(string name, IEnumerable<TrailArn> trails) => new(
        new PSArgumentException($"Several trails have the name '{name}': {string.Join(", ", trails)}. Give an ARN, or -Region with the home region."),
        "TrailAmbiguous", ErrorCategory.InvalidArgument, name);

    public static ErrorRecord TrailNameInvalid(string name, string problem) => new(
        new PSArgumentException(problem, "Name"), "TrailNameInvalid", ErrorCategory.InvalidArgument, name);

    public static ErrorRecord BucketNameInvalid(string name, string problem) => new(
        new PSArgumentException(problem, "Bucket"), "BucketNameInvalid", ErrorCategory.InvalidArgument, name);

    /// <summary>What was asked for does not go with what is there. Its id is the reason's.</summary>
    public static ErrorRecord TrailPlan(TrailPlanException error, string trail) => new(error, error.Id, ErrorCategory.InvalidOperation, trail);

    public static ErrorRecord SelectorInvalid(FormatException error) => new(
        new PSArgumentException(error.Message, error), "SelectorInvalid", ErrorCategory.InvalidArgument, null);

    public static ErrorRecord ParametersExclude(string one, string other) => new(
        new PSArgumentException($"-{one} and -{other} exclude each other. Give one of them.", one), "ParametersExclude", ErrorCategory.InvalidArgument, one);

    /// <summary>A change failed: what was made before it, what was not, and how to go on.</summary>
    public static ErrorRecord TrailUnfinished(AwsException error, IReadOnlyList<TrailChange> changes, int failed, string command)
    {
        string made = failed == 0 ? "Nothing was changed." : $"Made: {string.Join("; ", changes.Take(failed))}.";
        string advice = $"Run the same {command} again when that is mended: it goes on from there, and changes nothing that is made.";
        return new ErrorRecord(error, "TrailUnfinished", Category(error.Failure), changes[failed].Target)
        {
            ErrorDetails = new ErrorDetails($"{error.Message} {(error.Advice is null ? string.Empty : error.Advice + " ")}{made} Not made: {string.Join("; ", changes.Skip(failed))}. {advice}") { RecommendedAction = advice },
        };
    }

    // Of a parser error's message PowerShell's concise view shows what follows the last "~", and what is longer on one
    // line. So the details, which it prefers, are one line that says where, what and on which text.
    private static ErrorRecord Rule(RuleProblem problem, Exception cause, string id, string target)
    {
        string place = problem.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{problem.File}:{problem.Line}:{problem.Column}") : problem.File;
        string expected = string.IsNullOrEmpty(problem.Expected) ? string.Empty : $" Expected {problem.Expected}.";
        string text = problem.LineText.Trim();
        text = text.Length is 0 or > 160 ? string.Empty : $" In: {text}";
        return new ErrorRecord(cause, id, ErrorCategory.ParserError, target)
        {
            ErrorDetails = new ErrorDetails(TerminalText.Clean($"{place}: {problem.Message}{expected}{text}")),
        };
    }

    private static string Parameter(string property) => property == nameof(EventQuery.Selection) ? "FilterHashtable" : property;

    private static ErrorCategory Category(AwsFailure failure) => failure switch
    {
        AwsFailure.NoCredentials or AwsFailure.ExpiredCredentials or AwsFailure.InvalidCredentials => ErrorCategory.AuthenticationError,
        AwsFailure.ProfileNotFound or AwsFailure.NotFound => ErrorCategory.ObjectNotFound,
        AwsFailure.NoRegion or AwsFailure.InvalidEndpoint => ErrorCategory.InvalidArgument,
        AwsFailure.AccessDenied => ErrorCategory.PermissionDenied,
        AwsFailure.Throttled => ErrorCategory.LimitsExceeded,
        AwsFailure.Unreachable => ErrorCategory.ConnectionError,
        AwsFailure.ServiceFault => ErrorCategory.ResourceUnavailable,
        _ => ErrorCategory.InvalidOperation,
    };

    private static string Remedy(LogErrorKind kind) => kind switch
    {
        LogErrorKind.DecryptionKeyMissing => "; give its key with -DecryptionKey",
        LogErrorKind.CustomerKeyMissing => "; give it with -CustomerKey",
        LogErrorKind.LegacyEncryption => "; where it comes from a place that you trust, -AllowLegacyEncryption opens it",
        _ => string.Empty,
    };

    private static ErrorCategory Category(LogErrorKind kind) => kind switch
    {
        LogErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        LogErrorKind.AccessDenied => ErrorCategory.PermissionDenied,
        LogErrorKind.ReadFailed => ErrorCategory.ReadError,
        LogErrorKind.BadJson or LogErrorKind.TruncatedJson => ErrorCategory.ParserError,
        LogErrorKind.InflatedSizeLimit or LogErrorKind.RecordTooLarge or LogErrorKind.NestingTooDeep or LogErrorKind.EncryptedSizeLimit => ErrorCategory.LimitsExceeded,
        LogErrorKind.BadChecksum or LogErrorKind.SecondGzipMember or LogErrorKind.TrailingData
            or LogErrorKind.NotAuthentic or LogErrorKind.LegacyEncryption => ErrorCategory.SecurityError,
        LogErrorKind.DecryptionKeyMissing or LogErrorKind.WrongDecryptionKey or LogErrorKind.CustomerKeyMissing => ErrorCategory.PermissionDenied,
        LogErrorKind.KeyServiceFailed => ErrorCategory.ConnectionError,
        _ => ErrorCategory.InvalidData,
    };
}
