namespace CloudAudit.Rules;

/// <summary>Which rules the correlations of a set are about, and which filters apply to its detections.</summary>
public sealed class RuleLinks
{
    private readonly IReadOnlyDictionary<CorrelationRule, IReadOnlyList<SigmaRule>> _sources;
    private readonly IReadOnlyDictionary<DetectionRule, List<FilterRule>> _filters;
    private readonly IReadOnlySet<SigmaRule> _parts;

    internal RuleLinks(
        IReadOnlyDictionary<CorrelationRule, IReadOnlyList<SigmaRule>> sources,
        IReadOnlyDictionary<DetectionRule, List<FilterRule>> filters,
        IReadOnlySet<SigmaRule> parts)
    {
        _sources = sources;
        _filters = filters;
        _parts = parts;
    }

    /// <summary>No links at all.</summary>
    public static RuleLinks None { get; } = new(
        new Dictionary<CorrelationRule, IReadOnlyList<SigmaRule>>(ReferenceEqualityComparer.Instance),
        new Dictionary<DetectionRule, List<FilterRule>>(ReferenceEqualityComparer.Instance),
        new HashSet<SigmaRule>(ReferenceEqualityComparer.Instance));

    /// <summary>
    /// Finds what the correlations and filters of a set name, by id, name or, with a warning, title. The set that comes
    /// back lacks the correlations that cannot be used, each of them with a problem: one that names a rule which is not
    /// there, or names itself by way of others.
    /// </summary>
    public static RuleSet Link(RuleSet rules) => new RuleLinker(rules).Link();

    /// <summary>The rules that a correlation names, in its order; empty where the correlation is not of this set.</summary>
    public IReadOnlyList<SigmaRule> SourcesOf(CorrelationRule rule) => _sources.GetValueOrDefault(rule) ?? [];

    /// <summary>The filters that apply to a rule.</summary>
    public IReadOnlyList<FilterRule> FiltersOf(DetectionRule rule) => _filters.GetValueOrDefault(rule) ?? [];

    /// <summary>
    /// Whether a rule reports its matches when nobody names it: not where it is there for a correlation that does not say
    /// <c>generate: true</c>.
    /// </summary>
    public bool ReportsAlone(SigmaRule rule) => !_parts.Contains(rule);
}
