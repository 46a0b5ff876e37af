using System.Globalization;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Measurement;

/// <summary>Where a record is, as far as counting asks.</summary>
internal readonly ref struct RecordPlace(RecordView record, ActorSlices actor, ActorNames names, string origin, long index)
{
    public RecordView Record { get; } = record;

    public ActorSlices Actor { get; } = actor;

    public ActorNames Names { get; } = names;

    public string Origin { get; } = origin;

    public long Index { get; } = index;
}

/// <summary>Adds one field's values of a record to its key.</summary>
internal abstract class MeasuredField(string name)
{
    /// <summary>The name, spelled as the event's property where it is one.</summary>
    public string Name { get; } = name;

    public abstract void Add(RecordPlace place, GroupKeyWriter key);

    /// <summary>A member of the record's own, or a dotted path; of lists all values count.</summary>
    public sealed class Path(string name, string path) : MeasuredField(name)
    {
        private readonly FieldPath _path = FieldPath.Parse(path, ignoreCase: true);

        public override void Add(RecordPlace place, GroupKeyWriter key)
        {
            if (_path.IsMember && place.Record.Kind(_path.First) is not JsonKind.Array)
            {
                key.AddValue(place.Record, place.Record[_path.First]);
                return;
            }

            var all = new EachValue(key);
            _path.Any(place.Record, key.Scratch, ref all);
        }

        // Passes none, so that the walk goes on to the last.
        private readonly struct EachValue(GroupKeyWriter key) : IValueTest
        {
            public bool Passes(RecordView record, JsonSlice value)
            {
                key.AddValue(record, value);
                return false;
            }
        }
    }

    /// <summary>The error's code, or its message where it has no code, as a refused sign-in.</summary>
    public sealed class Error() : MeasuredField("ErrorCode")
    {
        public override void Add(RecordPlace place, GroupKeyWriter key)
        {
            var code = place.Record[RecordField.ErrorCode];
            if (place.Record.Text.Kind(code) != JsonKind.String || code.Length <= 2)
            {
                code = place.Record[RecordField.ErrorMessage];
            }

            if (place.Record.Text.Kind(code) == JsonKind.String && code.Length > 2)
            {
                key.AddValue(place.Record, code);
            }
        }
    }

    /// <summary>A property of the event that is worked out from userIdentity.</summary>
    public sealed class Identity(string name, Func<ActorIdentity, string?> decoded, Identity.Choice slice) : MeasuredField(name)
    {
        public delegate ReadOnlySpan<byte> Choice(ActorSlices actor);

        public override void Add(RecordPlace place, GroupKeyWriter key)
        {
            place.Actor.MoveTo(place.Record);
            if (place.Actor.Decoded is { } identity)
            {
                if (decoded(identity) is { } text)
                {
                    key.AddText(text);
                }
            }
            else if (slice(place.Actor) is { IsEmpty: false } bytes)
            {
                key.AddUtf8(bytes);
            }
        }
    }

    /// <summary>Who acted.</summary>
    public sealed class Actor() : MeasuredField("Actor")
    {
        private readonly Identity _read = new("Actor", i => i.Name, s => s.Name);

        public override void Add(RecordPlace place, GroupKeyWriter key)
        {
            var identity = place.Record.Text.Span(place.Record[RecordField.UserIdentity]);
            if (!place.Names.TryFind(identity, out int free, out var name, out bool hasName))
            {
                _read.Add(place, key);
                place.Names.Add(free, identity, key.Value, key.HasValue);
            }
            else if (hasName)
            {
                key.AddValid(name);
            }
        }
    }

    /// <summary>The account that received the event, else the actor's own.</summary>
    public sealed class Account() : MeasuredField("AccountId")
    {
        private readonly Identity _actors = new("AccountId", i => i.AccountId, s => s.AccountId);

        public override void Add(RecordPlace place, GroupKeyWriter key)
        {
            var recipient = place.Record[RecordField.RecipientAccountId];
            if (place.Record.Text.Kind(recipient) is JsonKind.None or JsonKind.Null)
            {
                _actors.Add(place, key);
            }
            else
            {
                key.AddValue(place.Record, recipient);
            }
        }
    }

    /// <summary>Whether a second factor was used, where the record says.</summary>
    public sealed class Mfa() : MeasuredField("MfaAuthenticated")
    {
        public override void Add(RecordPlace place, GroupKeyWriter key)
        {
            place.Actor.MoveTo(place.Record);
            Span<char> text = stackalloc char[32];
            var slice = place.Actor.MfaAuthenticated;
            ReadOnlySpan<char> attribute = place.Actor.Decoded is { } identity ? identity.MfaAuthenticated
                : slice.Length > text.Length ? default
                : text[..System.Text.Encoding.UTF8.GetChars(slice, text)];
            var additional = place.Record.Text.Span(place.Record[RecordField.AdditionalEventData]);
            if (MfaState.Of(additional, attribute) is { } used)
            {
                key.AddText(used ? "true" : "false");
            }
        }
    }

    /// <summary>What the request was about; the one field that takes strings for every record.</summary>
    public sealed class Resource() : MeasuredField("ResourceName")
    {
        public override void Add(RecordPlace place, GroupKeyWriter key)
        {
            var (record, text) = (place.Record, place.Record.Text);
            foreach (string name in ResourceNames.Of(
                text.Span(record[RecordField.Resources]), text.Span(record[RecordField.RequestParameters]), text.Span(record[RecordField.ResponseElements])))
            {
                key.AddText(name);
            }
        }
    }

    /// <summary>The log the record is in.</summary>
    public sealed class Origin() : MeasuredField("Origin")
    {
        public override void Add(RecordPlace place, GroupKeyWriter key) => key.AddText(place.Origin);
    }

    /// <summary>The record's place in its log.</summary>
    public sealed class OriginIndex() : MeasuredField("OriginIndex")
    {
        public override void Add(RecordPlace place, GroupKeyWriter key)
        {
            Span<char> digits = stackalloc char[20];
            place.Index.TryFormat(digits, out int written, provider: CultureInfo.InvariantCulture);
            key.AddText(digits[..written]);
        }
    }
}
