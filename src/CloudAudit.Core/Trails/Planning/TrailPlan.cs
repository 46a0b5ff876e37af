namespace CloudAudit.Trails;

/// <summary>The changes that make a trail what it is to be, in the order in which they can be made.</summary>
/// <param name="Changes">The changes; none where all is there already.</param>
/// <param name="Warnings">What the user should know and may leave as it is.</param>
public sealed record TrailPlan(IReadOnlyList<TrailChange> Changes, IReadOnlyList<string> Warnings);

/// <summary>A plan cannot be made: what was asked for and what is there do not go together.</summary>
public sealed class TrailPlanException : Exception
{
    /// <summary>Says why.</summary>
    /// <param name="id">A stable name of the reason, in Pascal case.</param>
    /// <param name="message">The reason, and what to do.</param>
    public TrailPlanException(string id, string message)
        : base(message) => Id = id;

    /// <summary>A stable name of the reason.</summary>
    public string Id { get; }
}
