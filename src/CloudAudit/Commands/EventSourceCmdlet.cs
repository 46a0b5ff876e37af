using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws.Kms;
using CloudAudit.Encryption;
using CloudAudit.Filters;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Completion;
using CloudAudit.PowerShell.Errors;
using CloudAudit.Reading;
using CloudAudit.Sources;
using RunCheckpoint = CloudAudit.Checkpoints.Checkpoint;

namespace CloudAudit.PowerShell.Commands;

/// <summary>What every cmdlet that reads events shares: where from, and which.</summary>
public abstract partial class EventSourceCmdlet : AwsCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private LogPathResolver? _resolver;
    private EnvelopeKeys? _keys;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter]
    [TimeTransformation]
    public DateTimeOffset? StartTime { get; set; }

    [Parameter]
    [TimeTransformation]
    public DateTimeOffset? EndTime { get; set; }

    [Parameter]
    [DurationTransformation]
    public TimeSpan? Last { get; set; }

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EventNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] EventName { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EventSourceCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] EventSource { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Actor { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] AccessKeyId { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] SourceIPAddress { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Region { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [AccountIdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] AccountId { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] ErrorCode { get; set; } = [];

    [Parameter]
    public SwitchParameter Failed { get; set; }

    [Parameter]
    public SwitchParameter WriteOnly { get; set; }

    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] ResourceName { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] EventId { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EventCategoryCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] EventCategory { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Contains { get; set; } = [];

    [Parameter]
    [ValidateNotNull]
    public IDictionary? FilterHashtable { get; set; }

    [Parameter]
    public SwitchParameter KeepDuplicate { get; set; }

    [Parameter]
    [DecryptionKeyTransformation]
    [ValidateNotNullOrEmpty]
    public WrappingKey[] DecryptionKey { get; set; } = [];

    [Parameter]
    [ValidateNotNull]
    public IDictionary? EncryptionContext { get; set; }

    [Parameter]
    public SwitchParameter AllowLegacyEncryption { get; set; }

    /// <summary>Whether a source of logs was named, and not events given.</summary>
    protected bool ReadsLogs => ParameterSetName is PathSet or LiteralPathSet or BucketSet or TrailSet or LogGroupSet or EventHistorySet;

    protected EventReadOptions Options { get; private set; } = new();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Noted?.Dispose();
            Noted = null;
            _keys?.Dispose();
            (_keys?.KeyService as IDisposable)?.Dispose();
            _connection?.Dispose();
        }

        base.Dispose(disposing);
    }

    protected override void BeginProcessing()
    {
        _resolver = new LogPathResolver(this);
        _keys = Keys();
        if (Last is not null && StartTime is not null)
        {
            ThrowTerminatingError(AuditErrors.LastWithStart());
        }

        try
        {
            Options = new EventReadOptions { Query = Query(), KeepDuplicate = KeepDuplicate };
            EventReader.Check(Options.Query);
        }
        catch (EventQueryException e)
        {
            ThrowTerminatingError(AuditErrors.Query(e));
        }
    }

    protected override void ProcessRecord()
    {
        string[] paths = ParameterSetName switch
        {
            PathSet => Path,
            LiteralPathSet => LiteralPath,
            _ => [],
        };
        foreach (string path in paths)
        {
            _resolver!.Add(path, literal: ParameterSetName == LiteralPathSet);
        }
    }

    /// <summary>
    /// Reads the logs that were named: errors go to the error stream as they come, progress to its bar, results to
    /// <paramref name="write"/>.
    /// </summary>
    protected void ReadLogs<T>(
        Func<IEnumerable<LogFile>, CancellationToken, RunCheckpoint?, IEnumerable<ReadBatch<T>>> read, Action<ReadBatch<T>> write)
    {
        // Listing runs on a reader's thread, which may not write to the pipeline.
        var listing = new System.Collections.Concurrent.ConcurrentQueue<Decoding.LogError>();
        using LogSource logs = Open(listing.Enqueue);
        OpenCheckpoint(logs);
        using var bar = new ReadProgressBar(this, "Reading CloudTrail logs");
        ReadProgress last = default;
        bool whole = false;
        try
        {
            foreach (var batch in read(Noted?.Unread(logs) ?? logs, StopToken, Noted))
            {
                last = batch.Progress;
                bar.Update(last);
                write(batch);
                foreach (var error in batch.Errors)
                {
                    WriteError(AuditErrors.Log(error));
                }

                WriteListingErrors();
                NoteTaken(batch);
            }

            whole = true;
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (AuditErrors.OfAws(e) is { } error)
        {
            ThrowTerminatingError(error);
        }
        finally
        {
            if (!whole && GivesAsItReads)
            {
                SaveWhatWasTaken();
            }
        }

        WriteListingErrors();
        if (last.Files == 0 && Noted is null && ParameterSetName is BucketSet or TrailSet)
        {
            WriteWarning("There are no logs in the bucket that may hold what is wanted.");
        }

        WriteVerbose($"Read {Count(last.Files, "file")} with {Count(last.Records, "record")}.");
        WriteVerbose($"Passed by: {Count(logs.Digests + last.Digests, "digest file")}; {Count(logs.PrunedFolders, "folder")} and {Count(logs.Pruned, "file")} whose names say that they hold nothing that is wanted; {Count(logs.Ignored, "file")} of other kinds.");

        void WriteListingErrors()
        {
            while (listing.TryDequeue(out var error))
            {
                WriteError(AuditErrors.Log(error));
            }
        }
    }

    // KMS is asked, and the AWS assemblies are loaded, once a log needs it.
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2000", Justification = "The keys own the service.")]
    private EnvelopeKeys Keys()
    {
        var caller = FindCaller();
        return new EnvelopeKeys(DecryptionKey, new LazyKeyService(() => KeyService(caller)))
        {
            AllowLegacy = AllowLegacyEncryption,
            EncryptionContext = EncryptionContext?.Cast<DictionaryEntry>().ToDictionary(
                e => Convert.ToString(e.Key, CultureInfo.InvariantCulture)!, e => Convert.ToString(e.Value, CultureInfo.InvariantCulture)!, StringComparer.Ordinal),
        };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private KmsKeyService KeyService(SessionCaller caller) =>
        new(() => ConnectAs(caller, null), connection => _bucketRegion?.Invoke() ?? connection.DefaultRegion ?? OnlyRegion, StopToken);

    private LogSource Open(Action<Decoding.LogError> onError)
    {
        try
        {
            return ParameterSetName switch
            {
                BucketSet => OpenBucket(onError),
                TrailSet => OpenTrail(onError),
                LogGroupSet => OpenLogGroup(),
                EventHistorySet => OpenEventHistory(onError),
                _ => OpenPaths(onError),
            };
        }
        catch (Exception e) when (AuditErrors.OfAws(e) is { } error)
        {
            ThrowTerminatingError(error);
            throw;
        }
    }

    private LocalLogs OpenPaths(Action<Decoding.LogError> onError)
    {
        foreach (string path in _resolver!.Paths)
        {
            WriteVerbose($"Reading '{path}'.");
        }

        return new LocalLogs(_resolver.Paths, Options.Query, onError, _keys);
    }

    private static string Count(long number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {noun}{(number == 1 ? string.Empty : "s")}");

    private EventQuery Query() => new()
    {
        StartTime = Last is { } last ? (EndTime ?? TimeProvider.System.GetUtcNow()) - last : StartTime,
        EndTime = EndTime,
        EventName = EventName,
        EventSource = EventSource,
        Actor = Actor,
        AccessKeyId = AccessKeyId,
        SourceIPAddress = SourceIPAddress,
        // With a log group it says where the group is.
        Region = ParameterSetName == LogGroupSet ? [] : Region,
        AccountId = AccountId,
        ErrorCode = ErrorCode,
        Failed = Failed,
        WriteOnly = WriteOnly,
        ResourceName = ResourceName,
        EventId = EventId,
        EventCategory = EventCategory,
        Contains = Contains,
        Selection = FilterHashtable is null ? null : FilterTable.Parse(FilterHashtable),
    };
}
