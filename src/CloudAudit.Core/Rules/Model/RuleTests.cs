using System.Collections;

namespace CloudAudit.Rules;

/// <summary>
/// The tests that a rule brings with it. Checking events needs none of them, and they are the greater part of most files:
/// they may be read when they are first asked for. What is wrong with them takes nothing from the rule.
/// </summary>
public sealed class RuleTests : IReadOnlyList<RuleTest>
{
    private readonly Lazy<IReadOnlyList<RuleTest>> _tests;
    private RuleProblem? _problem;

    /// <summary>Tests that are there already.</summary>
    public RuleTests(IReadOnlyList<RuleTest> tests) => _tests = new Lazy<IReadOnlyList<RuleTest>>(tests);

    /// <summary>Tests to be read when they are asked for.</summary>
    /// <param name="read">Reads them; called once, by one thread. A <see cref="RuleParseException"/> becomes the <see cref="Problem"/>.</param>
    public RuleTests(Func<IReadOnlyList<RuleTest>> read) => _tests = new Lazy<IReadOnlyList<RuleTest>>(() =>
    {
        try
        {
            return read();
        }
        catch (RuleParseException error)
        {
            _problem = error.Problem;
            return [];
        }
    });

    /// <summary>No tests.</summary>
    public static RuleTests None { get; } = new([]);

    /// <summary>Why there are none, where they cannot be read; else null.</summary>
    public RuleProblem? Problem
    {
        get
        {
            _ = _tests.Value;
            return _problem;
        }
    }

    /// <inheritdoc/>
    public int Count => _tests.Value.Count;

    /// <inheritdoc/>
    public RuleTest this[int index] => _tests.Value[index];

    /// <inheritdoc/>
    public IEnumerator<RuleTest> GetEnumerator() => _tests.Value.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
