using System.Globalization;
using System.Text;
using System.Text.Json;
using CloudAudit.Rules;
using CloudAudit.Rules.Correlation;

namespace CloudAudit.Core.Tests.Rules.Correlation;

/// <summary>Events, correlations and the engine, put together as short as can be.</summary>
internal static class CorrelationStream
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    public static CorrelationRule Rule(CorrelationType type, int rules, int seconds, params CorrelationComparison[] comparisons) => new()
    {
        Title = "A correlation",
        Type = type,
        Rules = [.. Enumerable.Range(0, rules).Select(i => new RuleReference($"rule{i}"))],
        Timespan = TimeSpan.FromSeconds(seconds),
        Condition = new CorrelationCondition(comparisons.Length > 0 ? comparisons : [AtLeast(rules)]),
        Source = new RuleSource("test", string.Empty),
    };

    public static CorrelationComparison AtLeast(decimal value) => new(ComparisonOperator.GreaterOrEqual, value);

    public static DetectionRule Detection(string name) => new()
    {
        Title = name,
        Name = name,
        LogSource = LogSource.CloudTrail,
        Selections = new Dictionary<string, Selection>(),
        Conditions = [],
        Source = new RuleSource("test", string.Empty),
    };

    /// <summary>A plan with one correlation over detections 0, 1, 2 …</summary>
    public static CorrelationPlan Plan(CorrelationRule rule)
    {
        var plan = new CorrelationPlan();
        plan.Add(rule, [.. rule.Rules.Select((r, i) => ((SigmaRule)Detection(r.Key), i))]);
        return plan;
    }

    public static AuditEvent Event(PlainEvent plain)
    {
        var json = new Dictionary<string, object?>
        {
            ["eventID"] = plain.Id.ToString(CultureInfo.InvariantCulture),
            ["eventTime"] = s_start.AddSeconds(plain.Second).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
        foreach (var (name, values) in plain.Fields)
        {
            json.Add(name, values.Length == 1 ? values[0] : values);
        }

        return EventFactory.Create(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(json)), "test", plain.Id, out _)!;
    }

    public static PlainEvent Plain(int id, int second, int[] rules, params (string Name, string Value)[] fields) =>
        new(id, second, rules, fields.GroupBy(f => f.Name).ToDictionary(g => g.Key, g => g.Select(f => f.Value).ToArray()));

    public static List<CorrelationMatch> Run(CorrelationPlan plan, IEnumerable<PlainEvent> events, long maxBytes = CorrelationEngine.DefaultMaxBytes)
    {
        var engine = new CorrelationEngine(plan, maxBytes);
        var matches = new List<CorrelationMatch>();
        foreach (var plain in events)
        {
            engine.Add(Event(plain), plain.Rules);
            matches.AddRange(engine.Take());
        }

        matches.AddRange(engine.Complete());
        return matches;
    }

    /// <summary>Matches as <see cref="PlainBurst"/> writes them.</summary>
    public static string Text(CorrelationMatch match) =>
        $"[{string.Join(',', match.Group)}] {Second(match.FirstTicks)}-{Second(match.LastTicks)}: {string.Join(' ', Ids(match))}";

    public static IEnumerable<int> Ids(CorrelationMatch match) =>
        match.Events.Select(e => int.Parse(e.Event.EventId!, CultureInfo.InvariantCulture)).Order();

    private static int Second(long ticks) => (int)TimeSpan.FromTicks(ticks - s_start.UtcTicks).TotalSeconds;
}
