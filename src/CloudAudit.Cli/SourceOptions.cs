using System.CommandLine;
using System.Runtime.CompilerServices;
using CloudAudit.Aws;
using CloudAudit.Aws.S3;
using CloudAudit.Checkpoints;
using CloudAudit.Decoding;
using CloudAudit.Encryption;
using CloudAudit.Filters;
using CloudAudit.Integrity;
using CloudAudit.Reading;
using CloudAudit.Recording;
using CloudAudit.Sources;

namespace CloudAudit.Cli;

/// <summary>The arguments that say which logs to read and which events are wanted; every command that reads has them.</summary>
internal sealed class SourceOptions
{
    private readonly Argument<string[]> _paths = new("path")
    {
        Description = "Log files, and folders to look for them in. Options such as --event-name choose events while reading: "
            + "all must hold; give one several times where any of its values is enough; '*' and '?' are wildcards.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly S3Options _s3 = new(withCustomerKey: true);
    private readonly LogsOptions _logs = new();
    private readonly AwsOptions _aws = new(withRegion: false);
    private readonly KeyOptions _keys = new();
    private LogSource? _opened;
    private string? _bucketRegion;
    private readonly Option<string?> _startTime = new("--start-time") { Description = "From this time on (UTC), such as 2025-03-01 or 2025-03-01T12:00:00Z." };
    private readonly Option<string?> _endTime = new("--end-time") { Description = "Before this time (UTC)." };
    private readonly Option<string?> _last = new("--last") { Description = "In this span before --end-time or now: 30s, 90m, 24h, 7d, 2w." };
    private readonly Option<string[]> _eventName = CommandOptions.Many("--event-name", "A name of events, such as DeleteTrail or 'Create*'.");
    private readonly Option<string[]> _eventSource = CommandOptions.Many("--event-source", "A service, such as iam or iam.amazonaws.com.");
    private readonly Option<string[]> _actor = CommandOptions.Many("--actor", "Who acted: a user, role, session, ARN or service.");
    private readonly Option<string[]> _accessKeyId = CommandOptions.Many("--access-key-id", "An access key.");
    private readonly Option<string[]> _sourceIPAddress = CommandOptions.Many("--source-ip-address", "An address, a network (203.0.113.0/24) or a service's name.");
    private readonly Option<string[]> _region = CommandOptions.Many("--region", "A region, such as eu-west-1 or 'us-*'.");
    private readonly Option<string[]> _accountId = CommandOptions.Many("--account-id", "An account, by its twelve digits.");
    private readonly Option<string[]> _errorCode = CommandOptions.Many("--error-code", "An error code, such as 'AccessDenied*'.");
    private readonly Option<bool> _failed = new("--failed") { Description = "Only calls that failed." };
    private readonly Option<bool> _writeOnly = new("--write-only") { Description = "Only calls that change something." };
    private readonly Option<string[]> _resourceName = CommandOptions.Many("--resource-name", "A name or ARN of a resource.");
    private readonly Option<string[]> _eventId = CommandOptions.Many("--event-id", "The id of an event.");
    private readonly Option<string[]> _eventCategory = CommandOptions.Many("--event-category", "Management, Data, Insight or NetworkActivity.");
    private readonly Option<string[]> _contains = CommandOptions.Many("--contains", "Text anywhere in the record.");
    private readonly Option<bool> _keepDuplicate = new("--keep-duplicate") { Description = "Keep the copies of events that were delivered more than once." };
    private readonly Option<string?> _checkpoint = new("--checkpoint") { Description = "A file that remembers how far runs have come: only what is new is read, each event once.", HelpName = "file" };
    private readonly Option<long?> _threads = CommandOptions.Number("--threads", "Threads that read; one for each processor unless given.", 1, 64);

    public void AddTo(Command command)
    {
        command.Arguments.Add(_paths);
        foreach (Option option in (Option[])[_startTime, _endTime, _last, _eventName, _eventSource, _actor, _accessKeyId, _sourceIPAddress,
            _region, _accountId, _errorCode, _failed, _writeOnly, _resourceName, _eventId, _eventCategory, _contains, _keepDuplicate,
            _checkpoint, _threads])
        {
            command.Options.Add(option);
        }

        _keys.AddTo(command);
        _s3.AddTo(command);
        _logs.AddTo(command);
        _aws.AddTo(command);
        command.Validators.Add(result =>
        {
            int sources = _s3.Count(result) + _logs.Count(result) + (result.GetValue(_paths) is { Length: > 0 } ? 1 : 0);
            if (!CommandOptions.RefuseMistyped(result, _paths) && sources != 1)
            {
                result.AddError(sources == 0
                    ? "Say what to read: paths, --bucket, --trail, --log-group or --event-history."
                    : "Paths, --bucket, --trail, --log-group and --event-history do not go together.");
            }
        });
    }

    public EventReadOptions ReadOptions(ParseResult result, TimeProvider clock) => new()
    {
        Query = Query(result, clock),
        KeepDuplicate = result.GetValue(_keepDuplicate),
        Threads = (int)(result.GetValue(_threads) ?? Environment.ProcessorCount),
    };

    /// <summary>The logs to read; a path that does not exist is an error before anything is read.</summary>
    /// <exception cref="UsageException">A path does not exist.</exception>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2000", Justification = "The source owns the connection.")]
    public LogSource Logs(ParseResult result, EventQuery query, EnvelopeKeys keys, Action<LogError> onError)
    {
        if (_s3.Count(result.CommandResult) > 0)
        {
            return _opened = _s3.Logs(result, _aws.Connect(result), query, keys, onError);
        }

        if (_logs.Count(result.CommandResult) > 0)
        {
            return _logs.Logs(
                result, at => _aws.Connect(result, at), query, result.GetValue(_region) ?? [], onError, text => Console.Error.WriteLine($"cloudaudit: warning: {text}"));
        }

        var paths = result.GetValue(_paths)!.Select(Path.GetFullPath).ToList();
        foreach (string path in paths)
        {
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                throw new UsageException($"'{path}' does not exist.");
            }
        }

        return new LocalLogs(paths, query, onError, keys);
    }

    /// <summary>What opens encrypted logs.</summary>
    /// <exception cref="UsageException">A file holds no key, or cannot be read.</exception>
    public EnvelopeKeys Keys(ParseResult result) => _keys.Keys(result, () => _aws.Connect(result), connection => KeyRegion(result, connection));

    /// <summary>Verifies the logs that are to be read: which of them are proven by digests.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="query">Which events will be read.</param>
    /// <param name="keys">What opens encrypted files.</param>
    /// <param name="publicKeys">Files of keys to trust; what CloudTrail lists, or lies beside a copy, where there are none.</param>
    /// <param name="errors">Is told where such keys lie.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UsageException">A key cannot be used, or the logs cannot be listed.</exception>
    /// <exception cref="AwsException">The bucket or trail cannot be reached.</exception>
    public ProvenFiles Verify(ParseResult result, EventQuery query, EnvelopeKeys keys, string[] publicKeys, ErrorReport errors, CancellationToken cancellation)
    {
        try
        {
            if (_s3.Count(result.CommandResult) > 0)
            {
                return VerifyBucket(result, query, keys, publicKeys, cancellation);
            }

            // Log groups and the event history have no digests: nothing of theirs is proven.
            List<LocalTrailStore> stores = [.. (result.GetValue(_paths) ?? []).Select(Path.GetFullPath).Where(Directory.Exists).SelectMany(path => LocalTrailStore.Find(path, keys))];
            using var trusted = TrustedKeys.Of(publicKeys, stores, errors);
            return ProvenFiles.Verify([.. stores], trusted, new VerifyOptions(), query, null, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(e.Message);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ProvenFiles VerifyBucket(ParseResult result, EventQuery query, EnvelopeKeys keys, string[] publicKeys, CancellationToken cancellation)
    {
        using var connection = _aws.Connect(result);
        using var trail = _s3.OpenForProof(result, connection, keys, cancellation);
        using var trusted = TrustedKeys.Of(publicKeys, publicKeys.Length == 0 ? trail.Proof : null);
        _bucketRegion = trail.Region;
        return ProvenFiles.Verify([trail.Store], trusted, trail.Adjust(new VerifyOptions()), query, null, cancellation);
    }

    // Keys of what is in a bucket are where the bucket is; a local trail says where its own is.
    private string? KeyRegion(ParseResult result, AwsConnection connection) =>
        _bucketRegion ?? (_opened as S3Logs)?.Region ?? TrailConfiguration.KmsRegionOf((result.GetValue(_paths) ?? []).Select(Path.GetFullPath)) ?? connection.DefaultRegion ?? OnlyRegion(result);

    private string? OnlyRegion(ParseResult result) => result.GetValue(_region) is [var only] && !only.Contains('*', StringComparison.Ordinal) ? only : null;

    /// <summary>The checkpoint, open for this run; null where none is asked for.</summary>
    /// <exception cref="UsageException">It cannot be used.</exception>
    public Checkpoint? OpenCheckpoint(ParseResult result, LogSource logs, EventReadOptions options, string command, Action<CheckpointRequest>? add = null)
    {
        if (result.GetValue(_checkpoint) is not { } path)
        {
            return null;
        }

        TimeSpan? last = result.GetValue(_last) is { } text ? TimeText.ParseDuration(text) : null;
        var request = new CheckpointRequest(command, options, last);
        add?.Invoke(request);
        try
        {
            return Checkpoint.Open(Path.GetFullPath(path), logs, request);
        }
        catch (CheckpointException e)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>Saves at the end of a run that ends for another reason, which is told; what cannot be saved comes again.</summary>
    public static void SaveWhatWasTaken(Checkpoint? checkpoint)
    {
        try
        {
            checkpoint?.Save();
        }
        catch (CheckpointException)
        {
            // The old content is still there.
        }
    }

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
                // With a log group it says where the group is.
                Region = _logs.NamesGroups(result.CommandResult) ? [] : Values(_region),
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
