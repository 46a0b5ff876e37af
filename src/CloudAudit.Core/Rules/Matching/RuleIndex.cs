using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Rules.Matching;

/// <summary>
/// Rules by the event names they can match, else by the event sources: of a thousand rules a record meets the few that
/// name its event or its service, and those that name neither. Nothing is allocated for a record that no rule matches.
/// </summary>
internal sealed class RuleIndex
{
    private readonly CompiledRule[] _rules;
    private readonly Matcher[] _matchers;
    private readonly Table _byName;
    private readonly Table _bySource;
    private readonly RuleGroup[] _others;

    public RuleIndex(IReadOnlyList<CompiledRule> rules)
    {
        _rules = [.. rules];
        _matchers = Array.ConvertAll(_rules, r => r.Matcher);
        Matcher[] rest = [.. _matchers];
        _byName = new Table(RecordField.EventName);
        _bySource = new Table(RecordField.EventSource);
        var others = new List<int>();
        for (int i = 0; i < _matchers.Length; i++)
        {
            if (_matchers[i].Only(RecordField.EventName) is { } names)
            {
                _byName.Add(names, i);
                rest[i] = _matchers[i].Given(names);
            }
            else if (_matchers[i].Only(RecordField.EventSource) is { } sources)
            {
                _bySource.Add(sources, i);
                rest[i] = _matchers[i].Given(sources);
            }
            else
            {
                others.Add(i);
            }
        }

        _byName.Complete(rest);
        _bySource.Complete(rest);
        _others = RuleGroup.Of(others, rest);
    }

    public int Count => _rules.Length;

    /// <summary>A rule by its number, which is its place in the list the index was made of.</summary>
    public CompiledRule this[int number] => _rules[number];

    /// <summary>Adds to <paramref name="matched"/> the numbers of the rules that match, in no particular order.</summary>
    public void Match(RecordView record, MatchScratch scratch, List<int> matched)
    {
        Try(_byName, record, scratch, matched);
        Try(_bySource, record, scratch, matched);
        Try(_others, record, scratch, matched);
    }

    private void Try(Table table, RecordView record, MatchScratch scratch, List<int> matched)
    {
        Try(table.Candidates(record, scratch, out bool areMany), record, scratch, matched);
        if (!areMany)
        {
            return;
        }

        foreach (int rule in table.Rules)
        {
            if (_matchers[rule].Matches(record, scratch))
            {
                matched.Add(rule);
            }
        }
    }

    private static void Try(RuleGroup[] groups, RecordView record, MatchScratch scratch, List<int> matched)
    {
        foreach (var group in groups)
        {
            group.Match(record, scratch, matched);
        }
    }

    /// <summary>Rules by the text that one member of the record must have.</summary>
    private sealed class Table(RecordField field)
    {
        private readonly Dictionary<string, List<int>> _rulesOf = new(StringComparer.OrdinalIgnoreCase);
        private readonly List<int> _rules = [];
        private TextTable<RuleGroup[]> _groups = new([]);

        /// <summary>All rules that are in it.</summary>
        public IReadOnlyList<int> Rules => _rules;

        public void Add(IReadOnlyCollection<string> keys, int rule)
        {
            _rules.Add(rule);
            foreach (string key in keys)
            {
                if (!_rulesOf.TryGetValue(key, out var rules))
                {
                    _rulesOf.Add(key, rules = []);
                }

                // A test that minds case may have a text twice.
                if (rules.Count == 0 || rules[^1] != rule)
                {
                    rules.Add(rule);
                }
            }
        }

        /// <summary>Makes groups of the rules that were added.</summary>
        /// <param name="rest">What is left to ask of each rule once its text is known.</param>
        public void Complete(Matcher[] rest)
        {
            var groups = new Dictionary<string, RuleGroup[]>(_rulesOf.Count, StringComparer.OrdinalIgnoreCase);
            foreach (var (key, rules) in _rulesOf)
            {
                groups.Add(key, RuleGroup.Of(rules, rest));
            }

            _groups = new TextTable<RuleGroup[]>(groups);
        }

        /// <summary>The rules that can match the record, whose text is known to be one of each rule's.</summary>
        /// <param name="areMany">Any rule can, for the record has several texts.</param>
        public RuleGroup[] Candidates(RecordView record, MatchScratch scratch, out bool areMany)
        {
            areMany = false;
            if (_rules.Count == 0)
            {
                return [];
            }

            var value = record[field];
            switch (record.Text.Kind(value))
            {
                case JsonKind.None or JsonKind.Null:
                    return [];
                case JsonKind.Array:
                    // No record of CloudTrail's; any element might be the one.
                    areMany = true;
                    return [];
                default:
                    return _groups.Find(record, value, scratch) ?? [];
            }
        }
    }
}
