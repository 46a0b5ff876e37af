using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Rules.Matching;

/// <summary>A condition over a record, compiled: a tree of small sealed kinds.</summary>
internal abstract class Matcher
{
    /// <summary>What an evaluation costs, against comparing two short texts (1); siblings are tried in this order.</summary>
    public abstract int Cost { get; }

    /// <summary>The event names that alone can match; null where any might.</summary>
    public virtual IReadOnlyCollection<string>? EventNames => null;

    public abstract bool Matches(RecordView record, MatchScratch scratch);
}

/// <summary>Every part matches.</summary>
internal sealed class AllOf : Matcher
{
    private readonly Matcher[] _parts;

    public AllOf(IEnumerable<Matcher> parts) => _parts = [.. parts.OrderBy(p => p.Cost)];

    public override int Cost => _parts.Sum(p => p.Cost);

    public override IReadOnlyCollection<string>? EventNames =>
        _parts.Select(p => p.EventNames).Where(n => n is not null).MinBy(n => n!.Count);

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
}

/// <summary>Any part matches.</summary>
internal sealed class AnyOf : Matcher
{
    private readonly Matcher[] _parts;

    public AnyOf(IEnumerable<Matcher> parts) => _parts = [.. parts.OrderBy(p => p.Cost)];

    public override int Cost => _parts.Sum(p => p.Cost);

    public override IReadOnlyCollection<string>? EventNames =>
        Array.TrueForAll(_parts, p => p.EventNames is not null)
            ? _parts.SelectMany(p => p.EventNames!).ToHashSet(StringComparer.OrdinalIgnoreCase)
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
}

/// <summary>The part does not match.</summary>
internal sealed class Not(Matcher part) : Matcher
{
    public override int Cost => part.Cost;

    public override bool Matches(RecordView record, MatchScratch scratch) => !part.Matches(record, scratch);
}

/// <summary>A value at a path passes a test of its text.</summary>
internal sealed class FieldMatcher(FieldPath path, TextTest test) : Matcher
{
    // A member of the record itself is found by walking on; one inside costs a walk of its own.
    public override int Cost => test.Cost + (path.First == RecordField.EventName ? 0 : path.IsMember ? 2 : 5);

    public override IReadOnlyCollection<string>? EventNames =>
        path.IsMember && path.First == RecordField.EventName ? test.Only : null;

    public override bool Matches(RecordView record, MatchScratch scratch)
    {
        var check = new Check(test, scratch);
        return path.Any(record, ref check);
    }

    private readonly struct Check(TextTest test, MatchScratch scratch) : IValueTest
    {
        public bool Passes(RecordView record, JsonSlice value) =>
            (record.Text.Kind(value) == JsonKind.String ? test.PassesRaw(record.Text.Inner(value)) : null)
                ?? test.Passes(scratch.Text(record, value));
    }
}

/// <summary>There is a value at a path: neither absent nor null.</summary>
internal sealed class ExistsMatcher(FieldPath path) : Matcher
{
    public override int Cost => path.IsMember ? 1 : 4;

    public override bool Matches(RecordView record, MatchScratch scratch)
    {
        var check = default(Check);
        return path.Any(record, ref check);
    }

    private readonly struct Check : IValueTest
    {
        public bool Passes(RecordView record, JsonSlice value) => true;
    }
}

/// <summary>Any value in the record, at any depth, passes a test of its text.</summary>
internal sealed class KeywordMatcher(TextTest test) : Matcher
{
    public override int Cost => 200 + test.Cost;

    public override bool Matches(RecordView record, MatchScratch scratch) => Any(record, record.Slice, scratch);

    private bool Any(RecordView record, JsonSlice value, MatchScratch scratch)
    {
        switch (record.Text.Kind(value))
        {
            case JsonKind.Object:
                var members = new ObjectCursor(record.Text, value);
                while (members.MoveNext())
                {
                    if (Any(record, members.Value, scratch))
                    {
                        return true;
                    }
                }

                return false;
            case JsonKind.Array:
                var elements = new ArrayCursor(record.Text, value);
                while (elements.MoveNext())
                {
                    if (Any(record, elements.Value, scratch))
                    {
                        return true;
                    }
                }

                return false;
            case JsonKind.None or JsonKind.Null:
                return false;
            default:
                return test.Passes(scratch.Text(record, value));
        }
    }
}
