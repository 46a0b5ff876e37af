namespace CloudAudit.Integrity;

/// <summary>What a whole verification came to.</summary>
public enum IntegrityOutcome
{
    /// <summary>All of it is proven.</summary>
    Proven,

    /// <summary>Something was changed, taken away or added, or time is left out.</summary>
    Broken,

    /// <summary>Nothing is known to be wrong, but not all could be proven, or there was nothing to check.</summary>
    NotProven,
}

/// <summary>Adds the summaries of a verification up.</summary>
public sealed class IntegrityVerdict
{
    private bool _any;
    private bool _broken;
    private bool _unproven;

    public IntegrityOutcome Outcome => _broken ? IntegrityOutcome.Broken : _any && !_unproven ? IntegrityOutcome.Proven : IntegrityOutcome.NotProven;

    public void Add(IntegritySummary summary)
    {
        _any = true;
        _broken |= summary.IsTampered || summary.Digests.Gap > 0;
        _unproven |= summary.Status != IntegrityStatus.Valid;
    }
}
