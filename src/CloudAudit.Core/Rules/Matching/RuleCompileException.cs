namespace CloudAudit.Rules.Matching;

/// <summary>A rule or selection that is well written but cannot be evaluated.</summary>
/// <param name="position">Where in its file, if it has one.</param>
/// <param name="message">What cannot be done.</param>
/// <param name="kind">Whether it makes no sense, or only this program cannot do it.</param>
public sealed class RuleCompileException(SourcePosition position, string message, RuleProblemKind kind = RuleProblemKind.Invalid)
    : Exception(message)
{
    public SourcePosition Position { get; } = position;

    public RuleProblemKind Kind { get; } = kind;
}
