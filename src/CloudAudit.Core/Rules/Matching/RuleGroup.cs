using System.Numerics;
using CloudAudit.Decoding;

namespace CloudAudit.Rules.Matching;

/// <summary>
/// Up to 64 rules that are tried together, for they are about the same event name. What several of them ask of one field is
/// asked once for all; few are left to be tried one by one.
/// </summary>
internal sealed class RuleGroup
{
    private const int Most = 64;
    private readonly int[] _rules;
    private readonly Matcher[] _matchers;
    private readonly FieldGate[] _gates;
    private readonly ulong _all;

    private RuleGroup(int[] rules, Matcher[] matchers)
    {
        _rules = rules;
        _matchers = matchers;
        _gates = FieldGate.Of(matchers);
        _all = ulong.MaxValue >> (Most - rules.Length);
    }

    /// <summary>Groups of rules.</summary>
    /// <param name="rules">The rules' numbers.</param>
    /// <param name="matchers">The matchers of all rules, by number.</param>
    public static RuleGroup[] Of(List<int> rules, Matcher[] matchers)
    {
        var groups = new RuleGroup[(rules.Count + Most - 1) / Most];
        for (int g = 0; g < groups.Length; g++)
        {
            int[] ofGroup = new int[Math.Min(Most, rules.Count - (g * Most))];
            Matcher[] matchersOf = new Matcher[ofGroup.Length];
            for (int i = 0; i < ofGroup.Length; i++)
            {
                ofGroup[i] = rules[(g * Most) + i];
                matchersOf[i] = matchers[ofGroup[i]];
            }

            groups[g] = new RuleGroup(ofGroup, matchersOf);
        }

        return groups;
    }

    /// <summary>Adds to <paramref name="matched"/> the numbers of the rules that match.</summary>
    public void Match(RecordView record, MatchScratch scratch, List<int> matched)
    {
        ulong open = _all;
        foreach (var gate in _gates)
        {
            if ((gate.Rules & open) != 0)
            {
                open &= gate.Open(record, scratch);
            }
        }

        for (; open != 0; open &= open - 1)
        {
            int i = BitOperations.TrailingZeroCount(open);
            if (_matchers[i].Matches(record, scratch))
            {
                matched.Add(_rules[i]);
            }
        }
    }
}
