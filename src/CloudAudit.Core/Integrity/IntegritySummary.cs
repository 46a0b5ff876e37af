using System.Globalization;

namespace CloudAudit.Integrity;

/// <summary>How many digests or log files have each status.</summary>
public sealed class IntegrityCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<IntegrityStatus>().Length];

    public long Valid => _counts[(int)IntegrityStatus.Valid];

    public long Modified => _counts[(int)IntegrityStatus.Modified];

    public long Missing => _counts[(int)IntegrityStatus.Missing];

    public long Gap => _counts[(int)IntegrityStatus.Gap];

    public long Unsigned => _counts[(int)IntegrityStatus.Unsigned];

    public long Moved => _counts[(int)IntegrityStatus.Moved];

    public long Unlisted => _counts[(int)IntegrityStatus.Unlisted];

    public long Unverifiable => _counts[(int)IntegrityStatus.Unverifiable];

    public long Total => _counts.Sum();

    internal long this[IntegrityStatus status] => _counts[(int)status];

    /// <inheritdoc/>
    public override string ToString() => Valid == Total
        ? Valid.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Valid}/{Total}");

    internal void Add(IntegrityStatus status) => _counts[(int)status]++;
}

/// <summary>What came of verifying one trail in one account and region.</summary>
public sealed class IntegritySummary : IntegrityStatement
{
    private readonly List<string> _notes = [];
    private DateTimeOffset? _startTime;
    private DateTimeOffset? _endTime;

    internal IntegritySummary(string accountId, string region, string? trailName)
    {
        AccountId = accountId;
        Region = region;
        TrailName = trailName;
    }

    /// <inheritdoc/>
    public override IntegrityType Type => IntegrityType.Summary;

    /// <inheritdoc/>
    public override string AccountId { get; }

    /// <inheritdoc/>
    public override string Region { get; }

    /// <summary>The trail; null where there is no digest that would name one.</summary>
    public override string? TrailName { get; }

    /// <summary>
    /// Valid where every hour, digest and log file is; else the gravest thing found: Modified, Missing, Moved, Unlisted,
    /// Gap, Unsigned, Unverifiable. Unverifiable, too, where there was nothing to check.
    /// </summary>
    public override IntegrityStatus Status
    {
        get
        {
            foreach (var status in (ReadOnlySpan<IntegrityStatus>)[IntegrityStatus.Modified, IntegrityStatus.Missing, IntegrityStatus.Moved,
                IntegrityStatus.Unlisted, IntegrityStatus.Gap, IntegrityStatus.Unsigned, IntegrityStatus.Unverifiable])
            {
                if (Digests[status] + LogFiles[status] > 0)
                {
                    return status;
                }
            }

            return Digests.Valid > 0 ? IntegrityStatus.Valid : IntegrityStatus.Unverifiable;
        }
    }

    /// <summary>The start of the time that was looked at; null where there was nothing.</summary>
    public override DateTimeOffset? StartTime => _startTime;

    /// <summary>The end of the time for which there should be digests.</summary>
    public override DateTimeOffset? EndTime => _endTime;

    /// <summary>The figures in words.</summary>
    public override string Reason
    {
        get
        {
            string missing = MissingHours > 0 ? string.Create(CultureInfo.InvariantCulture, $", {MissingHours} missing") : string.Empty;
            string gaps = GapHours > 0 ? string.Create(CultureInfo.InvariantCulture, $", {GapHours} without digests") : string.Empty;
            string pending = Pending > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {Pending} log files are too new for a digest") : string.Empty;
            return Digests.Valid + LogFiles.Total + Digests.Total == 0
                ? "nothing was checked"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ProvenHours} of {Hours} hours proven{missing}{gaps}; {Digests.Valid} of {Digests.Total} digests and {LogFiles.Valid} of {LogFiles.Total} log files valid{pending}");
        }
    }

    /// <summary>Hours from start to end.</summary>
    public double Hours => StartTime is { } start && EndTime is { } end && end > start ? Math.Round((end - start).TotalHours, 2) : 0;

    /// <summary>Hours of it for which a proven digest says which log files there were.</summary>
    public double ProvenHours => Math.Round(Proven.TotalHours, 2);

    /// <summary>Hours whose digests are missing.</summary>
    public double MissingHours => Math.Round(Missing.TotalHours, 2);

    /// <summary>Hours without digests because logging or validation was off.</summary>
    public double GapHours => Math.Round(Gaps.TotalHours, 2);

    /// <summary>Digests by status; missing ones count one for each hour, a gap as one.</summary>
    public IntegrityCounts Digests { get; } = new();

    public IntegrityCounts LogFiles { get; } = new();

    /// <summary>Digests and log files that are not valid.</summary>
    public long Problems => Digests.Total - Digests.Valid + LogFiles.Total - LogFiles.Valid;

    /// <summary>Log files that are too new for any digest.</summary>
    public long Pending { get; internal set; }

    /// <summary>Whether something was changed, taken away or added.</summary>
    public bool IsTampered { get; private set; }

    /// <summary>What else is to be known about the proof, in words.</summary>
    public AuditList<string> Notes => new([.. _notes]);

    internal TimeSpan Proven { get; set; }

    internal TimeSpan Missing { get; set; }

    internal TimeSpan Gaps { get; set; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{AccountId} {Region} {TrailName}: {Status}, {ProvenHours} of {Hours} hours proven");

    internal void Span(DateTimeOffset? start, DateTimeOffset? end) => (_startTime, _endTime) = (_startTime ?? start, end ?? _endTime);

    internal void Add(IntegrityResult result)
    {
        (result.Type == IntegrityType.Digest ? Digests : LogFiles).Add(result.Status);
        IsTampered |= result.IsTampering;
    }

    internal void Note(string text)
    {
        if (!_notes.Contains(text))
        {
            _notes.Add(text);
        }
    }
}
