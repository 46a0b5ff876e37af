namespace CloudAudit.Benchmarks.Comparison;

/// <summary>One contender against the baseline, as medians over the rounds.</summary>
/// <param name="Name">What the contender does.</param>
/// <param name="Baseline">The baseline's median seconds by the clock.</param>
/// <param name="Wall">The contender's median seconds by the clock.</param>
/// <param name="Speed">The median of the rounds' ratios of time by the clock: 1 is as fast as the baseline, 0.5 half as fast.</param>
/// <param name="CpuSpeed">The same of processor time, which other work on the machine hardly touches.</param>
/// <param name="Slowest">The lowest of the rounds' ratios by the clock.</param>
/// <param name="Fastest">The highest of them.</param>
/// <param name="Result">What the contender's runs returned.</param>
internal sealed record Pairing(
    string Name, double Baseline, double Wall, double Speed, double CpuSpeed, double Slowest, double Fastest, long Result)
{
    /// <summary>
    /// Runs the two in turn: whatever else the machine does falls on both. Warm-up rounds come first and are not counted.
    /// </summary>
    /// <exception cref="InvalidOperationException">Two runs of the contender gave different results.</exception>
    public static Pairing Measure(string name, Func<Sample> baseline, Func<Sample> contender, int rounds, int warmUp)
    {
        List<(Sample Baseline, Sample Contender)> pairs = [];
        for (int round = -warmUp; round < rounds; round++)
        {
            (Sample Baseline, Sample Contender) pair = (baseline(), contender());
            if (round >= 0)
            {
                pairs.Add(pair);
            }
        }

        if (pairs.Exists(p => p.Contender.Result != pairs[0].Contender.Result))
        {
            throw new InvalidOperationException($"{name}: the runs disagree about what they found.");
        }

        return new Pairing(
            name,
            Median(pairs.Select(p => p.Baseline.Wall)),
            Median(pairs.Select(p => p.Contender.Wall)),
            Median(pairs.Select(p => p.Baseline.Wall / p.Contender.Wall)),
            Median(pairs.Select(p => p.Baseline.Cpu / p.Contender.Cpu)),
            pairs.Min(p => p.Baseline.Wall / p.Contender.Wall),
            pairs.Max(p => p.Baseline.Wall / p.Contender.Wall),
            pairs[0].Contender.Result);
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
