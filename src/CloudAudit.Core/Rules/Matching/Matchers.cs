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

    public abstract bool Matches(RecordView record, MatchScratch scratch);

    /// <summary>
    /// What is left to ask of a record of which an index has found that its event name, or source, is one of these, in any
    /// case: this very list is asked no more.
    /// </summary>
    public virtual Matcher Given(IReadOnlyCollection<string> known) => this;

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
        _parts = [.. _inOrder.SelectMany(p => p is AllOf all ? all._parts : [p]).OrderBy(p => p.Cost / (1 - p.Chance))];
    }

    public override int Cost => _parts.Sum(p => p.Cost);

    public override double Chance => Math.Max(Unlikely, _parts.Aggregate(1.0, (chance, p) => chance * p.Chance));

    public override IReadOnlyCollection<string>? Only(RecordField field) =>
        _parts.Select(p => p.Only(field)).Where(n => n is not null).MinBy(n => n!.Count);

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
        _parts = [.. _inOrder.OrderBy(p => p.Cost / p.Chance)];
    }

    public override int Cost => _parts.Sum(p => p.Cost);

    public override double Chance => 1 - Math.Max(Unlikely, _parts.Aggregate(1.0, (chance, p) => chance * (1 - p.Chance)));

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
    public override int Cost => part.Cost;

    public override double Chance => 1 - part.Chance;

    public override bool Matches(RecordView record, MatchScratch scratch) => !part.Matches(record, scratch);

    public override void Explain(ReasonText reason, bool holds) => part.Explain(reason, !holds);
}
