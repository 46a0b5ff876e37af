using System.Collections;
using System.Globalization;
using System.Management.Automation;
using CloudAudit.Filters;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Completion;
using CloudAudit.PowerShell.Errors;
using CloudAudit.Reading;
using CloudAudit.Sources;
using RunCheckpoint = CloudAudit.Checkpoints.Checkpoint;

namespace CloudAudit.PowerShell.Commands;

/// <summary>What every cmdlet that reads events shares: the other places they come from, and which are wanted.</summary>
public abstract partial class EventSourceCmdlet : LogPlaceCmdlet
{
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

    /// <summary>Whether a source of logs was named, and not events given.</summary>
    protected bool ReadsLogs => IsInS3 || ParameterSetName is PathSet or LiteralPathSet or LogGroupSet or EventHistorySet;

    protected EventReadOptions Options { get; private set; } = new();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Noted?.Dispose();
            Noted = null;
            _connection?.Dispose();
        }

        base.Dispose(disposing);
    }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
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
        if (last.Files == 0 && Noted is null && IsInS3)
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

    private LogSource Open(Action<Decoding.LogError> onError)
    {
        try
        {
            return ParameterSetName switch
            {
                BucketSet => OpenBucket(onError),
                TrailSet or InputTrailSet => OpenTrail(onError),
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
        foreach (string path in Paths)
        {
            WriteVerbose($"Reading '{path}'.");
        }

        return new LocalLogs(Paths, Options.Query, onError, Keys);
    }

    private static string Count(long number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {noun}{(number == 1 ? string.Empty : "s")}");

    private EventQuery Query() => new()
    {
        StartTime = From(TimeProvider.System.GetUtcNow()),
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
