using System.Runtime.InteropServices;

namespace CloudAudit.Rules.Correlation;

/// <summary>A stretch of a group's sorted entries whose windows satisfy a correlation's condition.</summary>
internal sealed class Burst(int first, int last, IReadOnlyList<int>? evidence)
{
    /// <summary>Its first entry.</summary>
    public int First { get; } = first;

    /// <summary>Its last entry.</summary>
    public int Last { get; set; } = last;

    /// <summary>The entries that made the condition hold, where not all of them did; else null.</summary>
    public IReadOnlyList<int>? Evidence { get; } = evidence;

    /// <summary>The entries at which windows end that satisfy the condition.</summary>
    public List<int> Moments { get; } = [last];
}

/// <summary>
/// Slides a window over a group's entries, in the order of their times.
/// </summary>
/// <remarks>
/// A window ends with an event and holds every entry of up to the timespan before it. Where the condition has only lower
/// bounds on a count or a sum, each such window is judged. With any other condition (an upper bound, equality, a mean, a
/// percentile) a few events would satisfy it on their way to many; so only windows are judged that no later event could
/// still join: those that cannot be widened on either side. Windows that satisfy the condition and share an entry are one
/// burst.
/// </remarks>
internal static class WindowScan
{
    /// <param name="rule">What is looked for.</param>
    /// <param name="measure">The rule's measure.</param>
    /// <param name="entries">Sorted by <see cref="Entry.Compare"/>.</param>
    public static List<Burst> Run(CorrelationRule rule, WindowMeasure measure, List<Entry> entries)
    {
        bool every = rule.Condition.IsLowerBound
            && rule.Type is not (CorrelationType.ValueAverage or CorrelationType.ValuePercentile);
        bool partial = rule.Type == CorrelationType.ValuePercentile && rule.Condition.Percentile is null;
        var bursts = new List<Burst>();
        var span = CollectionsMarshal.AsSpan(entries);
        measure.Start(entries);
        int start = 0;
        int next = 0;
        while (next < span.Length)
        {
            long now = span[next].Ticks;
            while (next < span.Length && span[next].Ticks == now)
            {
                measure.Add(next++);
            }

            while (now - span[start].Ticks > rule.Timespan.Ticks)
            {
                measure.Remove(start++);
            }

            bool widest = next == span.Length || span[next].Ticks - span[start].Ticks > rule.Timespan.Ticks;
            if ((every || widest) && measure.Holds(start, next - 1))
            {
                if (bursts.Count > 0 && start <= bursts[^1].Last)
                {
                    bursts[^1].Last = next - 1;
                    bursts[^1].Moments.Add(next - 1);
                }
                else
                {
                    bursts.Add(new Burst(start, next - 1, partial ? Evidence(measure, start, next - 1) : null));
                }
            }
        }

        return bursts;
    }

    // Of the burst's first window, so that no entry is looked at twice.
    private static List<int> Evidence(WindowMeasure measure, int first, int last)
    {
        var found = new List<int>();
        for (int i = first; i <= last; i++)
        {
            if (measure.IsEvidence(i))
            {
                found.Add(i);
            }
        }

        return found;
    }
}
