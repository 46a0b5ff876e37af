using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using CloudAudit.Aws;
using CloudAudit.Aws.Kms;
using CloudAudit.Encryption;
using CloudAudit.PowerShell.Binding;
using CloudAudit.PowerShell.Completion;
using CloudAudit.PowerShell.Errors;
using CloudAudit.Recording;

namespace CloudAudit.PowerShell.Commands;

/// <summary>
/// What every cmdlet shares that reads a trail's files, for their events or for their proof: where they lie, of which
/// time, account and region, and what opens them.
/// </summary>
public abstract partial class LogPlaceCmdlet : AwsCmdlet
{
    private protected const string PathSet = "Path";
    private protected const string LiteralPathSet = "LiteralPath";
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
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Region { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [AccountIdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] AccountId { get; set; } = [];

    [Parameter]
    [DecryptionKeyTransformation]
    [ValidateNotNullOrEmpty]
    public WrappingKey[] DecryptionKey { get; set; } = [];

    [Parameter]
    [ValidateNotNull]
    public IDictionary? EncryptionContext { get; set; }

    [Parameter]
    public SwitchParameter AllowLegacyEncryption { get; set; }

    /// <summary>The files and folders that were named, by their full paths.</summary>
    private protected IReadOnlyList<string> Paths => _resolver!.Paths;

    /// <summary>What opens encrypted files: the keys that were given, and AWS KMS.</summary>
    private protected EnvelopeKeys Keys => _keys!;

    /// <summary>The one region that <see cref="Region"/> names; null where it names none, several or a pattern.</summary>
    private protected string? OnlyRegion => Region is [var only] && !WildcardPattern.ContainsWildcardCharacters(only) ? only : null;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _keys?.Dispose();
            (_keys?.KeyService as IDisposable)?.Dispose();
        }

        base.Dispose(disposing);
    }

    protected override void BeginProcessing()
    {
        _resolver = new LogPathResolver(this);
        _keys = MakeKeys();
        if (Last is not null && StartTime is not null)
        {
            ThrowTerminatingError(AuditErrors.LastWithStart());
        }
    }

    protected override void ProcessRecord()
    {
        if (ParameterSetName is TrailSet or InputTrailSet)
        {
            ChooseTrail();
        }

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

    /// <summary>Where the time begins that was asked for: <see cref="StartTime"/>, or <see cref="Last"/> before its end.</summary>
    private protected DateTimeOffset? From(DateTimeOffset now) => Last is { } last ? (EndTime ?? now) - last : StartTime;

    // KMS is asked, and the AWS assemblies are loaded, once a file needs it.
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2000", Justification = "The keys own the service.")]
    private EnvelopeKeys MakeKeys()
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
    private KmsKeyService KeyService(SessionCaller caller) => new(() => ConnectAs(caller, null), KeyRegion, StopToken);

    // Keys of what is in a bucket are where the bucket is; a local trail says where its own is.
    private string? KeyRegion(AwsConnection connection) =>
        _bucketRegion?.Invoke() ?? TrailConfiguration.KmsRegionOf(Paths) ?? connection.DefaultRegion ?? OnlyRegion;
}
