using System.Collections.Frozen;
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
    private readonly Matcher[] _rest;
    private readonly Table _byName;
    private readonly Table _bySource;
    private readonly int[] _others;

    public RuleIndex(IReadOnlyList<CompiledRule> rules)
    {
        _rules = [.. rules];
        _matchers = Array.ConvertAll(_rules, r => r.Matcher);
        _rest = [.. _matchers];
        var named = new List<(IReadOnlyCollection<string>, int)>();
        var sourced = new List<(IReadOnlyCollection<string>, int)>();
        var others = new List<int>();
        for (int i = 0; i < _matchers.Length; i++)
        {
            if (_matchers[i].Only(RecordField.EventName) is { } names)
            {
                named.Add((names, i));
                _rest[i] = _matchers[i].Given(names);
            }
            else if (_matchers[i].Only(RecordField.EventSource) is { } sources)
            {
                sourced.Add((sources, i));
                _rest[i] = _matchers[i].Given(sources);
            }
            else
            {
                others.Add(i);
            }
        }

        _byName = new Table(RecordField.EventName, named);
        _bySource = new Table(RecordField.EventSource, sourced);
        _others = [.. others];
    }

    public int Count => _rules.Length;

    /// <summary>A rule by its number, which is its place in the list the index was made of.</summary>
    public CompiledRule this[int number] => _rules[number];

    /// <summary>Adds to <paramref name="matched"/> the numbers of the rules that match, in no particular order.</summary>
    public void Match(RecordView record, MatchScratch scratch, List<int> matched)
    {
        Try(_byName, record, scratch, matched);
        Try(_bySource, record, scratch, matched);
        Try(_others, _matchers, record, scratch, matched);
    }

    private void Try(Table table, RecordView record, MatchScratch scratch, List<int> matched)
    {
        int[] rules = table.Candidates(record, scratch, out bool areKnown);
        Try(rules, areKnown ? _rest : _matchers, record, scratch, matched);
    }

    private static void Try(int[] rules, Matcher[] matchers, RecordView record, MatchScratch scratch, List<int> matched)
    {
        foreach (int rule in rules)
        {
            if (matchers[rule].Matches(record, scratch))
            {
                matched.Add(rule);
            }
        }
    }

    /// <summary>Rules by the text that one member of the record must have.</summary>
    private sealed class Table
    {
        private readonly RecordField _field;
        private readonly FrozenDictionary<string, int[]> _rules;
        private readonly FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _lookup;
        private readonly int[] _all;

        public Table(RecordField field, IReadOnlyList<(IReadOnlyCollection<string> Keys, int Rule)> rules)
        {
            _field = field;
            _rules = rules
                .SelectMany(r => r.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Select(k => (Key: k, r.Rule)))
                .GroupBy(r => r.Key, r => r.Rule, StringComparer.OrdinalIgnoreCase)
                .ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.OrdinalIgnoreCase);
            _all = [.. rules.Select(r => r.Rule)];
            _lookup = _rules.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        /// <summary>The rules that can match the record.</summary>
        /// <param name="areKnown">Whether the record's text is known to be one of each rule's.</param>
        public int[] Candidates(RecordView record, MatchScratch scratch, out bool areKnown)
        {
            areKnown = true;
            if (_rules.Count == 0)
            {
                return [];
            }

            var value = record[_field];
            switch (record.Text.Kind(value))
            {
                case JsonKind.None or JsonKind.Null:
                    return [];
                case JsonKind.Array:
                    // No record of CloudTrail's; any element might be the one.
                    areKnown = false;
                    return _all;
                default:
                    return _lookup.TryGetValue(scratch.Text(record, value), out int[]? rules) ? rules : [];
            }
        }
    }
}
