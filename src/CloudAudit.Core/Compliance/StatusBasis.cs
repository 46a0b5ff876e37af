using System.Globalization;
using CloudAudit.Filters;
using CloudAudit.Integrity;

namespace CloudAudit.Compliance;

/// <summary>A control's status and what it rests on: which events could be seen at all, over which time.</summary>
/// <remarks>
/// <see cref="ControlStatus.NoViolationFound"/> is said only where every rule of the control could look: each can be
/// used, and there were events of a category that it looks at.
/// </remarks>
internal sealed record StatusBasis(ControlStatus Status, string Reason, EventCategories Categories)
{
    private const int MostGaps = 10;
    private const int MostNames = 5;

    public DateTimeOffset? CoveredFrom { get; private init; }

    public DateTimeOffset? CoveredTo { get; private init; }

    public IReadOnlyList<TimeGap> Gaps { get; private init; } = [];

    /// <param name="planned">The control and its rules.</param>
    /// <param name="count">Events that speak against it.</param>
    /// <param name="suppressed">Events that would, had nobody answered for them.</param>
    /// <param name="coverage">What was looked through.</param>
    /// <param name="query">What was asked for.</param>
    public static StatusBasis Of(CompliancePlan.PlannedControl planned, long count, long suppressed, Coverage coverage, EventQuery query)
    {
        var categories = planned.Needs.Aggregate(EventCategories.None, (all, need) => all | need.Any);
        var seen = coverage.Of(categories).Where(c => c.FirstEvent is not null).ToList();
        var basis = new StatusBasis(ControlStatus.NotAssessed, string.Empty, categories)
        {
            CoveredFrom = seen.Min(c => c.FirstEvent),
            CoveredTo = seen.Max(c => c.LastEvent),
            Gaps = HoursSeen.Gaps([.. seen.Select(c => c.Hours)], query.StartTime, query.EndTime, MostGaps),
        };
        var (status, reason) = basis.Judge(planned, count, coverage);
        string allowed = suppressed == 0 ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"{suppressed} {(suppressed == 1 ? "event is" : "events are")} left out by suppressions.");
        return basis with { Status = status, Reason = Join(reason, allowed) };
    }

    /// <summary>That nothing was found in logs that are not all proven says nothing, where proof is required.</summary>
    /// <param name="proven">What is proven; null where that is not required.</param>
    public StatusBasis Requiring(ProvenFiles? proven) => proven is null || proven.Outcome == IntegrityOutcome.Proven || Status != ControlStatus.NoViolationFound
        ? this
        : this with { Status = ControlStatus.NoEvidence, Reason = $"Nothing was found, but the logs are not all proven: {proven.Problem}." };

    private (ControlStatus Status, string Reason) Judge(CompliancePlan.PlannedControl planned, long count, Coverage coverage)
    {
        string missing = planned.Missing.Count == 0 ? string.Empty : $"Rules that cannot be used: {Some(planned.Missing)}.";
        if (count > 0)
        {
            return (ControlStatus.Violated, Join(string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "event speaks" : "events speak")} against it."), missing));
        }

        if (!planned.IsAssessed)
        {
            return (ControlStatus.NotAssessed, missing.Length > 0 ? missing
                : planned.Narrowed ? "All of its rules were left out by choice."
                : "CloudTrail does not show it, or the pack has no rule for it.");
        }

        if (missing.Length > 0)
        {
            return (ControlStatus.NotAssessed, Join(missing, "The others found nothing."));
        }

        if (coverage.Records == 0)
        {
            return (ControlStatus.NoEvidence, "No events were read.");
        }

        var blind = planned.Needs.Where(n => (n.Any & coverage.Present) == EventCategories.None).ToList();
        if (blind.Count > 0)
        {
            var absent = blind.Aggregate(EventCategories.None, (all, need) => all | need.Any);
            return (ControlStatus.NoEvidence, Join(
                $"The logs hold no events of the category {string.Join(" or ", EventCategoryNames.Names(absent))}, the only ones in which these rules could find something: {Some([.. blind.Select(b => b.Rule)])}.",
                blind.Count < planned.Needs.Count ? "The others found nothing." : string.Empty));
        }

        return (ControlStatus.NoViolationFound, Join(Covered(), planned.Narrowed ? "Rules that were left out by choice did not look." : string.Empty));
    }

    private string Covered()
    {
        string what = $"{string.Join(" and ", EventCategoryNames.Names(Categories))} events";
        if (CoveredFrom is not { } from || CoveredTo is not { } to)
        {
            return $"{what} were looked through.";
        }

        string gap = Gaps is [var longest, ..]
            ? string.Create(CultureInfo.InvariantCulture, $" The longest time without any: {longest.Duration.TotalHours:0.#} hours, {longest}.")
            : " No hour is without any.";
        return $"{what} from {new TimeGap(from, to)} were looked through.{gap}";
    }

    private static string Some(IReadOnlyList<string> names) => names.Count <= MostNames
        ? string.Join(", ", names)
        : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(MostNames))} and {names.Count - MostNames} more");

    private static string Join(string first, string second) => second.Length == 0 ? first : first.Length == 0 ? second : $"{first} {second}";
}
