namespace CloudAudit.Benchmarks.Comparison;

/// <summary>
/// How long loading rules takes where it is felt: in a program that has just been started. The same program checks the
/// same log of one event, once against the rules and once against a pack that names none.
/// </summary>
/// <param name="WithRules">Median seconds from the start of the process to its end, with the rules.</param>
/// <param name="WithNone">The same without.</param>
/// <param name="Loading">The median of the differences of the pairs.</param>
internal sealed record LoadTime(double WithRules, double WithNone, double Loading)
{
    private const string EmptyPack = """
        name: Empty
        title: A pack without rules
        controls:
          - id: '1'
            title: Nothing is looked for

        """;

    private const string OneEvent = """
        {"Records":[{"eventVersion":"1.11","eventTime":"2025-06-02T00:00:00Z","eventSource":"sts.amazonaws.com","eventName":"GetCallerIdentity","awsRegion":"eu-west-1","eventID":"5b8f0c6e-2f53-4a31-9d5f-0d6a5a4c3b21","eventType":"AwsApiCall","eventCategory":"Management"}]}
        """;

    /// <summary>Measures a program.</summary>
    /// <param name="program">The command line, published with ReadyToRun.</param>
    /// <param name="folder">Where the log and the empty pack can be made.</param>
    /// <param name="rules">The folder of rules.</param>
    /// <param name="rounds">Pairs of runs; ten times as many are made, for each is short.</param>
    /// <param name="tell">Takes what is measured.</param>
    public static LoadTime Measure(string program, string folder, string rules, int rounds, Action<string> tell)
    {
        string packs = Path.Join(folder, "empty");
        Directory.CreateDirectory(packs);
        string pack = Path.Join(packs, "empty.yml");
        string log = Path.Join(packs, "one.json");
        File.WriteAllText(pack, EmptyPack);
        File.WriteAllText(log, OneEvent);
        tell("loading rules");
        List<(double WithNone, double WithRules)> pairs = [];
        for (int round = -1; round < rounds * 10; round++)
        {
            (double, double) pair = (Run(pack), Run(rules));
            if (round >= 0)
            {
                pairs.Add(pair);
            }
        }

        return new LoadTime(
            Pairing.Median(pairs.Select(p => p.WithRules)),
            Pairing.Median(pairs.Select(p => p.WithNone)),
            Pairing.Median(pairs.Select(p => p.WithRules - p.WithNone)));

        double Run(string rulePack) => ChildProcess.Measure(program, "check", log, "--rule-pack", rulePack, "--quiet").Wall;
    }
}
