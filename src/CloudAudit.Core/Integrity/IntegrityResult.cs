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
}

/// <summary>What verification found out about one digest, one log file or one span without digests.</summary>
public sealed class IntegrityResult
{
    public required IntegrityType Type { get; init; }

    public required IntegrityStatus Status { get; init; }

    public required string AccountId { get; init; }

    public required string Region { get; init; }

    /// <summary>The trail whose digest it is, or whose digest lists it; null for a log file that none lists.</summary>
    public string? TrailName { get; init; }

    /// <summary>The start of the time that the digest covers, or that lacks one; of a log file that of its digest, else its own.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>The end of that time.</summary>
    public DateTimeOffset? EndTime { get; init; }

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

    /// <summary>Why, in words; null where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether something was changed, taken away or added; false where it is only not proven, or valid.</summary>
    public bool IsTampering => Status is IntegrityStatus.Modified or IntegrityStatus.Missing or IntegrityStatus.Moved or IntegrityStatus.Unlisted
        || (Status == IntegrityStatus.Unsigned && SignatureRemoved);

    /// <summary>A signature was there when CloudTrail delivered the digest, and its place keeps such.</summary>
    internal bool SignatureRemoved { get; init; }

    /// <summary>The summary that counts it.</summary>
    internal IntegritySummary? Owner { get; init; }

    /// <inheritdoc/>
    public override string ToString() => TerminalText.Clean($"{Status} {Type} {Origin ?? Key}{(Reason is null ? string.Empty : ": " + Reason)}");
}
