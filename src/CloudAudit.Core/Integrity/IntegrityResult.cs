using CloudAudit.Output;

namespace CloudAudit.Integrity;

/// <summary>What is known of a digest or a log file.</summary>
public enum IntegrityStatus
{
    /// <summary>It is what CloudTrail delivered, where it delivered it.</summary>
    Valid,

    /// <summary>It is not what CloudTrail delivered.</summary>
    Modified,

    /// <summary>It was delivered, and is not there.</summary>
    Missing,

    /// <summary>For this time there are no digests, and none are known to have been: logging or validation was off.</summary>
    Gap,

    /// <summary>A digest whose signature is not there, or a log file that only such a digest lists.</summary>
    Unsigned,

    /// <summary>A genuine digest where it does not belong: at another place, or passed by in its chain.</summary>
    Moved,

    /// <summary>No digest lists it: it was added, or delivered while nothing was validated.</summary>
    Unlisted,

    /// <summary>It could not be read, or there is no key, or what would prove it is not proven itself.</summary>
    Unverifiable,
}

/// <summary>What a result is about.</summary>
public enum IntegrityType
{
    /// <summary>A digest file, or the hours for which there should be one.</summary>
    Digest,

    /// <summary>A log file.</summary>
    LogFile,

    /// <summary>All of a trail in one account and region.</summary>
    Summary,
}

/// <summary>What verification says of something: of a digest, of a log file, or in sum.</summary>
public abstract class IntegrityStatement
{
    public abstract IntegrityType Type { get; }

    public abstract IntegrityStatus Status { get; }

    public abstract string AccountId { get; }

    public abstract string Region { get; }

    /// <summary>The trail; null where no digest names one.</summary>
    public abstract string? TrailName { get; }

    /// <summary>The start of the time that it is about, UTC.</summary>
    public abstract DateTimeOffset? StartTime { get; }

    /// <summary>The end of that time.</summary>
    public abstract DateTimeOffset? EndTime { get; }

    /// <summary>Why, in words; null where there is nothing to say.</summary>
    public abstract string? Reason { get; }
}

/// <summary>What verification found out about one digest, one log file or one span without digests.</summary>
public sealed class IntegrityResult(IntegrityType type, IntegrityStatus status, string accountId, string region) : IntegrityStatement
{
    private string? _trailName;
    private DateTimeOffset? _startTime;
    private DateTimeOffset? _endTime;
    private string? _reason;

    /// <inheritdoc/>
    public override IntegrityType Type => type;

    /// <inheritdoc/>
    public override IntegrityStatus Status => status;

    /// <inheritdoc/>
    public override string AccountId => accountId;

    /// <inheritdoc/>
    public override string Region => region;

    /// <summary>The trail whose digest it is, or whose digest lists it; null for a log file that none lists.</summary>
    public override string? TrailName => _trailName;

    /// <summary>The start of the time that the digest covers, or that lacks one; of a log file that of its digest, else its own.</summary>
    public override DateTimeOffset? StartTime => _startTime;

    /// <inheritdoc/>
    public override DateTimeOffset? EndTime => _endTime;

    /// <inheritdoc/>
    public override string? Reason => _reason;

    public string? Bucket { get; init; }

    /// <summary>The key it has or should have; of an hour whose digest nothing names, the key it would have.</summary>
    public string? Key { get; init; }

    /// <summary>Where it is, or should be: a path or an S3 URI, as events name it.</summary>
    public string? Origin { get; init; }

    /// <summary>The SHA-256 that its content should have, in hexadecimal; null where nothing records one.</summary>
    public string? ExpectedHash { get; init; }

    /// <summary>The SHA-256 that its content has; null where it could not be read to its end.</summary>
    public string? ActualHash { get; init; }

    /// <summary>Of a log file, the key of the digest that lists it.</summary>
    public string? DigestKey { get; init; }

    /// <summary>Whether something was changed, taken away or added; false where it is only not proven, or valid.</summary>
    public bool IsTampering => Status is IntegrityStatus.Modified or IntegrityStatus.Missing or IntegrityStatus.Moved or IntegrityStatus.Unlisted
        || (Status == IntegrityStatus.Unsigned && SignatureRemoved);

    /// <summary>A signature was there when CloudTrail delivered the digest, and its place keeps such.</summary>
    internal bool SignatureRemoved { get; init; }

    /// <summary>The summary that counts it.</summary>
    internal IntegritySummary? Owner { get; init; }

    internal string? OfTrail
    {
        init => _trailName = value;
    }

    internal (DateTimeOffset? Start, DateTimeOffset? End) Time
    {
        init => (_startTime, _endTime) = value;
    }

    internal string? Because
    {
        init => _reason = value;
    }

    /// <inheritdoc/>
    public override string ToString() => TerminalText.Clean($"{Status} {Type} {Origin ?? Key}{(Reason is null ? string.Empty : ": " + Reason)}");
}
