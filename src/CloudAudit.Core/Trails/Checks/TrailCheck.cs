namespace CloudAudit.Trails;

/// <summary>What a check of a trail came to.</summary>
public enum TrailCheckStatus
{
    /// <summary>It is as it should be.</summary>
    Passed,

    /// <summary>The trail serves as evidence without it, and better with it.</summary>
    Warning,

    /// <summary>The trail cannot serve as evidence like this.</summary>
    Failed,

    /// <summary>It could not be looked at.</summary>
    Unknown,
}

/// <summary>One check of a trail: what was found, and the command that mends it.</summary>
public sealed record TrailCheck
{
    /// <summary>The trail's name.</summary>
    public required string Trail { get; init; }

    public required string Check { get; init; }

    public required TrailCheckStatus Status { get; init; }

    public required string Message { get; init; }

    /// <summary>The command that mends it; null where there is nothing to mend, or no command of this module does.</summary>
    public string? Remedy { get; init; }

    public required string TrailArn { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Trail} {Check}: {Status}. {Message}";
}
