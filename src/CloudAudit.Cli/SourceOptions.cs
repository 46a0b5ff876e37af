using System.CommandLine;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Reading;
using CloudAudit.Sources;

namespace CloudAudit.Cli;

/// <summary>The arguments that say which logs to read and which events are wanted; every command that reads has them.</summary>
internal sealed class SourceOptions
{
    private readonly Argument<string[]> _paths = new("path") { Description = "Log files and folders of them.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _startTime = new("--start-time") { Description = "From this time on (UTC), such as 2025-03-01 or 2025-03-01T12:00:00Z." };
    private readonly Option<string?> _endTime = new("--end-time") { Description = "Before this time (UTC)." };
    private readonly Option<string?> _last = new("--last") { Description = "In this span before now: 30s, 90m, 24h, 7d, 2w." };
    private readonly Option<string[]> _eventName = Many("--event-name", "Names of events, such as DeleteTrail or 'Create*'.");
    private readonly Option<string[]> _eventSource = Many("--event-source", "Services, such as iam or iam.amazonaws.com.");
    private readonly Option<string[]> _actor = Many("--actor", "Who acted: a user, role, session, ARN or service.");
    private readonly Option<string[]> _accessKeyId = Many("--access-key-id", "Access keys.");
    private readonly Option<string[]> _sourceIPAddress = Many("--source-ip-address", "Addresses, networks (203.0.113.0/24) or service names.");
    private readonly Option<string[]> _region = Many("--region", "Regions.");
    private readonly Option<string[]> _accountId = Many("--account-id", "Accounts.");
    private readonly Option<string[]> _errorCode = Many("--error-code", "Error codes, such as 'AccessDenied*'.");
    private readonly Option<bool> _failed = new("--failed") { Description = "Only calls that failed." };
    private readonly Option<bool> _writeOnly = new("--write-only") { Description = "Only calls that change something." };
    private readonly Option<string[]> _resourceName = Many("--resource-name", "Names or ARNs of resources.");
    private readonly Option<string[]> _eventId = Many("--event-id", "Ids of events.");
    private readonly Option<string[]> _eventCategory = Many("--event-category", "Management, Data, Insight, NetworkActivity.");
    private readonly Option<string[]> _contains = Many("--contains", "Text anywhere in the record.");
    private readonly Option<bool> _keepDuplicate = new("--keep-duplicate") { Description = "Give events that were delivered twice twice." };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads that read.", DefaultValueFactory = _ => Environment.ProcessorCount };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_paths);
        foreach (Option option in (Option[])[_startTime, _endTime, _last, _eventName, _eventSource, _actor, _accessKeyId, _sourceIPAddress,
            _region, _accountId, _errorCode, _failed, _writeOnly, _resourceName, _eventId, _eventCategory, _contains, _keepDuplicate, _threads])
        {
            command.Options.Add(option);
        }
    }

    public EventReadOptions ReadOptions(ParseResult result, TimeProvider clock) => new()
    {
        Query = Query(result, clock),
        KeepDuplicate = result.GetValue(_keepDuplicate),
        Threads = Math.Clamp(result.GetValue(_threads), 1, 64),
    };

    /// <summary>The logs to read; a path that does not exist is an error before anything is read.</summary>
    /// <exception cref="UsageException">A path does not exist.</exception>
    public LocalLogs Logs(ParseResult result, EventQuery query, Action<LogError> onError)
    {
        var paths = result.GetValue(_paths)!.Select(Path.GetFullPath).ToList();
        foreach (string path in paths)
        {
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                throw new UsageException($"'{path}' does not exist.");
            }
        }

        return new LocalLogs(paths, query, onError);
    }

    private static Option<string[]> Many(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true };

    private EventQuery Query(ParseResult result, TimeProvider clock)
    {
        try
        {
            DateTimeOffset? start = result.GetValue(_startTime) is { } s ? TimeText.ParseTime(s) : null;
            DateTimeOffset? end = result.GetValue(_endTime) is { } e ? TimeText.ParseTime(e) : null;
            if (result.GetValue(_last) is { } last)
            {
                if (start is not null)
                {
                    throw new UsageException("--last and --start-time do not go together.");
                }

                start = (end ?? clock.GetUtcNow()) - TimeText.ParseDuration(last);
            }

            return new EventQuery
            {
                StartTime = start,
                EndTime = end,
                EventName = Values(_eventName),
                EventSource = Values(_eventSource),
                Actor = Values(_actor),
                AccessKeyId = Values(_accessKeyId),
                SourceIPAddress = Values(_sourceIPAddress),
                Region = Values(_region),
                AccountId = Values(_accountId),
                ErrorCode = Values(_errorCode),
                Failed = result.GetValue(_failed),
                WriteOnly = result.GetValue(_writeOnly),
                ResourceName = Values(_resourceName),
                EventId = Values(_eventId),
                EventCategory = Values(_eventCategory),
                Contains = Values(_contains),
            };
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }

        string[] Values(Option<string[]> option) => result.GetValue(option) ?? [];
    }
}
