using System.Text.Json;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Decoding;

/// <content>
/// Damage: a broken record costs itself. Where its text stops being JSON, not where its brackets seem to close, is where
/// the next record may begin; a look-alike that nests in what is still JSON is never taken for one.
/// </content>
internal sealed partial class RecordReader
{
    // More are not told one by one: a hostile log could hold millions.
    private const int MaxErrors = 1000;

    private long _rescanned;
    private int _errors;
    private JsonSlice _object;
    private int _deepest;

    /// <summary>
    /// Takes back the record that <see cref="Read"/> has moved to, as it turned out to be no JSON, and goes on behind the
    /// damage.
    /// </summary>
    /// <param name="at">The byte of the record at which it breaks.</param>
    /// <param name="index">The record's number, for the message.</param>
    public void Reject(int at, long index)
    {
        Tell(new LogError(LogErrorKind.BadJson, _origin, RecordOffset + at, $"record {index} is no JSON from here on; it was left out"));
        if (Record.Text == _window.Text)
        {
            PassDamage(_object);
        }
    }

    private void Fail(LogErrorKind kind, int position, string detail) =>
        Tell(new LogError(kind, _origin, _window.BaseOffset + position, detail));

    private void FailBroken(int at) => Fail(LogErrorKind.BadJson, at, "the record is no JSON from here on; it was left out");

    private void Tell(LogError error)
    {
        _errors++;
        if (_errors <= MaxErrors)
        {
            _onError(error);
        }
        else if (_errors == MaxErrors + 1)
        {
            _onError(error with { Detail = $"more than {MaxErrors} errors in one log; from here on they are not told" });
        }
    }

    // Where the text from an object's start stops being JSON; -1 while it is. The token before that is suspect too: a
    // string that lost its closing quote ends at the next record's first.
    private int FindBreak(int start, int end, bool complete, out int suspect)
    {
        var options = new JsonReaderOptions { MaxDepth = int.MaxValue };
        var reader = new Utf8JsonReader(_window.Text.Bytes.AsSpan(start, end - start), complete, new JsonReaderState(options));
        suspect = start;
        try
        {
            while (reader.Read())
            {
                suspect = start + (int)reader.TokenStartIndex;
            }

            return -1;
        }
        catch (JsonException)
        {
            suspect = Math.Max(suspect, start + 1);
            return start + (int)reader.BytesConsumed;
        }
    }

    // The text ended inside the record at _at.
    private void Unclosed()
    {
        bool explained = _ended || IsCut;
        int suspect = _at;
        int at = _ended ? -1 : FindBreak(_at, _window.Filled, complete: false, out suspect);
        if (at < 0)
        {
            if (!explained && !_sourceErrorTold)
            {
                Fail(LogErrorKind.TruncatedJson, _at, "the record has no end");
                _sourceErrorTold = true;
            }

            End();
            return;
        }

        if (!explained)
        {
            FailBroken(at);
        }

        Resync(suspect);
    }

    // Behind a closed object that is no JSON: at the record it swallowed, else at what follows it.
    private void PassDamage(JsonSlice slice)
    {
        int found = FindBreak(slice.Start, slice.End, complete: true, out int suspect) < 0 ? -1
            : RecordStart.Find(_window.Text.Bytes.AsSpan(0, slice.End), suspect, _inArray, _window.BaseOffset == 0);
        if (found >= 0)
        {
            TakeUp(found);
            return;
        }

        // Only itself is lost where its brackets balance, or where one of them is of the wrong kind.
        _at = slice.End;
        bool balanced = EndsWell(ref slice);
        if (!balanced || (_window.Text.Bytes[slice.End - 1] != '}' && !(_inArray && AnotherFollows())))
        {
            Resync(_at);
        }
    }

    private bool AnotherFollows()
    {
        Available(64);
        int comma = _window.Text.SkipSpace(_at, _window.Indexed);
        int brace = comma < _window.Indexed && _window.Text.Bytes[comma] == ',' ? _window.Text.SkipSpace(comma + 1, _window.Indexed) : _window.Indexed;
        return brace < _window.Indexed && _window.Text.Bytes[brace] == '{';
    }

    // Goes on at the next place that looks like the start of a record.
    private void Resync(int from)
    {
        _at = from;
        while (true)
        {
            int found = RecordStart.Find(_window.Text.Bytes.AsSpan(0, _window.Filled), _at, _inArray, _window.BaseOffset == 0);
            if (found >= 0)
            {
                TakeUp(found);
                return;
            }

            // What stands before a start tells that it is one.
            _at = Math.Max(_at, _window.Filled - RecordStart.Reach);
            int position = Math.Max(0, _at - RecordStart.Before);
            if (!More(ref position))
            {
                End();
                return;
            }
        }
    }

    // Takes the text up from a record's start, as if it began there.
    private void TakeUp(int found)
    {
        _at = found;
        while (_window.Filled - _at < StructuralIndex.BlockSize && MoreFrom())
        {
        }

        // Text is read twice only in proportion to what is read at all, or many broken starts would take forever.
        _rescanned += _window.Filled - _at;
        if (_rescanned > (16L * _limits.MaxRecordBytes) + (8 * TextBytes))
        {
            Fail(LogErrorKind.BadJson, _at, "too much of the log is broken; the rest was not read");
            _sourceErrorTold = true;
            _ended = true;
            return;
        }

        _window.Reindex(_at);
        _expectComma = false;
        _inArray &= !RecordStart.BeginsWrapper(_window.Text.Bytes.AsSpan(_at, _window.Filled - _at));
    }
}
