using CloudAudit.Decoding;

namespace CloudAudit.Rules.Matching;

/// <summary>A condition over a record, compiled: a tree of small sealed kinds.</summary>
internal abstract class Matcher
{
    /// <summary>What an evaluation costs, against comparing two short texts (1); siblings are tried in this order.</summary>
    public abstract int Cost { get; }

    /// <summary>The values of a member of the record that alone can match, in any case; null where any might.</summary>
    public virtual IReadOnlyCollection<string>? Only(RecordField field) => null;

    public abstract bool Matches(RecordView record, MatchScratch scratch);

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
        _parts = [.. _inOrder.OrderBy(p => p.Cost)];
    }

    public override int Cost => _parts.Sum(p => p.Cost);

    public override IReadOnlyCollection<string>? Only(RecordField field) =>
        _parts.Select(p => p.Only(field)).Where(n => n is not null).MinBy(n => n!.Count);

    public static Matcher Of(IReadOnlyCollection<Matcher> parts) => parts.Count == 1 ? parts.First() : new AllOf(parts);

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

/// <summary>Any part matches.</summary>
internal sealed class AnyOf : Matcher
{
    private readonly Matcher[] _parts;
    private readonly Matcher[] _inOrder;

    public AnyOf(IEnumerable<Matcher> parts)
    {
        _inOrder = [.. parts];
        _parts = [.. _inOrder.OrderBy(p => p.Cost)];
    }

    public override int Cost => _parts.Sum(p => p.Cost);

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

    public override bool Matches(RecordView record, MatchScratch scratch) => !part.Matches(record, scratch);

    public override void Explain(ReasonText reason, bool holds) => part.Explain(reason, !holds);
}
