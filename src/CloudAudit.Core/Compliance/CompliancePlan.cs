using CloudAudit.Rules;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Compliance;

/// <summary>
/// Packs made ready to check events: each rule compiled once, whatever number of controls name it. A plan is not changed
/// by use and serves any number of runs and threads.
/// </summary>
public sealed class CompliancePlan
{
    private readonly List<DetectionRule> _rules = [];
    private readonly List<List<string>> _controlsOfRule = [];

    /// <param name="packs">The packs, with their rules.</param>
    /// <param name="choice">Which of their rules are used; null for all.</param>
    public CompliancePlan(IReadOnlyList<LoadedPack> packs, RuleChoice? choice = null)
    {
        Packs = packs;
        var chosen = (choice ?? new RuleChoice()).Compile();
        var problems = packs.SelectMany(p => p.Problems).ToList();
        var numbers = new Dictionary<DetectionRule, int>(ReferenceEqualityComparer.Instance);
        var matchers = new List<Matcher>();
        var controls = new List<PlannedControl>();
        foreach (var pack in packs)
        {
            foreach (var control in pack.Pack.Controls)
            {
                var rules = new List<int>();
                foreach (var rule in pack.RulesOf(control).Where(chosen))
                {
                    if (Number(rule, numbers, matchers, problems) is { } number)
                    {
                        rules.Add(number);
                        _controlsOfRule[number].Add($"{pack.Pack.Name} {control.Id}");
                    }
                }

                RuleLevel? level = control.Level ?? (rules.Count > 0 ? rules.Max(r => _rules[r].Level) : null);
                controls.Add(new PlannedControl(pack.Pack, control, [.. rules], level));
            }
        }

        Controls = controls;
        Problems = problems;
        Index = new RuleIndex(matchers);
    }

    public IReadOnlyList<LoadedPack> Packs { get; }

    /// <summary>What is wrong with rules; those are not used.</summary>
    public IReadOnlyList<RuleProblem> Problems { get; }

    internal IReadOnlyList<PlannedControl> Controls { get; }

    internal RuleIndex Index { get; }

    internal DetectionRule Rule(int number) => _rules[number];

    internal IReadOnlyList<string> ControlsOf(int rule) => _controlsOfRule[rule];

    // The rule's number; null where it cannot be compiled, which is told once.
    private int? Number(DetectionRule rule, Dictionary<DetectionRule, int> numbers, List<Matcher> matchers, List<RuleProblem> problems)
    {
        if (numbers.TryGetValue(rule, out int number))
        {
            return number < 0 ? null : number;
        }

        try
        {
            matchers.Add(RuleCompiler.Compile(rule));
        }
        catch (RuleCompileException e)
        {
            problems.Add(rule.Problem(RuleProblemKind.Unsupported, e.Position, e.Message));
            numbers.Add(rule, -1);
            return null;
        }

        numbers.Add(rule, _rules.Count);
        _rules.Add(rule);
        _controlsOfRule.Add([]);
        return _rules.Count - 1;
    }

    /// <summary>A control with the numbers of its rules.</summary>
    internal sealed record PlannedControl(RulePack Pack, PackControl Control, int[] Rules, RuleLevel? Level);
}
