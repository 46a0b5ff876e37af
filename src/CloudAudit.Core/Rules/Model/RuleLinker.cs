namespace CloudAudit.Rules;

/// <summary>Finds what correlations and filters name, and leaves out what cannot be used.</summary>
internal sealed class RuleLinker
{
    /// <summary>Correlations of correlations, so many on top of each other at the most.</summary>
    public const int LongestChain = 16;

    private readonly RuleSet _set;
    private readonly List<RuleProblem> _problems;
    private readonly Dictionary<string, SigmaRule> _keys = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<SigmaRule>> _titles = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<CorrelationRule, IReadOnlyList<SigmaRule>> _sources = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<SigmaRule> _parts = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<SigmaRule> _reporting = new(ReferenceEqualityComparer.Instance);

    public RuleLinker(RuleSet set)
    {
        _set = set;
        _problems = [.. set.Problems];
        foreach (SigmaRule rule in set.All)
        {
            foreach (string? key in (ReadOnlySpan<string?>)[rule.Id, rule.Name])
            {
                if (key is not null)
                {
                    _keys.TryAdd(key, rule);
                }
            }

            if (!_titles.TryGetValue(rule.Title, out var sharing))
            {
                _titles.Add(rule.Title, sharing = []);
            }

            sharing.Add(rule);
        }
    }

    public RuleSet Link()
    {
        foreach (CorrelationRule correlation in _set.Correlations)
        {
            if (Sources(correlation) is { } sources)
            {
                _sources.Add(correlation, sources);
            }
        }

        LeaveOutUnusable();
        var filters = LinkFilters();
        _parts.ExceptWith(_reporting);
        return _set with
        {
            Correlations = [.. _set.Correlations.Where(_sources.ContainsKey)],
            Problems = _problems,
            Links = new RuleLinks(_sources, filters, _parts),
        };
    }

    private List<SigmaRule>? Sources(CorrelationRule correlation)
    {
        var sources = new List<SigmaRule>();
        bool usable = true;
        foreach (RuleReference reference in correlation.Rules)
        {
            SigmaRule? source = Find(correlation, reference, "The correlation");
            if (source is null)
            {
                usable = false;
                continue;
            }

            // A part of a correlation stays one, and silent, even where the correlation cannot be used.
            _ = (correlation.Generate ? _reporting : _parts).Add(source);
            if (sources.Any(s => ReferenceEquals(s, source)))
            {
                Refuse(correlation, RuleProblemKind.Invalid, reference.Position, $"The correlation names the rule '{source.Title}' twice.");
                usable = false;
            }
            else if (source is CorrelationRule && correlation.Type is CorrelationType.ValueSum or CorrelationType.ValueAverage or CorrelationType.ValuePercentile)
            {
                Refuse(
                    correlation,
                    RuleProblemKind.Unsupported,
                    reference.Position,
                    $"'{reference.Key}' is a correlation, whose matches hold several events and so no single number.",
                    "a detection rule");
                usable = false;
            }
            else
            {
                sources.Add(source);
            }
        }

        return usable && AliasesFit(correlation, sources) ? sources : null;
    }

    private bool AliasesFit(CorrelationRule correlation, List<SigmaRule> sources)
    {
        bool fit = true;
        foreach (var (alias, fields) in correlation.Aliases)
        {
            foreach (string key in fields.Keys)
            {
                if (!correlation.Rules.Any(r => Same(r.Key, key)) && !sources.Any(s => Same(s.Name, key) || Same(s.Id, key)))
                {
                    Refuse(
                        correlation,
                        RuleProblemKind.Invalid,
                        default,
                        $"The alias '{alias}' names the rule '{key}', which is not among the correlation's rules.",
                        string.Join(", ", correlation.Rules));
                    fit = false;
                }
            }

            for (int i = 0; fit && i < sources.Count; i++)
            {
                if (sources[i] is DetectionRule rule && FieldOf(correlation, i, rule, alias) is null)
                {
                    _problems.Add(correlation.Problem(
                        RuleProblemKind.Invalid,
                        default,
                        $"The alias '{alias}' gives no field for the rule '{rule.Title}'; its events are asked for a field '{alias}'.")
                        with { IsWarning = true });
                }
            }
        }

        return fit;
    }

    /// <summary>The field that an alias stands for in a rule's events; null where it stands for none.</summary>
    internal static string? FieldOf(CorrelationRule correlation, int source, SigmaRule rule, string alias)
        => correlation.Aliases.TryGetValue(alias, out var fields)
            ? fields.FirstOrDefault(f => Same(correlation.Rules[source].Key, f.Key) || Same(rule.Name, f.Key) || Same(rule.Id, f.Key)).Value
            : null;

    private static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    // What rests on detections alone can be used, then what rests on that, and so on; what is left goes in circles.
    private void LeaveOutUnusable()
    {
        var heights = new Dictionary<CorrelationRule, int>(ReferenceEqualityComparer.Instance);
        List<CorrelationRule> open = [.. _set.Correlations.Where(_sources.ContainsKey)];
        bool changed = true;
        while (changed && open.Count > 0)
        {
            changed = false;
            var left = new List<CorrelationRule>();
            foreach (CorrelationRule correlation in open)
            {
                CorrelationRule[] below = [.. _sources[correlation].OfType<CorrelationRule>()];
                if (Array.Find(below, b => !_sources.ContainsKey(b)) is { } refused)
                {
                    LeaveOut(correlation, RuleProblemKind.Missing, refused, $"The correlation names '{refused.Title}', which cannot be used.");
                    changed = true;
                }
                else if (Array.TrueForAll(below, heights.ContainsKey))
                {
                    int height = 1 + below.Select(b => heights[b]).DefaultIfEmpty().Max();
                    heights.Add(correlation, height);
                    changed = true;
                    if (height > LongestChain)
                    {
                        LeaveOut(correlation, RuleProblemKind.TooLarge, below[0], $"The correlation rests on more than {LongestChain} others, one on the other.");
                    }
                }
                else
                {
                    left.Add(correlation);
                }
            }

            open = left;
        }

        var circles = open.ToDictionary(c => c, c => Circle(c, heights), (IEqualityComparer<CorrelationRule>)ReferenceEqualityComparer.Instance);
        foreach (CorrelationRule correlation in open)
        {
            LeaveOut(
                correlation,
                RuleProblemKind.Invalid,
                _sources[correlation].First(s => s is CorrelationRule c && circles.ContainsKey(c)),
                $"Correlations name each other in a circle: {circles[correlation]}.");
        }
    }

    private string Circle(CorrelationRule start, Dictionary<CorrelationRule, int> usable)
    {
        var path = new List<CorrelationRule>();
        CorrelationRule at = start;
        while (!path.Any(p => ReferenceEquals(p, at)))
        {
            path.Add(at);
            CorrelationRule[] next = [.. _sources[at].OfType<CorrelationRule>().Where(c => !usable.ContainsKey(c))];
            at = Array.Find(next, n => path.Any(p => ReferenceEquals(p, n))) ?? next[0];
        }

        int from = path.FindIndex(p => ReferenceEquals(p, at));
        return string.Join(" → ", path.Skip(from).Append(at).Select(c => c.Key));
    }

    private void LeaveOut(CorrelationRule correlation, RuleProblemKind kind, SigmaRule because, string message)
    {
        int source = _sources[correlation].ToList().FindIndex(s => ReferenceEquals(s, because));
        _sources.Remove(correlation);
        Refuse(correlation, kind, correlation.Rules[source].Position, message);
    }

    private Dictionary<DetectionRule, List<FilterRule>> LinkFilters()
    {
        var filters = new Dictionary<DetectionRule, List<FilterRule>>(ReferenceEqualityComparer.Instance);
        foreach (FilterRule filter in _set.Filters)
        {
            if (filter.AppliesToAll && !_keys.ContainsKey(FilterRule.Any))
            {
                foreach (DetectionRule rule in _set.Rules)
                {
                    Apply(filter, rule);
                }

                continue;
            }

            foreach (RuleReference reference in filter.Rules)
            {
                switch (Find(filter, reference, "The filter"))
                {
                    case DetectionRule rule:
                        Apply(filter, rule);
                        break;
                    case CorrelationRule rule:
                        Refuse(
                            filter,
                            RuleProblemKind.Invalid,
                            reference.Position,
                            $"'{rule.Title}' is a correlation; a filter looks at single events.",
                            "the rules that the correlation names");
                        break;
                }
            }
        }

        return filters;

        void Apply(FilterRule filter, DetectionRule rule)
        {
            if (!filters.TryGetValue(rule, out var applied))
            {
                filters.Add(rule, applied = []);
            }

            if (!applied.Exists(f => ReferenceEquals(f, filter)))
            {
                applied.Add(filter);
            }
        }
    }

    private SigmaRule? Find(SigmaRule from, RuleReference reference, string what)
    {
        if (_keys.TryGetValue(reference.Key, out SigmaRule? rule))
        {
            return rule;
        }

        switch (_titles.GetValueOrDefault(reference.Key))
        {
            case [var titled]:
                _problems.Add(from.Problem(
                    RuleProblemKind.Invalid,
                    reference.Position,
                    $"{what} names a rule by its title, which may change and need not be unique.",
                    $"its name or id, {titled.Key}") with { IsWarning = true });
                return titled;
            case { Count: > 1 } several:
                Refuse(from, RuleProblemKind.Missing, reference.Position, $"{what} names '{reference.Key}', the title of {several.Count} rules.", "a name or id");
                return null;
            default:
                Refuse(from, RuleProblemKind.Missing, reference.Position, $"{what} names the rule '{reference.Key}', which was not found.");
                return null;
        }
    }

    private void Refuse(SigmaRule rule, RuleProblemKind kind, SourcePosition position, string message, string? expected = null)
        => _problems.Add(rule.Problem(kind, position, message, expected));
}
