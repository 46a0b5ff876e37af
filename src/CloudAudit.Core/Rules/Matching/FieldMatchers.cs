using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Rules.Matching;

/// <summary>A value at a path passes a test of its text.</summary>
/// <param name="path">The path.</param>
/// <param name="test">The test.</param>
/// <param name="memoized">Where the test has a number under which its answers are kept; null where they are not.</param>
internal sealed class FieldMatcher(FieldPath path, TextTest test, MemoizedTests? memoized = null) : Matcher
{
    // What costs less than finding a value's place in a memo is done anew.
    private const int CostOfMemo = 4;
    private readonly MemoizedTests? _memoized = test.Cost >= CostOfMemo ? memoized : null;
    private readonly int _number = test.Cost >= CostOfMemo && memoized is not null ? memoized.Add() : 0;

    public FieldPath Path => path;

    public TextTest Test => test;

    /// <summary>What is kept of the field's values, which repeat; null of one whose values do not.</summary>
    public MemoizedTests? Memoized => memoized;

    // A member of the record itself is found by walking on; one inside costs a walk of its own.
    public override int Cost => path.Cost + (_memoized is null ? test.Cost : CostOfMemo);

    // Most rules look for what is not there.
    public override double Chance => test.Only is null ? 0.2 : 0.1;

    public override IReadOnlyCollection<string>? Only(RecordField field) => path.IsMember && path.First == field ? test.Only : null;

    // A test that minds case keeps a list too, which says less than the test.
    public override Matcher Given(IReadOnlyCollection<string> known) =>
        path.IsMember && ReferenceEquals(test.Only, known) && test.IgnoresCase ? new Always() : this;

    public override bool Matches(RecordView record, MatchScratch scratch)
    {
        if (_memoized is not null)
        {
            var memoizedCheck = new MemoizedCheck(test, _number, scratch.Memo(_memoized), scratch);
            return path.Any(record, scratch, ref memoizedCheck);
        }

        var check = new Check(test, scratch);
        return path.Any(record, scratch, ref check);
    }

    public override void Explain(ReasonText reason, bool holds) => reason.AddField(path, holds ? test : null);

    private readonly struct Check(TextTest test, MatchScratch scratch) : IValueTest
    {
        public bool Passes(RecordView record, JsonSlice value) => test.PassesValue(record, value, scratch);
    }

    private readonly struct MemoizedCheck(TextTest test, int number, ValueMemo memo, MatchScratch scratch) : IValueTest
    {
        public bool Passes(RecordView record, JsonSlice value) =>
            record.Text.Kind(value) == JsonKind.String
                ? memo.Passes(record, value, number, test, scratch)
                : test.PassesValue(record, value, scratch);
    }
}

/// <summary>There is a value at a path: neither absent nor null, and more than an empty list.</summary>
internal sealed class ExistsMatcher(FieldPath path) : Matcher
{
    public FieldPath Path => path;

    public override int Cost => path.Cost;

    public override double Chance => 0.2;

    public override bool Matches(RecordView record, MatchScratch scratch)
    {
        var check = default(Check);
        return path.Any(record, scratch, ref check);
    }

    public override void Explain(ReasonText reason, bool holds) => reason.AddField(path, null);

    private readonly struct Check : IValueTest
    {
        public bool Passes(RecordView record, JsonSlice value) => true;
    }
}

/// <summary>
/// The record has a member at a path, whatever its value: Sigma's <c>exists</c>, which "only verifies the presence of a
/// field, not its value, be it empty or null".
/// </summary>
internal sealed class PresentMatcher(FieldPath path) : Matcher
{
    public FieldPath Path => path;

    public override int Cost => path.Cost;

    public override double Chance => 0.2;

    public override bool Matches(RecordView record, MatchScratch scratch) => path.IsPresent(record, scratch);

    public override void Explain(ReasonText reason, bool holds) => reason.AddField(path, null);
}

/// <summary>
/// A value at a path is, contains, starts or ends with the text of a value at another path (<c>fieldref</c>). An absent or
/// null field is equal to nothing. An empty text is only equal to an empty one: what contains it says nothing.
/// </summary>
internal sealed class FieldReferenceMatcher(FieldPath path, FieldPath other, TextRelation relation, bool cased) : Matcher
{
    private readonly StringComparison _comparison = cased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    public override int Cost => path.Cost + other.Cost + 4;

    public override bool Matches(RecordView record, MatchScratch scratch)
    {
        var check = new Check(this, scratch);
        return path.Any(record, scratch, ref check);
    }

    public override void Explain(ReasonText reason, bool holds)
    {
        reason.AddField(path, null);
        reason.AddField(other, null);
    }

    private bool Holds(ReadOnlySpan<char> text, ReadOnlySpan<char> reference) =>
        relation == TextRelation.Equal || reference.IsEmpty ? text.Equals(reference, _comparison)
        : relation == TextRelation.Contains ? text.Contains(reference, _comparison)
        : relation == TextRelation.StartsWith ? text.StartsWith(reference, _comparison)
        : text.EndsWith(reference, _comparison);

    private readonly struct Check(FieldReferenceMatcher matcher, MatchScratch scratch) : IValueTest
    {
        public bool Passes(RecordView record, JsonSlice value)
        {
            var check = new ReferenceCheck(matcher, scratch.Text(record, value), scratch.Other);
            return matcher.Other.Any(record, scratch.Other, ref check);
        }
    }

    private FieldPath Other => other;

    private readonly ref struct ReferenceCheck(FieldReferenceMatcher matcher, ReadOnlySpan<char> text, MatchScratch scratch) : IValueTest
    {
        private readonly ReadOnlySpan<char> _text = text;

        public bool Passes(RecordView record, JsonSlice value) => matcher.Holds(_text, scratch.Text(record, value));
    }
}

/// <summary>
/// A text is sought in the whole event: in its compact JSON, names and all, and in each string of it with its escapes
/// taken for what they mean, so that both <c>"readOnly":false</c> and <c>C:\Temp</c> can be found.
/// </summary>
internal sealed class KeywordMatcher(TextTest test) : Matcher
{
    public override int Cost => 200 + test.Cost;

    public override bool Matches(RecordView record, MatchScratch scratch) =>
        test.Passes(scratch.Compact(record.Json))
        || ((!test.IsSearch || record.Json.IndexOf((byte)'\\') >= 0) && AnyInside(record, record.Slice, scratch));

    public override void Explain(ReasonText reason, bool holds)
    {
        if (holds)
        {
            reason.AddKeyword(test);
        }
    }

    private bool AnyInside(RecordView record, JsonSlice value, MatchScratch scratch)
    {
        switch (record.Text.Kind(value))
        {
            case JsonKind.Object:
                var members = new ObjectCursor(record.Text, value);
                while (members.MoveNext())
                {
                    if (Passes(record, members.Key, scratch) || AnyInside(record, members.Value, scratch))
                    {
                        return true;
                    }
                }

                return false;
            case JsonKind.Array:
                var elements = new ArrayCursor(record.Text, value);
                while (elements.MoveNext())
                {
                    if (AnyInside(record, elements.Value, scratch))
                    {
                        return true;
                    }
                }

                return false;
            case JsonKind.None or JsonKind.Null:
                return false;
            default:
                return Passes(record, value, scratch);
        }
    }

    // What has no escape stands in the compact JSON as it is, which has been searched already.
    private bool Passes(RecordView record, JsonSlice value, MatchScratch scratch) =>
        !(test.IsSearch && record.Text.Span(value).IndexOf((byte)'\\') < 0) && test.Passes(scratch.Text(record, value));
}
