using CloudAudit.Decoding;

namespace CloudAudit.Rules.Matching;

/// <summary>A condition over a record, compiled: a tree of small sealed kinds.</summary>
internal abstract class Matcher
{
    /// <summary>What an evaluation costs, against comparing two short texts (1).</summary>
    public abstract int Cost { get; }

    /// <summary>
    /// How often it may hold, as a guess between 0 and 1. With the cost it orders siblings: what costs little and decides
    /// much comes first.
    /// </summary>
    public virtual double Chance => 0.5;

    /// <summary>The least and, from 1, the most that is guessed: nothing is certain.</summary>
    protected const double Unlikely = 0.01;

    /// <summary>The values of a member of the record that alone can match, in any case; null where any might.</summary>
    public virtual IReadOnlyCollection<string>? Only(RecordField field) => null;

    /// <summary>The parts of which each must match, or there is no match; the matcher itself where it has no such parts.</summary>
    public virtual IReadOnlyList<Matcher> Required => [this];

    public abstract bool Matches(RecordView record, MatchScratch scratch);

    /// <summary>
    /// What is left to ask of a record of which an index has found that its event name, or source, is one of these, in any
    /// case: this very list is asked no more.
    /// </summary>
    public virtual Matcher Given(IReadOnlyCollection<string> known) => this;

    /// <summary>The parts, those with the least first; of as much as they stood.</summary>
    protected static Matcher[] InOrderOf(IReadOnlyList<Matcher> parts, Func<Matcher, double> measure)
    {
        Matcher[] ordered = [.. parts];
        double[] keys = new double[ordered.Length];
        for (int i = 0; i < ordered.Length; i++)
        {
            var part = ordered[i];
            double key = measure(part);
            int at = i;
            for (; at > 0 && keys[at - 1] > key; at--)
            {
                (keys[at], ordered[at]) = (keys[at - 1], ordered[at - 1]);
            }

            (keys[at], ordered[at]) = (key, part);
        }

        return ordered;
    }

    protected static int CostOf(Matcher[] parts)
    {
        int cost = 0;
        foreach (var part in parts)
        {
            cost += part.Cost;
        }

        return cost;
    }

    /// <summary>Says which fields and values made it match, or, where <paramref name="holds"/> is false, made it not.</summary>
    public virtual void Explain(ReasonText reason, bool holds)
    {
    }
}

/// <summary>Every part matches.</summary>
internal sealed class AllOf : Matcher
{
    private readonly Matcher[] _parts;
    private readonly Matcher[] _inOrder;

    public AllOf(IEnumerable<Matcher> parts)
    {
        _inOrder = [.. parts];

        // What must hold inside a part must hold here: the cheapest of all is asked first.
        var all = new List<Matcher>();
        foreach (var part in _inOrder)
        {
            all.AddRange(part is AllOf inner ? inner._parts : [part]);
        }

        _parts = InOrderOf(all, p => p.Cost / (1 - p.Chance));
        Cost = CostOf(_parts);
        Chance = 1;
        foreach (var part in _parts)
        {
            Chance *= part.Chance;
        }

        Chance = Math.Max(Unlikely, Chance);
    }

    public override int Cost { get; }

    public override IReadOnlyList<Matcher> Required => _parts;

    public override double Chance { get; }

    public override IReadOnlyCollection<string>? Only(RecordField field)
    {
        IReadOnlyCollection<string>? fewest = null;
        foreach (var part in _parts)
        {
            fewest = part.Only(field) is { } only && (fewest is null || only.Count < fewest.Count) ? only : fewest;
        }

        return fewest;
    }

    public static Matcher Of(IReadOnlyCollection<Matcher> parts) => parts.Count == 1 ? parts.First() : new AllOf(parts);

    public override Matcher Given(IReadOnlyCollection<string> known) => Of([.. _parts.Select(p => p.Given(known)).Where(p => p is not Always)]);

    public override bool Matches(RecordView record, MatchScratch scratch)
    {
        foreach (var part in _parts)
        {
            if (!part.Matches(record, scratch))
            {
                return false;
            }
        }

        return true;
    }

    public override void Explain(ReasonText reason, bool holds)
    {
        foreach (var part in _inOrder)
        {
            if (holds || !reason.Matches(part))
            {
                part.Explain(reason, holds);
            }
        }
    }
}

/// <summary>Nothing more is asked.</summary>
internal sealed class Always : Matcher
{
    public override int Cost => 0;

    public override double Chance => 1 - Unlikely;

    public override bool Matches(RecordView record, MatchScratch scratch) => true;
}

/// <summary>Any part matches.</summary>
internal sealed class AnyOf : Matcher
{
    private readonly Matcher[] _parts;
    private readonly Matcher[] _inOrder;

    public AnyOf(IEnumerable<Matcher> parts)
    {
        _inOrder = [.. parts];
        _parts = InOrderOf(_inOrder, p => p.Cost / p.Chance);
        Cost = CostOf(_parts);
        double none = 1;
        foreach (var part in _parts)
        {
            none *= 1 - part.Chance;
        }

        Chance = 1 - Math.Max(Unlikely, none);
    }

    public override int Cost { get; }

    public override double Chance { get; }

    public override IReadOnlyCollection<string>? Only(RecordField field) =>
        Array.TrueForAll(_parts, p => p.Only(field) is not null)
            ? _parts.SelectMany(p => p.Only(field)!).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : null;

    public static Matcher Of(IReadOnlyCollection<Matcher> parts) => parts.Count == 1 ? parts.First() : new AnyOf(parts);

    public override bool Matches(RecordView record, MatchScratch scratch)
    {
        foreach (var part in _parts)
        {
            if (part.Matches(record, scratch))
            {
                return true;
            }
        }

        return false;
    }

    public override void Explain(ReasonText reason, bool holds)
    {
        foreach (var part in _inOrder)
        {
            if (!holds || reason.Matches(part))
            {
                part.Explain(reason, holds);
            }
        }
    }
}

/// <summary>The part does not match.</summary>
internal sealed class Not(Matcher part) : Matcher
{
    public Matcher Part => part;

    public override int Cost => part.Cost;

    public override double Chance => 1 - part.Chance;

    public override bool Matches(RecordView record, MatchScratch scratch) => !part.Matches(record, scratch);

    public override void Explain(ReasonText reason, bool holds) => part.Explain(reason, !holds);
}
