namespace CloudAudit.Module.Tests;

/// <summary>What came of a Pester test.</summary>
public enum PesterOutcome
{
    Failed,
    Passed,
    Skipped,
}

/// <summary>A Pester test that ran, or could not.</summary>
/// <param name="File">Its file's name.</param>
/// <param name="Name">Its path of blocks, unique in the file.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Message">Pester's message and stack, or why it was skipped.</param>
public sealed record PesterTest(string File, string Name, PesterOutcome Outcome, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}: {Name}";
}
