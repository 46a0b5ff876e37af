using System.Numerics;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Rules.Matching;

/// <summary>
/// What several rules of a group must have of one field. It says which of them a record's value of it leaves open; those
/// are then tried whole, so that a gate may leave open what it cannot judge, but never closes to a rule that matches.
/// </summary>
internal sealed class FieldGate
{
    // What costs less than finding a value in a memo is done anew: comparing whole texts, as long as they are few.
    private const int CostOfMemo = 10;
    private const int CostOfComparison = 1;

    private readonly FieldPath _path;
    private readonly Demand[] _tests;
    private readonly ulong _withoutField;
    private readonly ulong _withNull;
    private readonly ulong _withValue;
    private readonly MemoizedTests? _memoized;

    private FieldGate(FieldPath path, List<Demand> demands)
    {
        _path = path;
        _withoutField = _withNull = _withValue = ulong.MaxValue;
        foreach (var demand in demands)
        {
            Rules |= demand.Rule;
            _withoutField &= demand.Holds(present: false, value: false) ? ulong.MaxValue : ~demand.Rule;
            _withNull &= demand.Holds(present: true, value: false) ? ulong.MaxValue : ~demand.Rule;
            _withValue &= demand.Test is not null || demand.Holds(present: true, value: true) ? ulong.MaxValue : ~demand.Rule;
            _memoized ??= demand.Memoized;
        }

        _tests = [.. demands.Where(d => d.Test is not null)];
        int cost = 0;
        foreach (var demand in _tests)
        {
            cost += demand.Test!.Cost <= CostOfComparison ? demand.Test.Cost : CostOfMemo;
        }

        if (cost < CostOfMemo)
        {
            _memoized = null;
        }
        else if (_memoized is not null)
        {
            foreach (var demand in _tests)
            {
                Tested |= demand.Rule;
            }

            Tests = BitOperations.PopCount(Tested);
            Number = _memoized.Add(Tests);
        }
        else
        {
            // Each by itself, of the few rules that other gates leave open.
            _tests = [];
        }

        Cost = (_path.Cost + (_memoized is null ? _tests.Length : CostOfMemo)) / (double)BitOperations.PopCount(Rules);
    }

    /// <summary>The rules that ask for something of the field, a bit for each.</summary>
    public ulong Rules { get; }

    /// <summary>The rules whose tests of the field's value are memoized, in the order of their numbers.</summary>
    public ulong Tested { get; }

    /// <summary>How many those are.</summary>
    public int Tests { get; }

    /// <summary>The number of the first of them among the tests of the field; the others follow.</summary>
    public int Number { get; }

    // What a gate costs for each rule that may be spared by it.
    private double Cost { get; }

    /// <summary>The gates of a group, those first that spare much for little.</summary>
    public static FieldGate[] Of(ReadOnlySpan<Matcher> rules)
    {
        var demands = new Dictionary<FieldPath, List<Demand>>(ReferenceEqualityComparer.Instance);
        if (rules.Length > 1)
        {
            for (int i = 0; i < rules.Length; i++)
            {
                foreach (var part in rules[i].Required)
                {
                    if (Demand.Of(part, 1UL << i, out var path) is { } demand)
                    {
                        if (!demands.TryGetValue(path, out var ofPath))
                        {
                            demands.Add(path, ofPath = []);
                        }

                        ofPath.Add(demand);
                    }
                }
            }
        }

        var gates = new List<FieldGate>();
        foreach (var (path, ofPath) in demands)
        {
            // One that only keeps out what a field must not be is passed by nearly every record.
            if (ofPath.Exists(d => !d.Negated))
            {
                gates.Add(new FieldGate(path, ofPath));
            }
        }

        gates.Sort((a, b) => a.Cost.CompareTo(b.Cost));
        return [.. gates];
    }

    /// <summary>The rules that may match the record, as far as the field tells; those that ask for nothing of it among them.</summary>
    public ulong Open(RecordView record, MatchScratch scratch)
    {
        switch (_path.Find(record, scratch, out var value))
        {
            case PathEnd.Absent:
                return _withoutField;
            case PathEnd.Null:
                return _withNull;
            case PathEnd.Value:
                return _withValue & (_tests.Length == 0 || record.Text.Kind(value) != JsonKind.String ? ulong.MaxValue
                    : _memoized is null ? Judge(record, value, scratch)
                    : scratch.Memo(_memoized).Open(record, value, this, scratch));
            default:
                // Lists: any value in them might do.
                return ulong.MaxValue;
        }
    }

    /// <summary>The rules whose tests of the field a string passes, those without one among them.</summary>
    public ulong Judge(RecordView record, JsonSlice value, MatchScratch scratch)
    {
        ulong open = ulong.MaxValue;
        foreach (var demand in _tests)
        {
            if ((open & demand.Rule) != 0 && demand.Test!.PassesValue(record, value, scratch) == demand.Negated)
            {
                open &= ~demand.Rule;
            }
        }

        return open;
    }

    /// <summary>What one rule must have of the field.</summary>
    /// <param name="Rule">The rule's bit.</param>
    /// <param name="Test">The test that its value must pass; null where it is only about there being one.</param>
    /// <param name="Memoized">Where the field's values repeat, what is kept of them.</param>
    /// <param name="TakesNull">JSON null will do.</param>
    /// <param name="Negated">It must not be so.</param>
    private sealed record Demand(ulong Rule, TextTest? Test, MemoizedTests? Memoized, bool TakesNull, bool Negated)
    {
        /// <summary>The demand that a part of a rule makes of one field; null for a part of another kind.</summary>
        public static Demand? Of(Matcher part, ulong rule, out FieldPath path)
        {
            bool negated = false;
            if (part is Not not)
            {
                (part, negated) = (not.Part, true);
            }

            switch (part)
            {
                case FieldMatcher field:
                    path = field.Path;
                    return new Demand(rule, field.Test, field.Memoized, TakesNull: false, negated);
                case ExistsMatcher exists:
                    path = exists.Path;
                    return new Demand(rule, null, null, TakesNull: false, negated);
                case PresentMatcher present:
                    path = present.Path;
                    return new Demand(rule, null, null, TakesNull: true, negated);
                default:
                    path = null!;
                    return null;
            }
        }

        /// <summary>Whether a field without a test's value meets it: absent, null, or any value where no test asks for more.</summary>
        public bool Holds(bool present, bool value) => (value || (present && TakesNull)) != Negated;
    }
}
