using CloudAudit.Rules.Matching;

namespace CloudAudit.Rules.Correlation;

/// <summary>Correlations made ready: numbered so that each comes after those it rests on, their fields taken apart.</summary>
internal sealed class CorrelationPlan
{
    private readonly List<PlannedCorrelation> _correlations = [];
    private readonly Dictionary<int, List<Feed>> _byDetection = [];

    public IReadOnlyList<PlannedCorrelation> Correlations => _correlations;

    /// <summary>The correlations that count a detection's matches; none for most.</summary>
    public IReadOnlyList<Feed> FeedsOf(int detection) => _byDetection.GetValueOrDefault(detection) ?? [];

    /// <summary>Adds a correlation.</summary>
    /// <param name="rule">The correlation.</param>
    /// <param name="sources">Its rules in its order: numbers of detections, or of correlations added before.</param>
    /// <returns>Its number.</returns>
    public int Add(CorrelationRule rule, IReadOnlyList<(SigmaRule Rule, int Number)> sources)
    {
        int number = _correlations.Count;
        var planned = new PlannedSource[sources.Count];
        for (int i = 0; i < planned.Length; i++)
        {
            var (source, sourceNumber) = sources[i];
            var feed = new Feed(number, i);
            if (source is CorrelationRule)
            {
                _correlations[sourceNumber].Feeds.Add(feed);
            }
            else if (_byDetection.TryGetValue(sourceNumber, out var feeds))
            {
                feeds.Add(feed);
            }
            else
            {
                _byDetection.Add(sourceNumber, [feed]);
            }

            planned[i] = new PlannedSource(
                [.. rule.GroupBy.Select(g => Field(rule, i, source, g))],
                [.. rule.Condition.Fields.Select(f => Field(rule, i, source, f))],
                PlannedCorrelation.ComparesNumbers(rule));
        }

        _correlations.Add(new PlannedCorrelation(rule, planned));
        return number;
    }

    private static PlannedField Field(CorrelationRule rule, int index, SigmaRule source, string name)
    {
        string field = RuleLinker.FieldOf(rule, index, source, name) ?? name;
        int group = source is CorrelationRule inner ? inner.GroupBy.ToList().FindIndex(g => g == field) : -1;
        return new PlannedField(FieldPath.Parse(field), group);
    }
}

/// <summary>Where a match goes: to a correlation, as one of its rules.</summary>
internal readonly record struct Feed(int Correlation, int Source);

/// <summary>A correlation, its rules' fields, and the correlations that count its own matches.</summary>
internal sealed record PlannedCorrelation(CorrelationRule Rule, PlannedSource[] Sources)
{
    public List<Feed> Feeds { get; } = [];

    /// <summary>An event that several of its rules match counts for each of them.</summary>
    public bool CountsRules => Rule.Type is CorrelationType.Temporal or CorrelationType.TemporalOrdered;

    /// <summary>It compares numbers, not texts.</summary>
    public bool NeedsNumbers => ComparesNumbers(Rule);

    public static bool ComparesNumbers(CorrelationRule rule) =>
        rule.Type is CorrelationType.ValueSum or CorrelationType.ValueAverage
        || (rule.Type == CorrelationType.ValuePercentile && rule.Condition.Percentile is not null);
}

/// <summary>The fields that a correlation asks of the matches of one of its rules, and whether it compares numbers.</summary>
internal sealed record PlannedSource(PlannedField[] Group, PlannedField[] Values, bool Numbers)
{
    /// <summary>One field of the events to group by, and at most one to tell apart, as text.</summary>
    public bool IsPlain { get; } = !Numbers && Group is [{ MatchGroup: < 0 }] && Values is [] or [{ MatchGroup: < 0 }];
}

/// <summary>A field of an event, or of a correlation's match.</summary>
/// <param name="Path">Where events have it.</param>
/// <param name="MatchGroup">Which of the inner correlation's group values it is; -1 where it is a field of the events.</param>
internal readonly record struct PlannedField(FieldPath Path, int MatchGroup);
