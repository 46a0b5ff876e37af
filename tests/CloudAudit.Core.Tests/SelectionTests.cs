using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CloudAudit.Core.Tests.Support;
using CloudAudit.Decoding;
using CloudAudit.Filters;
using CloudAudit.Rules;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Core.Tests;

/// <summary>Field tests mean what the Sigma specification says of their modifiers.</summary>
public sealed class SelectionTests
{
    private static readonly string[] Fields =
    [
        "eventName", "eventSource", "awsRegion", "errorCode", "readOnly", "managementEvent", "userIdentity.type", "userIdentity.userName",
        "userIdentity.sessionContext.sessionIssuer.userName", "requestParameters.bucketName", "requestParameters.items.instanceId",
        "requestParameters.items.size", "requestParameters.items", "resources.ARN", "resources", "none", "none.deeper", "eventName.deeper",
    ];

    private static readonly string[] Words = ["GetObject", "s3", "Admin", "us-east-1", "true", "logs", "i-1", "Root", "AccessDenied", "arn:aws:s3:::logs", "e", "5"];

    [Fact]
    public void Random_tests_match_what_a_plain_evaluator_matches()
    {
        var records = SomeEvents.Make(3, 150);
        string log = "[" + string.Join(',', records) + "]";
        using var document = JsonDocument.Parse(log);
        var elements = document.RootElement.EnumerateArray().ToList();
        var random = new Random(17);
        int partly = 0;
        for (int round = 0; round < 700; round++)
        {
            var selection = Map(random);
            var expected = elements.FindAll(e => selection.Tests.All(t => Holds(t, e))).ConvertAll(e => e.GetRawText());
            var (events, errors) = MemoryLog.Read(log, query: new EventQuery { Selection = selection });
            Assert.Empty(errors);
            Assert.True(expected.SequenceEqual(events.Select(e => e.ToJson())), $"{Show(selection)}: {expected.Count} wanted, {events.Count} found");
            partly += expected.Count > 0 && expected.Count < records.Count ? 1 : 0;
        }

        Assert.True(partly > 150, $"{partly}");
    }

    [Fact]
    public void An_index_of_rules_finds_what_each_rule_finds_alone()
    {
        var random = new Random(19);
        var matchers = Enumerable.Range(0, 300).Select(_ => (Matcher)new SelectionCompiler().Compile(random.Next(3) == 0
            ? new SelectionMap([Test("eventName", [], Words[..random.Next(1, 4)])])
            : random.Next(2) == 0 ? new SelectionList([Map(random), new SelectionMap([Test("eventName", [], "ListBuckets")])]) : Map(random))).ToList();
        var index = new RuleIndex(matchers.ConvertAll(m => new CompiledRule(Rules.RuleMatch.RuleOf(Test("none", [], "x")), m, new Dictionary<string, Matcher>(StringComparer.Ordinal))));
        Assert.Contains(matchers, m => m.Only(RecordField.EventName) is not null);
        List<string> records = [.. SomeEvents.Make(5, 300), "{\"eventName\":[\"x\",\"GETOBJECT\"]}", "{\"eventName\":5}", "{\"eventName\":true}", "{\"eventName\":{\"a\":1}}", "{\"eventName\":null}", "{\"event\\u004eame\":\"GetO\\u0062ject\"}"];
        var reader = new RecordReader(DecodeLimits.Default, e => Assert.Fail(e.Message));
        reader.Start(new MemoryStream(System.Text.Encoding.UTF8.GetBytes("{\"Records\":[" + string.Join(',', records) + "]}")), "rules");
        var scratch = new MatchScratch();
        int found = 0;
        while (reader.Read())
        {
            var got = new List<int>();
            index.Match(reader.Record, scratch, got);
            var expected = Enumerable.Range(0, matchers.Count).Where(i => matchers[i].Matches(reader.Record, scratch)).ToList();
            Assert.Equal(expected, got.Order());
            found += got.Count;
        }

        Assert.True(found > 1000);
    }

    [Theory]
    [InlineData("a", "lt", "5", "[{\"a\":4}]", true)]
    [InlineData("a", "lt", "5", "[{\"a\":5}]", false)]
    [InlineData("a", "lte", "5", "[{\"a\":5.0}]", true)]
    [InlineData("a", "gt", "5", "[{\"a\":\"6\"}]", true)]
    [InlineData("a", "gte", "5", "[{\"a\":5e0}]", true)]
    [InlineData("a", "gt", "5", "[{\"a\":\"x\"}]", false)]
    [InlineData("a", "gt", "5", "[{\"b\":6}]", false)]
    [InlineData("a", "gt", "5", "[{\"a\":[1,9]}]", true)]
    [InlineData("a", "re", "^x+$", "[{\"a\":\"xxx\"}]", true)]
    [InlineData("a", "re", "^x+$", "[{\"a\":\"Xxx\"}]", false)]
    [InlineData("a", "re|i", "^x+$", "[{\"a\":\"Xxx\"}]", true)]
    [InlineData("a", "re|m", "^b$", "[{\"a\":\"a\\nb\"}]", true)]
    [InlineData("a", "re|s", "a.b", "[{\"a\":\"a\\nb\"}]", true)]
    [InlineData("a", "cidr", "10.0.0.0/8", "[{\"a\":\"10.1.2.3\"}]", true)]
    [InlineData("a", "cased", "X", "[{\"a\":\"x\"}]", false)]
    [InlineData("a", "cased|contains", "B", "[{\"a\":\"abc\"}]", false)]
    [InlineData("a", "contains", "B", "[{\"a\":\"abc\"}]", true)]
    [InlineData("a", "neq", "x", "[{\"b\":1}]", true)]
    [InlineData("a", "neq", "x", "[{\"a\":\"X\"}]", false)]
    [InlineData("a.b", "", "x", "[{\"a\":[{\"b\":\"y\"},[{\"b\":\"x\"}]]}]", true)]
    [InlineData("a.b", "", "x", "[{\"a\":{\"\\u0062\":\"x\"}}]", true)]
    [InlineData("a", "", "{\"b\":[1,2]}", "[{\"a\":{ \"b\" : [1, 2] }}]", true)]
    [InlineData("A.B", "", "x", "[{\"a\":{\"b\":\"x\"}}]", true)]
    [InlineData("EVENTNAME", "", "x", "[{\"eventName\":\"x\"}]", true)]
    public void Modifiers_mean_what_they_say(string field, string modifiers, string value, string log, bool expected)
    {
        var test = Test(field, modifiers.Length == 0 ? [] : modifiers.Split('|'), value);
        string named = log.Replace("[{", "[{\"eventVersion\":\"1\",", StringComparison.Ordinal);
        Assert.Equal(expected, MemoryLog.Read(named, query: new EventQuery { Selection = new SelectionMap([test]) }).Events.Count == 1);
    }

    [Theory]
    [InlineData("", "alice", true)]
    [InlineData("", "ALICE", true)]
    [InlineData("", "al*e", true)]
    [InlineData("", "userName", true)]
    [InlineData("", "\"n\":[17", true)]
    [InlineData("", "bob", false)]
    [InlineData("", "a\\\\b", true)]
    [InlineData("", "a\\*b", false)]
    [InlineData("", "17", true)]
    [InlineData("cased", "ALICE", false)]
    [InlineData("re", "^ali.e$", true)]
    [InlineData("re", "^lice$", false)]
    [InlineData("startswith", "lice", false)]
    [InlineData("neq", "alice", false)]
    public void Keywords_are_sought_in_the_whole_event(string modifier, string word, bool expected)
    {
        var test = Test(string.Empty, modifier.Length == 0 ? [] : [modifier], word);
        const string Log = "[{\"eventName\":\"x\",\"userIdentity\":{\"userName\":\"alice\"},\"n\":[17,\"a\\\\b\"]}]";
        Assert.Equal(expected, MemoryLog.Read(Log, query: new EventQuery { Selection = new SelectionMap([test]) }).Events.Count == 1);
    }

    [Fact]
    public void Keywords_with_all_must_each_be_somewhere()
    {
        const string Log = "[{\"eventName\":\"one\",\"awsRegion\":\"two\"}]";
        Assert.Single(MemoryLog.Read(Log, query: new EventQuery { Selection = new SelectionMap([Test(string.Empty, ["all"], "one", "two")]) }).Events);
        Assert.Empty(MemoryLog.Read(Log, query: new EventQuery { Selection = new SelectionMap([Test(string.Empty, ["all"], "one", "three")]) }).Events);
        Assert.Single(MemoryLog.Read(Log, query: new EventQuery { Selection = new SelectionMap([Test(string.Empty, [], "one", "three")]) }).Events);
    }

    [Theory]
    [InlineData("a", "contains|startswith", "x")]
    [InlineData("a", "base64", "x*")]
    [InlineData("a", "exists", "x")]
    [InlineData("a", "re", "(")]
    [InlineData("a", "re", "(a)\\1")]
    [InlineData("a", "re", "(?=a)")]
    [InlineData("a", "cidr", "10.0.0.0/33")]
    [InlineData("a", "lt", "many")]
    [InlineData("", "cidr", "10.0.0.0/8")]
    [InlineData("", "exists", "true")]
    public void What_cannot_be_evaluated_is_refused(string field, string modifiers, string value)
    {
        var query = new EventQuery { Selection = new SelectionMap([Test(field, modifiers.Split('|'), value)]) };
        Assert.Equal(nameof(EventQuery.Selection), Assert.Throws<EventQueryException>(() => QueryCompiler.Compile(query)).Property);
    }

    private static FieldTest Test(string field, string[] modifiers, params string[] values) =>
        new(field, modifiers, [.. values.Select(v => decimal.TryParse(v, CultureInfo.InvariantCulture, out decimal n) ? RuleValue.Of(n, v) : RuleValue.Of(v))]);

    private static SelectionMap Map(Random random) => new([.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Random(random))]);

    private static FieldTest Random(Random random)
    {
        string field = Fields[random.Next(Fields.Length)];
        switch (random.Next(12))
        {
            case 0:
                return new FieldTest(field, ["exists"], [RuleValue.Of(random.Next(2) == 0)]);
            case 1:
                return new FieldTest(field, [], [RuleValue.Null()]);
            case 2:
                return Test("requestParameters.items.size", [random.Next(4) switch { 0 => "lt", 1 => "lte", 2 => "gt", _ => "gte" }], "50");
        }

        string[] values = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Words[random.Next(Words.Length)])];
        values[0] = random.Next(4) switch { 0 => values[0][..^1] + "*", 1 => "?" + values[0][1..], 2 => values[0].ToUpperInvariant(), _ => values[0] };
        var modifiers = new List<string>();
        Maybe(3, random.Next(3) switch { 0 => "contains", 1 => "startswith", _ => "endswith" });
        Maybe(6, "all");
        Maybe(6, "cased");
        Maybe(8, "neq");
        return Test(field, [.. modifiers], values);

        void Maybe(int oneIn, string modifier)
        {
            if (random.Next(oneIn) == 0)
            {
                modifiers.Add(modifier);
            }
        }
    }

    // The specification, said the slow way.
    private static bool Holds(FieldTest test, JsonElement e)
    {
        var found = Find(e, test.Field.Split('.')).ToList();
        bool holds = test.Modifiers.Contains("exists") ? Has(e, test.Field.Split('.')) == test.Values[0].Boolean
            : test.Modifiers.Contains("all") ? test.Values.All(v => One(test, v, found))
            : test.Values.Any(v => One(test, v, found));
        return holds != test.Modifiers.Contains("neq");
    }

    private static bool One(FieldTest test, RuleValue value, List<string> found)
    {
        if (value.IsNull)
        {
            return found.Count == 0;
        }

        if (test.Modifiers.FirstOrDefault(m => m is "lt" or "lte" or "gt" or "gte") is { } comparison)
        {
            return found.Exists(f => decimal.TryParse(f, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal n)
                && (comparison switch { "lt" => n < value.Number, "lte" => n <= value.Number, "gt" => n > value.Number, _ => n >= value.Number }));
        }

        if (value.Text == "*" || (value.Text.Length == 0 && test.Modifiers.Any(m => m is "contains" or "startswith" or "endswith")))
        {
            return found.Exists(f => f.Length > 0);
        }

        string pattern = Regex.Escape(value.Text).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal);
        pattern = (test.Modifiers.Any(m => m is "contains" or "endswith") ? string.Empty : "^") + pattern + (test.Modifiers.Any(m => m is "contains" or "startswith") ? string.Empty : "\\z");
        var options = RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant | (test.Modifiers.Contains("cased") ? RegexOptions.None : RegexOptions.IgnoreCase);
        return found.Exists(f => Regex.IsMatch(f, pattern, options));
    }

    private static IEnumerable<string> Find(JsonElement e, ReadOnlyMemory<string> path) => e.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        JsonValueKind.Array => e.EnumerateArray().SelectMany(x => Find(x, path)),
        _ when path.IsEmpty => [JsonValues.Text(e)!],
        JsonValueKind.Object => Find(QueryOracle.Get(e, path.Span[0]), path[1..]),
        _ => [],
    };

    private static bool Has(JsonElement e, ReadOnlyMemory<string> path) =>
        path.IsEmpty
        || (e.ValueKind == JsonValueKind.Array && e.EnumerateArray().Any(x => Has(x, path)))
        || (e.ValueKind == JsonValueKind.Object && e.TryGetProperty(path.Span[0], out var member) && Has(member, path[1..]));

    private static string Show(SelectionMap map) => string.Join(" and ", map.Tests.Select(t => $"{t.Field}|{string.Join('|', t.Modifiers)}: {string.Join(", ", t.Values)}"));
}
