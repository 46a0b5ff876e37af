using CloudAudit.Decoding.Json;

namespace CloudAudit.Decoding;

/// <content>Moving through the text: more of it, the end of an object, and where to go on behind damage.</content>
internal sealed partial class RecordReader
{
    private int _restarts;

    // Positions are the window's, so they move when it slides; _at moves along.
    private bool More(ref int position)
    {
        int keep = Math.Min(_at, position);
        if (Stopped?.Invoke() == true)
        {
            _ended = true;
            return false;
        }

        if (_window.BaseOffset + _window.Filled > _limits.MaxInflatedBytes)
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
        while (true)
        {
            int end = _window.Text.Index.FindClose(scan, _window.Indexed, ref depth, ref deepest);
            if (end >= 0)
            {
                slice = new JsonSlice(_at, end);
                _at = end;
                return CheckSize(slice, deepest);
            }

            scan = _window.Indexed;
            if (scan - _at > _limits.MaxRecordBytes)
            {
                slice = default;
                PassLarge(depth, scan);
                return false;
            }

            if (!More(ref scan))
            {
                slice = default;
                Unclosed(_at);
                return false;
            }
        }
    }

    private bool CheckSize(JsonSlice slice, int deepest)
    {
        if (slice.Length > _limits.MaxRecordBytes)
        {
            Fail(LogErrorKind.RecordTooLarge, slice.Start, TooLarge());
            return false;
        }

        // The bound is by blocks; only where it passes the limit are the levels counted.
        if (deepest > _limits.MaxDepth && Depth(slice) > _limits.MaxDepth)
        {
            Fail(LogErrorKind.NestingTooDeep, slice.Start, $"the record nests deeper than {_limits.MaxDepth} levels");
            return false;
        }

        return true;
    }

    private string TooLarge() => $"the record is over the limit of {_limits.MaxRecordBytes} bytes";

    private int Depth(JsonSlice slice)
    {
        int depth = 0;
        int deepest = 0;
        var index = _window.Text.Index;
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

    private void PassLarge(int depth, int scan)
    {
        long start = _window.BaseOffset + _at;
        if (!SkipTo(depth, scan))
        {
            if (_ended || _window.Source.Error is not null)
            {
                End();
                return;
            }

            // It never closed, so it was not large but broken, and swallowed what follows. What follows is gone from
            // the window, but the file is still there.
            _onError(new LogError(LogErrorKind.TruncatedJson, _origin, start, "the record has no end"));
            if (!RestartBehind(start))
            {
                End();
            }

            return;
        }

        _onError(new LogError(LogErrorKind.RecordTooLarge, _origin, start, TooLarge()));
    }

    // Behind the rest of an object or array whose content is of no interest.
    private void SkipRest(int depth, int from, int start, LogErrorKind kind)
    {
        long offset = _window.BaseOffset + start;
        _at = from;
        if (!SkipTo(depth, from) && !_ended && _window.Source.Error is null)
        {
            _onError(new LogError(kind, _origin, offset, "the JSON ends in the middle"));
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

    // The text ended inside the record that begins at start.
    private void Unclosed(int start)
    {
        if (_ended || _window.Source.Error is not null)
        {
            End();
            return;
        }

        Fail(LogErrorKind.TruncatedJson, start, "the record has no end");
        _sourceErrorTold = true;
        Resync(start + 1);
    }

    // The text ended inside an array.
    private void EndInside(int position)
    {
        if (!_ended && _window.Source.Error is null && !_sourceErrorTold)
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

    private bool RestartBehind(long start)
    {
        if (!_stream.CanSeek || _restarts++ >= 4)
        {
            return false;
        }

        bool inArray = _inArray;
        bool wrapped = _wrapped;
        var container = _container;
        _stream.Position = 0;
        StartText();
        while (_window.BaseOffset + _window.Indexed <= start)
        {
            int last = _window.Indexed;
            _at = last;
            if (!More(ref last))
            {
                return false;
            }
        }

        (_inArray, _wrapped, _container) = (inArray, wrapped, container);
        Resync((int)(start + 1 - _window.BaseOffset));
        return true;
    }

    // Goes on at the next place that looks like the start of a record, and takes the text up from there.
    private void Resync(int from)
    {
        _at = from;
        while (true)
        {
            int found = RecordStart.Find(_window.Text.Bytes.AsSpan(0, _window.Filled), _at, _inArray);
            if (found >= 0)
            {
                _rescanLeft -= _window.Filled - found;
                if (_rescanLeft < 0)
                {
                    Fail(LogErrorKind.BadJson, found, "too much of the log is broken; the rest was not read");
                    _sourceErrorTold = true;
                    _ended = true;
                    return;
                }

                _window.Reindex(found);
                _at = found;
                _expectComma = false;
                return;
            }

            _at = Math.Max(_at, _window.Filled - RecordStart.Reach);
            int position = _at;
            if (!More(ref position))
            {
                End();
                return;
            }
        }
    }
}
