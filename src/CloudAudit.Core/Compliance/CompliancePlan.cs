using CloudAudit.Rules;
using CloudAudit.Rules.Correlation;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Compliance;

/// <summary>
/// Packs made ready to check events: each rule compiled once, whatever number of controls name it, and the rules that
/// correlations rest on with them. A plan is not changed by use and serves any number of runs and threads.
/// </summary>
public sealed class CompliancePlan
{
    private const int Unusable = -1;

    private readonly List<CompiledRule> _rules = [];
    private readonly RuleCompiler _compiler;
    private readonly List<List<string>> _controlsOfRule = [];
    private readonly List<List<string>> _controlsOfCorrelation = [];
    private readonly List<Func<EventCategories>> _needs = [];
    private readonly List<List<int>> _detectionsOfCorrelation = [];
    private readonly List<RuleProblem> _problems = [];
    private readonly Func<SigmaRule, bool> _chosen;
    private readonly int[][] _controlNumbers;
    private readonly int[][] _controlNumbersOfCorrelation;
    private readonly Dictionary<SigmaRule, int> _numbers = new(ReferenceEqualityComparer.Instance);

    /// <param name="packs">The packs, with their rules.</param>
    /// <param name="choice">Which of their rules are used; null for all.</param>
    /// <param name="placeholders">What placeholders in rules stand for; a rule with another one is refused.</param>
    public CompliancePlan(IReadOnlyList<LoadedPack> packs, RuleChoice? choice = null, RulePlaceholders? placeholders = null)
    {
        Packs = packs;
        _compiler = new RuleCompiler(placeholders);
        _chosen = (choice ?? new RuleChoice()).Compile();
        _problems.AddRange(packs.SelectMany(p => p.Problems));
        Controls = [.. packs.SelectMany(pack => pack.Pack.Controls.Select(control => Planned(pack, control)))];
        Index = new RuleIndex(_rules);
        _controlNumbers = Numbers(_rules.Count, control => control.Rules);
        _controlNumbersOfCorrelation = Numbers(Correlations.Correlations.Count, control => control.Correlations);
    }

    public IReadOnlyList<LoadedPack> Packs { get; }

    /// <summary>What is wrong with rules; those are not used, but for warnings.</summary>
    public IReadOnlyList<RuleProblem> Problems => _problems;

    internal IReadOnlyList<PlannedControl> Controls { get; }

    internal RuleIndex Index { get; }

    internal CorrelationPlan Correlations { get; } = new();

    internal CompiledRule Rule(int number) => _rules[number];

    /// <summary>The controls that a rule is evidence for; none for one that only correlations count, and that reports nothing.</summary>
    internal IReadOnlyList<string> ControlsOf(int rule) => _controlsOfRule[rule];

    /// <summary>The controls that a correlation is evidence for; none for one that only other correlations count.</summary>
    internal IReadOnlyList<string> ControlsOfCorrelation(int correlation) => _controlsOfCorrelation[correlation];

    /// <summary>The places in <see cref="Controls"/> of the controls that a rule is evidence for, in ascending order.</summary>
    internal ReadOnlySpan<int> ControlNumbersOf(int rule) => _controlNumbers[rule];

    /// <summary>The places in <see cref="Controls"/> of the controls that a correlation is evidence for.</summary>
    internal ReadOnlySpan<int> ControlNumbersOfCorrelation(int correlation) => _controlNumbersOfCorrelation[correlation];

    private int[][] Numbers(int count, Func<PlannedControl, int[]> rulesOf)
    {
        var numbers = new List<int>[count];
        for (int control = 0; control < Controls.Count; control++)
        {
            foreach (int rule in rulesOf(Controls[control]))
            {
                (numbers[rule] ??= []).Add(control);
            }
        }

        return Array.ConvertAll(numbers, n => n?.ToArray() ?? []);
    }

    private PlannedControl Planned(LoadedPack pack, PackControl control)
    {
        string name = $"{pack.Pack.Name} {control.Id}";
        var rules = new List<int>();
        var correlations = new List<int>();
        var missing = new List<string>(pack.Lost.GetValueOrDefault(control.Id, []));
        bool narrowed = false;
        foreach (var rule in pack.RulesOf(control).SelectMany(r => Reporting(r, pack.Links)).Distinct<SigmaRule>(ReferenceEqualityComparer.Instance))
        {
            if (!_chosen(rule))
            {
                narrowed = true;
            }
            else if (Number(rule, pack.Links) is { } number)
            {
                bool correlates = rule is CorrelationRule;
                (correlates ? correlations : rules).Add(number);
                (correlates ? _controlsOfCorrelation : _controlsOfRule)[number].Add(name);
            }
            else
            {
                missing.Add(rule.Key);
            }
        }

        var levels = rules.Select(r => _rules[r].Rule.Level).Concat(correlations.Select(c => Correlations.Correlations[c].Rule.Level)).ToList();
        return new PlannedControl(pack.Pack, control, [.. rules], [.. correlations], control.Level ?? (levels.Count > 0 ? levels.Max() : null))
        {
            Missing = missing,
            Narrowed = narrowed,
            LazyNeeds = new(() => [.. rules.Concat(correlations.SelectMany(DetectionsUnder)).Distinct().Select(r => (_rules[r].Rule.Key, _needs[r]()))]),
        };
    }

    // The detections that a correlation counts, by way of others too.
    private IEnumerable<int> DetectionsUnder(int correlation) => _detectionsOfCorrelation[correlation];

    // A correlation that generates lets the rules that it names report too.
    private static IEnumerable<SigmaRule> Reporting(SigmaRule rule, RuleLinks links)
        => rule is CorrelationRule { Generate: true } correlation ? [rule, .. links.SourcesOf(correlation)] : [rule];

    // The rule's number, among detections or among correlations; null where it cannot be used, which is told once.
    private int? Number(SigmaRule rule, RuleLinks links)
    {
        if (!_numbers.TryGetValue(rule, out int number))
        {
            number = (rule is CorrelationRule correlation ? Add(correlation, links) : Add((DetectionRule)rule, links)) ?? Unusable;
            _numbers.Add(rule, number);
        }

        return number == Unusable ? null : number;
    }

    private int? Add(DetectionRule rule, RuleLinks links)
    {
        var filters = links.FiltersOf(rule).Where(IsUsable).ToList();
        if (Compile(rule, FilterRule.Apply(rule, filters)) is not { } compiled)
        {
            return null;
        }

        _rules.Add(compiled);
        _needs.Add(NeedOf(compiled));
        _controlsOfRule.Add([]);
        return _rules.Count - 1;
    }

    // Found when it is first asked for.
    private static Func<EventCategories> NeedOf(CompiledRule rule)
    {
        EventCategories? need = null;
        return () => need ??= NeededCategories.Of(rule);
    }

    // A filter that cannot be used takes no rule with it.
    private bool IsUsable(FilterRule filter)
    {
        if (!_numbers.TryGetValue(filter, out int usable))
        {
            usable = Compile(filter, filter.LeftOut()) is null ? Unusable : 0;
            _numbers.Add(filter, usable);
        }

        return usable != Unusable;
    }

    private CompiledRule? Compile(SigmaRule rule, DetectionRule detection)
    {
        try
        {
            return _compiler.Compile(detection);
        }
        catch (RuleCompileException e)
        {
            _problems.Add(rule.Problem(e.Kind, e.Position, e.Message));
            return null;
        }
    }

    private int? Add(CorrelationRule rule, RuleLinks links)
    {
        var sources = links.SourcesOf(rule);
        var numbered = new List<(SigmaRule, int)>();
        for (int i = 0; i < sources.Count; i++)
        {
            if (Number(sources[i], links) is not { } number)
            {
                _problems.Add(rule.Problem(
                    RuleProblemKind.Missing, rule.Rules[i].Position, $"The correlation names the rule '{sources[i].Title}', which cannot be used."));
                return null;
            }

            numbered.Add((sources[i], number));
        }

        if (numbered.Count == 0)
        {
            _problems.Add(rule.Problem(RuleProblemKind.Missing, default, "The rules that the correlation names were not loaded with it."));
            return null;
        }

        _controlsOfCorrelation.Add([]);
        _detectionsOfCorrelation.Add([.. numbered.SelectMany(n => n.Item1 is CorrelationRule ? DetectionsUnder(n.Item2) : [n.Item2]).Distinct()]);
        return Correlations.Add(rule, numbered);
    }

    /// <summary>A control with the numbers of its rules.</summary>
    internal sealed record PlannedControl(RulePack Pack, PackControl Control, int[] Rules, int[] Correlations, RuleLevel? Level)
    {
        /// <summary>Rules that belong to it and cannot be used.</summary>
        public IReadOnlyList<string> Missing { get; init; } = [];

        /// <summary>Rules that belong to it were left out by choice.</summary>
        public bool Narrowed { get; init; }

        /// <summary>Its detections, those under its correlations among them, and the categories of events of which each needs one.</summary>
        public IReadOnlyList<(string Rule, EventCategories Any)> Needs => LazyNeeds.Value;

        // Asked for with the results: where a rule does not say it, its examples do, and they are read for it.
        public required Lazy<IReadOnlyList<(string Rule, EventCategories Any)>> LazyNeeds { private get; init; }

        /// <summary>There is a rule that looks for it.</summary>
        public bool IsAssessed => Rules.Length + Correlations.Length > 0;
    }
}
