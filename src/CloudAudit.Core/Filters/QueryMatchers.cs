using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Filters;

/// <summary>The event's time lies in a range; a record without a time lies in none.</summary>
internal sealed class TimeRangeMatcher(DateTimeOffset? start, DateTimeOffset? end) : Matcher
{
    public override int Cost => 2;

    public override bool Matches(RecordView record, MatchScratch scratch) =>
        EventTimes.TryParse(record.Text.Span(record[RecordField.EventTime]), out var time)
        && (start is null || time >= start) && (end is null || time < end);
}

/// <summary>Any name of the actor passes.</summary>
internal sealed class ActorMatcher(TextTest test) : Matcher
{
    public override int Cost => 100;

    public override bool Matches(RecordView record, MatchScratch scratch)
    {
        var actor = scratch.Actor;
        actor.MoveTo(record);
        if (actor.Decoded is { } decoded)
        {
            return decoded.Names.Any(name => test.Passes(name));
        }

        for (int i = 0; i < ActorSlices.MostNames; i++)
        {
            // A name without escapes: its bytes are its text.
            var name = actor.NameOf(i);
            if (!name.IsEmpty && (test.PassesRaw(name) ?? test.Passes(scratch.RawText(name))))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The account that received the event, else the actor's own, passes.</summary>
internal sealed class AccountMatcher(TextTest test) : Matcher
{
    public override int Cost => 3;

    public override bool Matches(RecordView record, MatchScratch scratch)
    {
        var account = record[RecordField.RecipientAccountId];
        if (record.Text.Kind(account) is JsonKind.None or JsonKind.Null)
        {
            account = record.Member(record[RecordField.UserIdentity], "accountId"u8);
        }

        return record.Text.Kind(account) is not (JsonKind.None or JsonKind.Null) && test.Passes(scratch.Text(record, account));
    }
}

/// <summary>Any name of a resource passes.</summary>
internal sealed class ResourceMatcher(TextTest test) : Matcher
{
    public override int Cost => 150;

    public override bool Matches(RecordView record, MatchScratch scratch)
    {
        var names = ResourceNames.Of(
            record.Text.Span(record[RecordField.Resources]),
            record.Text.Span(record[RecordField.RequestParameters]),
            record.Text.Span(record[RecordField.ResponseElements]));
        return names.Exists(name => test.Passes(name));
    }
}

/// <summary>The call failed: it has an error code, or, as a refused sign-in, only a message.</summary>
internal sealed class FailedMatcher : Matcher
{
    public override int Cost => 2;

    public override bool Matches(RecordView record, MatchScratch scratch) => Failed(record);

    public static bool Failed(RecordView record) => HasText(record, RecordField.ErrorCode) || HasText(record, RecordField.ErrorMessage);

    private static bool HasText(RecordView record, RecordField field) =>
        record.Kind(field) == JsonKind.String && record[field].Length > 2;
}

/// <summary>The call changes something: readOnly is false, or absent from a call that is not named as a read.</summary>
internal sealed class WriteMatcher : Matcher
{
    public override int Cost => 2;

    public override bool Matches(RecordView record, MatchScratch scratch)
    {
        var readOnly = record.Text.Span(record[RecordField.ReadOnly]);
        if (readOnly.SequenceEqual("true"u8) || readOnly.SequenceEqual("\"true\""u8))
        {
            return false;
        }

        if (!readOnly.IsEmpty && !readOnly.SequenceEqual("null"u8))
        {
            return true;
        }

        // Old records and Insight events do not say.
        var name = record[RecordField.EventName];
        return record.Text.Kind(name) == JsonKind.String && !IsNamedAsRead(record.Text.Inner(name));
    }

    private static bool IsNamedAsRead(ReadOnlySpan<byte> name) =>
        name.StartsWith("Get"u8) || name.StartsWith("List"u8) || name.StartsWith("Describe"u8) || name.StartsWith("Head"u8)
        || name.StartsWith("Lookup"u8) || name.StartsWith("BatchGet"u8) || name.StartsWith("Search"u8) || name.StartsWith("Query"u8);
}

/// <summary>A text stands anywhere in the record, written with escapes or without.</summary>
internal sealed class ContainsMatcher(TextTest test) : Matcher
{
    public override int Cost => 300;

    public override bool Matches(RecordView record, MatchScratch scratch) =>
        test.Passes(scratch.RawText(record.Json))
        || (record.Json.IndexOf((byte)'\\') >= 0 && test.Passes(scratch.UnescapedText(record.Json)));
}
