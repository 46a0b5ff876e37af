using System.Diagnostics;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Text;
using CloudAudit.Aws;
using CloudAudit.Encryption;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Completion;
using CloudAudit.PowerShell.Errors;
using CloudAudit.PowerShell.Recording;
using CloudAudit.Recording;

namespace CloudAudit.PowerShell.Commands;

/// <summary><c>Write-AuditEvent</c>: records what a script does in a local trail.</summary>
[Cmdlet(VerbsCommunications.Write, "AuditEvent", DefaultParameterSetName = EventSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(AuditEvent))]
public sealed class WriteAuditEventCommand : AwsRegionCmdlet
{
    private const string EventSet = "Event";
    private const string InputSet = "InputObject";
    private const int MaxBatch = 512;

    // Who gives an event now and then has each on the disk before the next is asked for; who gives many at once shares flushes.
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(20);
    private readonly List<AuditRecord> _batch = [];
    private TrailRecorder? _recorder;
    private LazyKeyService? _kms;
    private long _flushed;
    private long _count;

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = InputSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject[] InputObject { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = EventSet)]
    [ArgumentCompleter(typeof(EventNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? EventName { get; set; }

    [Parameter(ParameterSetName = EventSet)]
    [ArgumentCompleter(typeof(EventSourceCompleter))]
    [ValidateNotNullOrEmpty]
    public string? EventSource { get; set; }

    [Parameter(ParameterSetName = EventSet)]
    [AllowNull]
    public object? Request { get; set; }

    [Parameter(ParameterSetName = EventSet)]
    [AllowNull]
    public object? Response { get; set; }

    [Parameter(ParameterSetName = EventSet)]
    [AllowNull]
    public ErrorRecord? ErrorRecord { get; set; }

    [Parameter(ParameterSetName = EventSet)]
    [ValidateNotNullOrEmpty]
    public object[] Resource { get; set; } = [];

    [Parameter(ParameterSetName = EventSet)]
    public SwitchParameter ReadOnly { get; set; }

    [Parameter(ParameterSetName = EventSet)]
    [TimeTransformation]
    public DateTimeOffset? EventTime { get; set; }

    [Parameter(ParameterSetName = EventSet)]
    [AllowNull]
    public object? AdditionalData { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    [Parameter]
    [ValidateNotNull]
    public object? UserIdentity { get; set; }

    [Parameter]
    public SwitchParameter AwsIdentity { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyFile { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public byte[]? Key { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SigningKeyFile { get; set; }

    [Parameter]
    [DurationTransformation]
    public TimeSpan? LockTimeout { get; set; }

    [Parameter]
    public SwitchParameter Seal { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void BeginProcessing()
    {
        try
        {
            string folder = GetUnresolvedProviderPathFromPSPath(Path);
            _kms = LazyKms(() => Region ?? TrailConfiguration.Load(folder).KmsRegion);
            _recorder = TrailRecorder.Open(
                folder,
                new TrailKeySources { KeyFile = FullPath(KeyFile), Key = Key, SigningKeyFile = FullPath(SigningKeyFile), KeyService = _kms },
                new TrailRecorderOptions { LockTimeout = LockTimeout ?? new TrailRecorderOptions().LockTimeout, Caller = RecordedCaller() });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(AuditErrors.LocalTrail(e, Path!));
        }
    }

    protected override void ProcessRecord()
    {
        if (ParameterSetName == EventSet)
        {
            Add(null, EventName!, () => ValueJson.Of(Named()));
        }

        foreach (var input in InputObject)
        {
            AddInput(input);
        }
    }

    protected override void EndProcessing()
    {
        Flush();
        if (Seal && ShouldProcess(Path, "Seal the trail: a log file of the journal, and a signed digest"))
        {
            Guarded(() => _recorder!.Seal(digest: true, StopToken));
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _recorder is not null)
        {
            FlushStopped(_recorder);
            _recorder.Dispose();
        }

        if (disposing)
        {
            _kms?.Dispose();
        }

        base.Dispose(disposing);
    }

    // Stopped, the cmdlet gets no end; what was piped to it by then is still to be recorded.
    private void FlushStopped(TrailRecorder recorder)
    {
        if (_batch.Count == 0)
        {
            return;
        }

        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        try
        {
            recorder.Append(_batch, soon.Token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // It was not acknowledged, and there is no pipeline left to say so.
        }
    }

    private void AddInput(PSObject input)
    {
        switch (input.BaseObject)
        {
            case AuditEvent recorded:
                Add(input, recorded.EventName ?? recorded.EventType ?? string.Empty, () => Encoding.UTF8.GetBytes(recorded.ToJson()));
                break;
            case string text:
                Add(input, "an event", () => Encoding.UTF8.GetBytes(text));
                break;
            default:
                if (ValueJson.Members(input) is not { } members)
                {
                    WriteError(AuditErrors.NotConvertible(input.BaseObject));
                    return;
                }

                // Members are named as PowerShell users write them; records spell them in one way.
                var named = members.Select(m => new KeyValuePair<string, object?>(RecordComposer.Spelled(m.Key), m.Value)).ToList();
                Add(input, Convert.ToString(named.Find(m => m.Key == "eventName").Value, System.Globalization.CultureInfo.InvariantCulture) ?? "an event", () => ValueJson.Of(named));
                break;
        }
    }

    private void Add(object? input, string name, Func<byte[]> json)
    {
        if (!ShouldProcess(Path, $"Record '{Output.TerminalText.Clean(name)}'"))
        {
            return;
        }

        try
        {
            _batch.Add(_recorder!.Composer.Compose(json()));
        }
        catch (RecordFormatException e)
        {
            WriteError(AuditErrors.NotRecorded(e, input ?? name));
        }

        if (_batch.Count >= MaxBatch || Stopwatch.GetElapsedTime(_flushed) > Together)
        {
            Flush();
        }
    }

    private void Flush()
    {
        if (_batch.Count == 0)
        {
            return;
        }

        AuditRecord[] batch = [.. _batch];
        _batch.Clear();
        Guarded(() => _recorder!.Append(batch, StopToken));
        _flushed = Stopwatch.GetTimestamp();
        if (PassThru)
        {
            string folder = GetUnresolvedProviderPathFromPSPath(Path);
            foreach (var record in batch)
            {
                WriteObject(record.ToEvent(folder, _count++));
            }
        }
    }

    private void Guarded(Action act)
    {
        try
        {
            act();
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(AuditErrors.LocalTrail(e, Path!));
        }

        foreach (string notice in _recorder!.TakeNotices())
        {
            WriteWarning(Output.TerminalText.Clean(notice));
        }
    }

    private IEnumerable<KeyValuePair<string, object?>> Named()
    {
        yield return new("eventName", EventName);
        yield return new("eventSource", EventSource ?? ScriptName());
        if (EventTime is not null)
        {
            yield return new("eventTime", EventTime.Value.UtcDateTime.AddTicks(-(EventTime.Value.UtcTicks % TimeSpan.TicksPerSecond)));
        }

        if (ErrorRecord is not null)
        {
            yield return new("errorCode", EventError.Code(ErrorRecord));
            yield return new("errorMessage", ErrorRecord.ToString());
        }

        yield return new("requestParameters", Request);
        yield return new("responseElements", Response);
        yield return new("additionalEventData", AdditionalData);
        yield return new("readOnly", ReadOnly.IsPresent);
        if (Resource.Length > 0)
        {
            yield return new("resources", Resource.Select(EventResource.Of).ToArray());
        }
    }

    // A script's own name says more than that it was PowerShell.
    private string ScriptName() => MyInvocation.ScriptName is { Length: > 0 } script ? System.IO.Path.GetFileName(script) : "powershell";

    private CallerIdentity RecordedCaller()
    {
        var caller = CallerIdentity.OfProcess($"PowerShell/{Host.Version}");
        return caller with
        {
            UserName = UserName ?? caller.UserName,
            UserIdentity = UserIdentity is null ? default : ValueJson.Of(UserIdentity),
            Aws = AwsIdentity && UserIdentity is null ? AskAws() : null,
        };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private AwsCaller AskAws()
    {
        using var connection = Connect(Region);
        try
        {
            return Run((_, stopping) => connection.CallerAsync(stopping));
        }
        catch (AwsException e)
        {
            ThrowTerminatingError(AuditErrors.Aws(e));
            throw;
        }
    }

    private string? FullPath(string? path) => path is null ? null : GetUnresolvedProviderPathFromPSPath(path);
}
