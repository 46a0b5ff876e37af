using System.Text;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;
using CloudAudit.Rules;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Core.Tests.Rules;

/// <summary>Matches rules against single events, as a worker does.</summary>
internal sealed class RuleMatch(RuleIndex index)
{
    private readonly JsonText _text = new();
    private readonly RecordView _record = new();
    private readonly MatchScratch _scratch = new();
    private readonly List<int> _matched = [];

    public static RulePlaceholders Placeholders(Dictionary<string, string[]> values) =>
        new(values.ToDictionary(v => v.Key, v => (IReadOnlyList<string>)v.Value, StringComparer.Ordinal));

    public static DetectionRule RuleOf(FieldTest test) => new()
    {
        Title = "test",
        LogSource = LogSource.CloudTrail,
        Selections = new Dictionary<string, Selection>(StringComparer.Ordinal) { ["selection"] = new SelectionMap([test]) },
        Conditions = [new ConditionName("selection")],
        Source = new RuleSource("test.yml", "text\ntext"),
        Position = new SourcePosition(1, 1),
    };

    public static FieldTest Test(string key, params RuleValue[] values)
    {
        string[] parts = key.Split('|');
        return new FieldTest(parts[0], parts[1..], values, new SourcePosition(2, 3));
    }

    /// <summary>Rules that are compiled together share what they find.</summary>
    public static RuleIndex Index(IEnumerable<DetectionRule> rules)
    {
        var compiler = new RuleCompiler(Placeholders(RandomRules.Placeholders));
        return new RuleIndex([.. rules.Select(compiler.Compile)]);
    }

    public static CompiledRule Compile(DetectionRule rule) => new RuleCompiler(Placeholders(RandomRules.Placeholders)).Compile(rule);

    public static bool Matches(FieldTest test, string json) => new RuleMatch(new RuleIndex([Compile(RuleOf(test))])).Match(json).Count > 0;

    public IReadOnlyList<int> Match(string json) => Match(Encoding.UTF8.GetBytes(json));

    public IReadOnlyList<int> Match(byte[] json)
    {
        Load(json);
        return Match();
    }

    public void Load(byte[] json)
    {
        _text.Load(json);
        _record.MoveTo(_text, new JsonSlice(0, json.Length));
    }

    public List<int> Match()
    {
        _matched.Clear();
        index.Match(_record, _scratch, _matched);
        return _matched;
    }
}
