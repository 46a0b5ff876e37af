using System.Collections.Frozen;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Rules.Matching;

/// <summary>
/// Rules by the event names they can match: of a thousand rules a record meets the few that name its event, and those
/// that name none. Nothing is allocated for a record that no rule matches.
/// </summary>
internal sealed class RuleIndex
{
    private readonly Matcher[] _matchers;
    private readonly int[] _unnamed;
    private readonly int[] _allNamed;
    private readonly FrozenDictionary<string, int[]> _named;
    private readonly FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public RuleIndex(IReadOnlyList<Matcher> matchers)
    {
        _matchers = [.. matchers];
        var named = new Dictionary<string, List<int>>(StringComparer.OrdinalIgnoreCase);
        var unnamed = new List<int>();
        for (int i = 0; i < _matchers.Length; i++)
        {
            if (_matchers[i].EventNames is not { } names)
            {
                unnamed.Add(i);
                continue;
            }

            foreach (string name in names.Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (!named.TryGetValue(name, out var rules))
                {
                    named.Add(name, rules = []);
                }

                rules.Add(i);
            }
        }

        _unnamed = [.. unnamed];
        _allNamed = [.. Enumerable.Range(0, _matchers.Length).Except(unnamed)];
        _named = named.ToFrozenDictionary(n => n.Key, n => n.Value.ToArray(), StringComparer.OrdinalIgnoreCase);
        _lookup = _named.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Count => _matchers.Length;

    /// <summary>Adds to <paramref name="matched"/> the numbers of the rules that match, in no particular order.</summary>
    public void Match(RecordView record, MatchScratch scratch, List<int> matched)
    {
        var name = record[RecordField.EventName];
        switch (record.Text.Kind(name))
        {
            case JsonKind.None or JsonKind.Null:
                break;
            case JsonKind.Array:
                // Any of several names may match: no event has them, but a rule would see each.
                Try(_allNamed, record, scratch, matched);
                break;
            default:
                if (_named.Count > 0 && _lookup.TryGetValue(scratch.Text(record, name), out int[]? candidates))
                {
                    Try(candidates, record, scratch, matched);
                }

                break;
        }

        Try(_unnamed, record, scratch, matched);
    }

    private void Try(int[] rules, RecordView record, MatchScratch scratch, List<int> matched)
    {
        foreach (int rule in rules)
        {
            if (_matchers[rule].Matches(record, scratch))
            {
                matched.Add(rule);
            }
        }
    }
}
