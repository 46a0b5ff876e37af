namespace CloudAudit.Rules;

/// <summary>
/// A test that a rule brings with it (<c>tests:</c>, this project's extension of Sigma; other tools ignore it): events,
/// and whether the rule is to find something in them.
/// </summary>
/// <param name="Name">What the test is about.</param>
/// <param name="Matches">Whether the rule is to match.</param>
/// <param name="Events">CloudTrail records as JSON, in the order they happen; at least one.</param>
/// <param name="Position">Where the test stands in the rule's file.</param>
public sealed record RuleTest(string Name, bool Matches, IReadOnlyList<string> Events, SourcePosition Position = default);
