namespace CloudAudit.Integrity;

/// <summary>A digest on its way to a verdict: that takes the digest after it, and what that one is worth.</summary>
internal sealed class ChainLink
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public ChainLink(LoadedDigest digest)
    {
        Digest = digest;
        InPlace = digest.File is null || (digest.File.Bucket == digest.Bucket && digest.File.Key == digest.Key);
        (Start, End) = Usable is { } file ? (file.StartTime, file.EndTime) : (digest.Name.Time - Hour, digest.Name.Time);
    }

    public LoadedDigest Digest { get; }

    /// <summary>It says of itself that it belongs where it is.</summary>
    public bool InPlace { get; }

    /// <summary>Its content, where that is of use for the chain.</summary>
    public DigestFile? Usable => InPlace ? Digest.File : null;

    /// <summary>The time it covers; where it does not say, the hour that its name does.</summary>
    public DateTimeOffset Start { get; }

    public DateTimeOffset End { get; }

    /// <summary>What the next digest says of it; null where that one names another, or there is none.</summary>
    public PreviousDigest? Recorded { get; set; }

    /// <summary>The digest that says so.</summary>
    public ChainLink? Successor { get; set; }

    /// <summary>The next digest names another as the one before it.</summary>
    public bool PassedBy { get; set; }

    /// <summary>Known once the digest after it is.</summary>
    public DigestProof? Proof { get; set; }

    /// <summary>Hours before it that lack their digest.</summary>
    public List<IntegrityResult> Before { get; } = [];

    /// <summary>The next digest is CloudTrail's, so that what it says of this one holds.</summary>
    public bool SuccessorHolds => Recorded is not null && Successor?.Proof?.IsProven == true;
}
