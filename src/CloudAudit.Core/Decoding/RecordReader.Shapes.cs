using CloudAudit.Decoding.Json;

namespace CloudAudit.Decoding;

/// <content>Telling the shapes apart in which records come.</content>
internal sealed partial class RecordReader
{
    // A wrapper says what it is in its first members; further than this it is not looked for.
    private const int ClassifyBytes = 4096;

    private enum DocumentKind : byte
    {
        Record,
        Array,
        Digest,
    }

    // The object at _at, by its first members, without holding it whole.
    private DocumentKind Classify(out int arrayAt, out Container container)
    {
        Available(ClassifyBytes);
        arrayAt = 0;
        container = Container.Elements;
        int end = Math.Min(_window.Indexed, _at + ClassifyBytes);
        var text = _window.Text;
        int at = text.SkipSpace(_at + 1, end);
        while (at < end && text.Bytes[at] == '"')
        {
            int quote = text.Index.NextQuote(at + 1, end);
            if (quote >= end)
            {
                break;
            }

            var key = text.Bytes.AsSpan(at + 1, quote - at - 1);
            at = text.SkipSpace(quote + 1, end);
            if (at >= end || text.Bytes[at] != ':')
            {
                break;
            }

            at = text.SkipSpace(at + 1, end);
            if (at >= end || RecordFields.Parse(key) != RecordField.Unknown)
            {
                break;
            }

            if (text.Bytes[at] == '[' && IsContainer(key, out container))
            {
                arrayAt = at;
                return DocumentKind.Array;
            }

            if (IsDigestMember(key))
            {
                return DocumentKind.Digest;
            }

            at = text.ValueEnd(at, end);
            if (at < 0)
            {
                break;
            }

            at = text.SkipSpace(at, end);
            if (at >= end || text.Bytes[at] != ',')
            {
                break;
            }

            at = text.SkipSpace(at + 1, end);
        }

        return DocumentKind.Record;
    }

    private static bool IsContainer(ReadOnlySpan<byte> key, out Container container)
    {
        container = key.SequenceEqual("Records"u8) ? Container.Records : Container.Elements;
        return container == Container.Records || key.SequenceEqual("Events"u8) || key.SequenceEqual("events"u8)
            || key.SequenceEqual("logEvents"u8);
    }

    // "CloudTrail digest file structure".
    private static bool IsDigestMember(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("digestStartTime"u8) || key.SequenceEqual("digestEndTime"u8)
        || key.SequenceEqual("digestS3Bucket"u8) || key.SequenceEqual("digestS3Object"u8);

    // An object that may be a record or hold one.
    private bool Interpret(JsonSlice slice)
    {
        Take(slice);
        if (IsPlainlyRecord() || MoveToDetail())
        {
            return IsShallow(Record.Text.Index, Record.Slice, Record.Slice.Start, envelope: false);
        }

        // LookupEvents and CloudWatch Logs: the record is text in a string.
        var held = Record.Member(slice, "CloudTrailEvent"u8);
        if (!held.Exists)
        {
            held = Record.Member(slice, "message"u8);
        }

        if (Record.Text.Kind(held) == JsonKind.String)
        {
            return TakeHeld(slice, held);
        }

        if (Record.Member(slice, "digestS3Object"u8).Exists)
        {
            Digests++;
            return false;
        }

        if (Record.MalformedAt >= 0)
        {
            FailBroken(Record.MalformedAt);
            PassDamage(slice);
            return false;
        }

        if (!LooksLikeRecord())
        {
            Fail(LogErrorKind.NotCloudTrail, slice.Start, "the object is no CloudTrail record: none of its members is one of a record's");
            return false;
        }

        return IsShallow(Record.Text.Index, slice, slice.Start, envelope: false);
    }

    private bool IsPlainlyRecord() =>
        Record[RecordField.EventVersion].Exists || Record[RecordField.EventName].Exists || Record[RecordField.EventTime].Exists
        || Record[RecordField.EventId].Exists || Record[RecordField.EventSource].Exists || Record[RecordField.UserIdentity].Exists;

    // EventBridge: the record is the detail (Amazon EventBridge, "AWS API Call via CloudTrail"); a bus carries other events too.
    private bool MoveToDetail()
    {
        var envelope = Record.Slice;
        var detail = Record.Member(envelope, "detail"u8);
        if (Record.Text.Kind(detail) != JsonKind.Object)
        {
            return false;
        }

        Record.MoveTo(Record.Text, detail);
        if (LooksLikeRecord())
        {
            RecordOffset += detail.Start - envelope.Start;
            return true;
        }

        Record.MoveTo(Record.Text, envelope);
        return false;
    }

    private bool LooksLikeRecord()
    {
        for (int i = 0; i < RecordFields.Count; i++)
        {
            if (Record[(RecordField)i].Exists)
            {
                return true;
            }
        }

        return false;
    }

    private bool TakeHeld(JsonSlice outer, JsonSlice held)
    {
        var raw = _window.Text.Inner(held);
        int size = raw.Length + (2 * raw.Count((byte)'\\')) + StructuralIndex.BlockSize;
        if (_inner.Bytes.Length < size)
        {
            _inner.Bytes = new byte[size];
        }

        int length = JsonString.DecodeUtf8(raw, _inner.Bytes);
        _inner.IndexLoaded(length);
        int start = _inner.SkipSpace(0, length);
        int depth = 0;
        _deepest = 0;
        int end = start < length && _inner.Bytes[start] == '{' ? _inner.Index.FindClose(start, length, ref depth, ref _deepest) : -1;
        if (end < 0 || _inner.SkipSpace(end, length) < length)
        {
            Fail(LogErrorKind.BadJson, held.Start, "the string holds no CloudTrail record");
            return false;
        }

        var record = new JsonSlice(start, end);
        if (!IsShallow(_inner.Index, record, held.Start, envelope: true))
        {
            return false;
        }

        RecordOffset = _window.BaseOffset + outer.Start;
        Record.MoveTo(_inner, record);
        if (IsPlainlyRecord() || MoveToDetail() || LooksLikeRecord())
        {
            return IsShallow(_inner.Index, Record.Slice, held.Start, envelope: false);
        }

        Fail(LogErrorKind.NotCloudTrail, held.Start, "the string holds JSON, but no CloudTrail record");
        return false;
    }

    // "2023-07-10T11:42:31.123Z {…}": digits, punctuation and T, Z, a space, the record.
    private bool SkipExportTimestamp()
    {
        Available(64);
        int at = _at;
        int end = Math.Min(_window.Indexed, _at + 64);
        while (at < end && _window.Text.Bytes[at] is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)':' or (byte)'.' or (byte)'+' or (byte)'T' or (byte)'Z')
        {
            at++;
        }

        int brace = _window.Text.SkipSpace(at, end);
        if (at == _at || brace == at || brace >= end || _window.Text.Bytes[brace] != '{')
        {
            return false;
        }

        _at = brace;
        return true;
    }
}
