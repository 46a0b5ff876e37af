namespace CloudAudit.Rules;

/// <summary>What a correlation looks at in a window of time (Sigma correlation rules specification 2.1.0, correlation types).</summary>
public enum CorrelationType
{
    /// <summary>How many events there are.</summary>
    EventCount,

    /// <summary>How many different values a field has.</summary>
    ValueCount,

    /// <summary>How many of the rules match, in any order.</summary>
    Temporal,

    /// <summary>All of the rules match, one after the other in the order they are named.</summary>
    TemporalOrdered,

    /// <summary>The sum of a field's numbers.</summary>
    ValueSum,

    /// <summary>The mean of a field's numbers.</summary>
    ValueAverage,

    /// <summary>A percentile of a field's numbers, or how large a part of the events has the same value.</summary>
    ValuePercentile,
}

/// <summary>A rule over the matches of other rules: so many, of so many kinds, or in this order, within a time.</summary>
/// <remarks>
/// Windows slide over the events' own times and are not aligned to the clock: a window holds the events of one group of
/// which the first and the last are no more than <see cref="Timespan"/> apart, both ends included.
/// </remarks>
public sealed record CorrelationRule : SigmaRule
{
    /// <summary>What is looked at.</summary>
    public required CorrelationType Type { get; init; }

    /// <summary>The rules whose matches are looked at, detections or correlations, each once.</summary>
    public required IReadOnlyList<RuleReference> Rules { get; init; }

    /// <summary>For each alias the field it stands for in the events of a rule, by the key that names the rule.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Aliases { get; init; }
        = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);

    /// <summary>Fields or aliases in whose values the events of a window must agree. An event that lacks one is not counted.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>How far apart the first and the last event of a window may be.</summary>
    public required TimeSpan Timespan { get; init; }

    /// <summary>What must hold of the number.</summary>
    public required CorrelationCondition Condition { get; init; }

    /// <summary>The rules that it names report their own matches too.</summary>
    public bool Generate { get; init; }
}

/// <summary>How a correlation's number is compared.</summary>
public enum ComparisonOperator
{
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
}

/// <summary>One comparison of a correlation's number.</summary>
public readonly record struct CorrelationComparison(ComparisonOperator Operator, decimal Value)
{
    /// <summary>Whether it holds of a number.</summary>
    public bool Holds(decimal number) => Operator switch
    {
        ComparisonOperator.Greater => number > Value,
        ComparisonOperator.GreaterOrEqual => number >= Value,
        ComparisonOperator.Less => number < Value,
        ComparisonOperator.LessOrEqual => number <= Value,
        ComparisonOperator.Equal => number == Value,
        _ => number != Value,
    };
}

/// <summary>What must hold of the number that a correlation takes from a window: every comparison, so that two make a range.</summary>
/// <param name="Comparisons">At least one.</param>
public sealed record CorrelationCondition(IReadOnlyList<CorrelationComparison> Comparisons)
{
    /// <summary>The field, or the fields together, whose values are looked at; empty for types that look at none.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>
    /// Which percentile of the field's numbers is compared, 0 to 100, by the nearest rank: the smallest number that so many
    /// per cent of them do not exceed. Null: what is compared is the share of a value, in per cent of the window's events.
    /// </summary>
    public decimal? Percentile { get; init; }

    /// <summary>Only lower bounds: what holds goes on holding when the number grows.</summary>
    public bool IsLowerBound => Comparisons.All(c => c.Operator is ComparisonOperator.Greater or ComparisonOperator.GreaterOrEqual);

    /// <summary>Whether it holds of a number.</summary>
    public bool Holds(decimal number)
    {
        foreach (var comparison in Comparisons)
        {
            if (!comparison.Holds(number))
            {
                return false;
            }
        }

        return true;
    }
}
