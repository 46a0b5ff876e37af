namespace CloudAudit.Rules.Matching;

/// <summary>A rule or selection that is well written but cannot be evaluated.</summary>
/// <param name="position">Where in its file, if it has one.</param>
/// <param name="message">What cannot be done.</param>
public sealed class RuleCompileException(SourcePosition position, string message) : Exception(message)
{
    public SourcePosition Position { get; } = position;
}
