namespace CloudAudit.Integrity.Chains;

/// <summary>Something done to a trail.</summary>
/// <param name="Name">What, in few words, as the table of attacks has it.</param>
/// <param name="Apply">Does it, and says what must be found.</param>
/// <param name="FromHour">Where the time that is looked at starts; null from the oldest on.</param>
/// <param name="UntilHour">Where it ends; null until the newest.</param>
/// <param name="KnowsDelivery">CloudTrail is asked when it last delivered a digest.</param>
/// <param name="Harmless">It changes nothing that counts: no alarm must be given.</param>
public sealed record Attack(
    string Name, Action<Tampering> Apply, int? FromHour = null, int? UntilHour = null, bool KnowsDelivery = false, bool Harmless = false)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
