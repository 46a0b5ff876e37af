using System.Runtime.InteropServices;

namespace CloudAudit.Rules.Correlation;

/// <summary>What a correlation takes from the window that slides over a group's entries; entries come and go one by one.</summary>
internal abstract class WindowMeasure(CorrelationCondition condition)
{
    private List<Entry> _entries = [];

    protected CorrelationCondition Condition { get; } = condition;

    protected ReadOnlySpan<Entry> Entries => CollectionsMarshal.AsSpan(_entries);

    /// <summary>The measure of a correlation.</summary>
    public static WindowMeasure Of(CorrelationRule rule) => rule.Type switch
    {
        CorrelationType.EventCount => new EventCount(rule.Condition),
        CorrelationType.ValueCount => new ValueCount(rule.Condition),
        CorrelationType.Temporal => new RuleCount(rule.Condition),
        CorrelationType.TemporalOrdered => new RuleOrder(rule.Condition, rule.Rules.Count),
        CorrelationType.ValueSum => new ValueSum(rule.Condition, mean: false),
        CorrelationType.ValueAverage => new ValueSum(rule.Condition, mean: true),
        _ => rule.Condition.Percentile is { } percentile ? new ValuePercentile(rule.Condition, percentile) : new ValueShare(rule.Condition),
    };

    /// <summary>Starts with a group's entries, sorted, and no window.</summary>
    public void Start(List<Entry> entries)
    {
        _entries = entries;
        Reset();
    }

    public abstract void Add(int index);

    public abstract void Remove(int index);

    /// <summary>Whether the condition holds of the entries from first to last, which are those added and not removed.</summary>
    public abstract bool Holds(int first, int last);

    /// <summary>Whether an entry of a window for which the condition holds is what made it hold.</summary>
    public virtual bool IsEvidence(int index) => true;

    protected abstract void Reset();

    private sealed class EventCount(CorrelationCondition condition) : WindowMeasure(condition)
    {
        private int _count;

        public override void Add(int index) => _count++;

        public override void Remove(int index) => _count--;

        public override bool Holds(int first, int last) => Condition.Holds(_count);

        protected override void Reset() => _count = 0;
    }

    private sealed class ValueCount(CorrelationCondition condition) : WindowMeasure(condition)
    {
        private readonly Counter<string> _values = new(StringComparer.Ordinal);

        public override void Add(int index) => _values.Add(Entries[index].Value!);

        public override void Remove(int index) => _values.Remove(Entries[index].Value!);

        public override bool Holds(int first, int last) => Condition.Holds(_values.Distinct);

        protected override void Reset() => _values.Clear();
    }

    private sealed class RuleCount(CorrelationCondition condition) : WindowMeasure(condition)
    {
        private readonly Counter<int> _rules = new(EqualityComparer<int>.Default);

        public override void Add(int index) => _rules.Add(Entries[index].Source);

        public override void Remove(int index) => _rules.Remove(Entries[index].Source);

        public override bool Holds(int first, int last) => Condition.Holds(_rules.Distinct);

        protected override void Reset() => _rules.Clear();
    }

    // Mean and sum of the same running total.
    private sealed class ValueSum(CorrelationCondition condition, bool mean) : WindowMeasure(condition)
    {
        private decimal _sum;
        private int _count;

        public override void Add(int index)
        {
            _sum += Entries[index].Number;
            _count++;
        }

        public override void Remove(int index)
        {
            _sum -= Entries[index].Number;
            _count--;
        }

        public override bool Holds(int first, int last) => Condition.Holds(mean ? _sum / _count : _sum);

        protected override void Reset() => (_sum, _count) = (0, 0);
    }

    // The group's numbers in order, and how many of each are in the window as a Fenwick tree: each step is logarithmic.
    private sealed class ValuePercentile(CorrelationCondition condition, decimal percentile) : WindowMeasure(condition)
    {
        private decimal[] _numbers = [];
        private int[] _tree = [];
        private int _count;

        public override void Add(int index) => Change(index, 1);

        public override void Remove(int index) => Change(index, -1);

        public override bool Holds(int first, int last)
        {
            int rank = Math.Clamp((int)Math.Ceiling(percentile * _count / 100), 1, _count);
            int at = 0;
            for (int step = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_tree.Length); step > 0; step >>= 1)
            {
                if (at + step < _tree.Length && _tree[at + step] < rank)
                {
                    at += step;
                    rank -= _tree[at];
                }
            }

            return Condition.Holds(_numbers[at]);
        }

        protected override void Reset()
        {
            var numbers = new HashSet<decimal>();
            foreach (ref readonly var entry in Entries)
            {
                numbers.Add(entry.Number);
            }

            _numbers = [.. numbers.Order()];
            _tree = new int[_numbers.Length + 1];
            _count = 0;
        }

        private void Change(int index, int by)
        {
            _count += by;
            for (int i = Array.BinarySearch(_numbers, Entries[index].Number) + 1; i < _tree.Length; i += i & -i)
            {
                _tree[i] += by;
            }
        }
    }

    // How large a part of the window one value is: any value of which the condition holds will do.
    private sealed class ValueShare(CorrelationCondition condition) : WindowMeasure(condition)
    {
        private readonly Counter<string> _values = new(StringComparer.Ordinal);

        public override void Add(int index) => _values.Add(Entries[index].Value!);

        public override void Remove(int index) => _values.Remove(Entries[index].Value!);

        public override bool Holds(int first, int last)
        {
            foreach (int count in _values.Counts)
            {
                if (HoldsOf(count))
                {
                    return true;
                }
            }

            return false;
        }

        public override bool IsEvidence(int index) => HoldsOf(_values[Entries[index].Value!]);

        protected override void Reset() => _values.Clear();

        private bool HoldsOf(int count) => Condition.Holds(100m * count / _values.Total);
    }
}
