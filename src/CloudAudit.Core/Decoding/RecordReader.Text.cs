using CloudAudit.Decoding.Json;

namespace CloudAudit.Decoding;

/// <content>Moving through the text: more of it, and the end of an object.</content>
internal sealed partial class RecordReader
{
    // A closed record larger than this is checked as JSON before it counts as one: it may be several behind a lost
    // bracket. Records are hardly ever so large, so the check costs nothing on the whole.
    private const int SuspectBytes = 16 * 1024;

    // Positions are the window's, so they move when it slides; _at moves along.
    private bool More(ref int position)
    {
        int keep = Math.Min(_at, position);
        if (Stopped?.Invoke() == true)
        {
            _ended = true;
            return false;
        }

        if (_window.Source == _gzip && TextBytes > _limits.MaxInflatedBytes)
        {
            Fail(LogErrorKind.InflatedSizeLimit, _window.Filled, $"the text passes the limit of {_limits.MaxInflatedBytes} bytes; the rest was not read");
            _sourceErrorTold = true;
            _ended = true;
            return false;
        }

        bool more = _window.More(keep, out int shift);
        _at -= shift;
        position -= shift;
        return more;
    }

    private bool SkipSpace()
    {
        while (true)
        {
            _at = _window.Text.SkipSpace(_at, _window.Indexed);
            if (_at < _window.Indexed)
            {
                return true;
            }

            if (!MoreFrom())
            {
                return false;
            }
        }
    }

    // _at is both what is kept and what moves.
    private bool MoreFrom()
    {
        int position = _at;
        return More(ref position);
    }

    private bool Available(int bytes)
    {
        while (_window.Indexed - _at < bytes)
        {
            if (!MoreFrom())
            {
                return false;
            }
        }

        return true;
    }

    // From the '{' at _at to behind its '}'. A record over the limit is passed by without being held.
    private bool ReadObject(out JsonSlice slice)
    {
        int scan = _at;
        int depth = 0;
        int deepest = 0;
        int checkAt = 4 * SuspectBytes;
        while (true)
        {
            int end = _window.Text.Index.FindClose(scan, _window.Indexed, ref depth, ref deepest);
            if (end >= 0)
            {
                slice = new JsonSlice(_at, end);
                _at = end;
                return CheckObject(ref slice, deepest);
            }

            // A record that does not end may have lost its end: the sooner that shows, the less is read twice.
            scan = _window.Indexed;
            if (scan - _at > checkAt)
            {
                checkAt = 2 * (scan - _at);
                if (FindBreak(_at, scan, complete: false, out int suspect) is var at and >= 0)
                {
                    slice = default;
                    FailBroken(at);
                    Resync(suspect);
                    return false;
                }
            }

            if (scan - _at > _limits.MaxRecordBytes)
            {
                slice = default;
                PassLarge(depth, scan);
                return false;
            }

            if (!More(ref scan))
            {
                slice = default;
                Unclosed();
                return false;
            }
        }
    }

    private bool CheckObject(ref JsonSlice slice, int deepest)
    {
        if ((slice.Length > SuspectBytes || _window.Text.Bytes[slice.End - 1] != '}' || !EndsWell(ref slice))
            && FindBreak(slice.Start, slice.End, complete: true, out _) is var at and >= 0)
        {
            FailBroken(at);
            PassDamage(slice);
            return false;
        }

        if (slice.Length > _limits.MaxRecordBytes)
        {
            Fail(LogErrorKind.RecordTooLarge, slice.Start, TooLarge());
            return false;
        }

        _object = slice;
        _deepest = deepest;
        return IsShallow(_window.Text.Index, slice, slice.Start, envelope: !_inArray || _container == Container.Elements);
    }

    // What follows an object tells at no cost whether it ended where it should.
    private bool EndsWell(ref JsonSlice slice)
    {
        int start = slice.Start;
        int length = slice.Length;
        while (true)
        {
            int next = _window.Text.SkipSpace(_at, _window.Indexed);
            if (next < _window.Indexed)
            {
                slice = new JsonSlice(start, start + length);
                return _inArray
                    ? _window.Text.Bytes[next] is (byte)',' or (byte)']' or (byte)'{'
                    : _window.Text.Bytes[next] is not ((byte)',' or (byte)']' or (byte)'}' or (byte)':' or (byte)'"');
            }

            if (!More(ref start))
            {
                slice = new JsonSlice(start, start + length);
                return !_inArray || _ended;
            }
        }
    }

    private string TooLarge() => $"the record is over the limit of {_limits.MaxRecordBytes} bytes";

    // The bound is by blocks; only where it passes the limit are the levels counted. An envelope has a level more than
    // the record in it.
    private bool IsShallow(StructuralIndex index, JsonSlice slice, int position, bool envelope)
    {
        if (_deepest <= _limits.MaxDepth || Depth(index, slice) <= _limits.MaxDepth + (envelope ? 1 : 0))
        {
            return true;
        }

        Fail(LogErrorKind.NestingTooDeep, position, $"the record nests deeper than {_limits.MaxDepth} levels");
        return false;
    }

    private static int Depth(StructuralIndex index, JsonSlice slice)
    {
        int depth = 0;
        int deepest = 0;
        for (int i = slice.Start; i < slice.End; i++)
        {
            ulong bit = 1UL << (i & 63);
            if ((index.Opens[i >> 6] & bit) != 0)
            {
                deepest = Math.Max(deepest, ++depth);
            }
            else if ((index.Closes[i >> 6] & bit) != 0)
            {
                depth--;
            }
        }

        return deepest;
    }

    // A record that is JSON for longer than a record may be. What nests in it is its own, whatever it looks like.
    private void PassLarge(int depth, int scan)
    {
        long start = _window.BaseOffset + _at;
        bool closed = SkipTo(depth, scan);
        if (!_ended && (closed || !IsCut))
        {
            Tell(closed
                ? new LogError(LogErrorKind.RecordTooLarge, _origin, start, TooLarge())
                : new LogError(LogErrorKind.TruncatedJson, _origin, start, "the record has no end"));
            _sourceErrorTold |= !closed;
        }

        if (!closed)
        {
            End();
        }
    }

    // Behind the rest of an object or array whose content is of no interest.
    private void SkipRest(int depth, int from, int start, LogErrorKind kind)
    {
        long offset = _window.BaseOffset + start;
        _at = from;
        if (!SkipTo(depth, from) && !_ended && !IsCut && !_sourceErrorTold)
        {
            Tell(new LogError(kind, _origin, offset, "the JSON ends in the middle"));
            _sourceErrorTold = true;
        }
    }

    private bool SkipTo(int depth, int scan)
    {
        int deepest = 0;
        while (true)
        {
            int end = _window.Text.Index.FindClose(scan, _window.Indexed, ref depth, ref deepest);
            if (end >= 0)
            {
                _at = end;
                return true;
            }

            scan = _window.Indexed;
            _at = scan;
            if (!More(ref scan))
            {
                return false;
            }
        }
    }

    // The text ended inside an array.
    private void EndInside(int position)
    {
        if (!_ended && !IsCut && !_sourceErrorTold)
        {
            Fail(LogErrorKind.TruncatedJson, position, "the JSON ends before its array does");
        }

        End();
    }

    private void End()
    {
        _ended = true;
        if (!_sourceErrorTold && !(Stopped?.Invoke() ?? false) && _window.Source.Error is var (kind, offset, detail))
        {
            _onError(new LogError(kind, _origin, offset, detail));
        }
    }
}
