namespace CloudAudit.Trails;

/// <summary>The checks of a trail as they are made.</summary>
internal sealed class CheckList(TrailSnapshot found)
{
    private readonly List<TrailCheck> _checks = [];

    public IReadOnlyList<TrailCheck> Checks => _checks;

    public TrailSnapshot Found => found;

    public Trail Trail { get; } = found.Trail!;

    /// <summary>The trail as a command's argument: with its region, which a name alone does not say.</summary>
    public string Argument => $"-Name {Quote(Trail.Name)} -Region {Trail.HomeRegion}";

    public void Pass(string check, string message) => Add(check, TrailCheckStatus.Passed, message, null);

    public void Warn(string check, string message, string? remedy) => Add(check, TrailCheckStatus.Warning, message, remedy);

    public void Fail(string check, string message, string? remedy) => Add(check, TrailCheckStatus.Failed, message, remedy);

    public void Expect(bool holds, string check, string passed, string failed, string? remedy)
    {
        if (holds)
        {
            Pass(check, passed);
        }
        else
        {
            Fail(check, failed, remedy);
        }
    }

    /// <summary>A part to check; false, and Unknown with the reason, where it could not be looked at.</summary>
    public bool Look<T>(Inspected<T> part, string check, out T? value)
    {
        value = part.Value;
        if (!part.IsKnown)
        {
            Add(check, TrailCheckStatus.Unknown, $"Could not be checked: {part.Obstacle}.", null);
        }

        return part.IsKnown;
    }

    /// <summary>A command that completes the trail and its bucket. It changes nothing that is right already.</summary>
    public string Complete(string more = "")
    {
        string prefix = string.IsNullOrEmpty(Trail.Prefix) ? string.Empty : $" -Prefix {Quote(Trail.Prefix)}";
        return $"New-Trail {Argument} -Bucket {Trail.Bucket}{prefix}{(Trail.IsOrganization ? " -Organization" : string.Empty)}{more}";
    }

    private static string Quote(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
        ? text
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private void Add(string check, TrailCheckStatus status, string message, string? remedy) => _checks.Add(new TrailCheck
    {
        Trail = Trail.Name,
        Check = check,
        Status = status,
        Message = message,
        Remedy = remedy,
        TrailArn = Trail.TrailArn,
    });
}
