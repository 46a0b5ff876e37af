namespace CloudAudit.Decoding.Json;

/// <summary>Walks an object's members, jumping over what lies in their values.</summary>
internal ref struct ObjectCursor
{
    private readonly JsonText _text;
    private readonly byte[] _bytes;
    private readonly ulong[] _quotes;
    private readonly int _end;
    private int _at;
    private bool _first = true;

    /// <param name="text">The indexed text.</param>
    /// <param name="value">The object, from its opening bracket to behind its closing one.</param>
    public ObjectCursor(JsonText text, JsonSlice value)
        : this(text, value.Start + 1, value.End - 1, first: true)
    {
    }

    /// <summary>Goes on behind a member: <paramref name="at"/> is where a cursor of the same object stood.</summary>
    public ObjectCursor(JsonText text, int at, int end, bool first)
    {
        _text = text;
        _bytes = text.Bytes;
        _quotes = text.Index.Quotes;
        _at = at;
        _end = end;
        _first = first;
    }

    public readonly int Position => _at;

    /// <summary>The member's name with its quotes.</summary>
    public JsonSlice Key { get; private set; }

    public JsonSlice Value { get; private set; }

    /// <summary>The text stopped being an object here; -1 while it is one.</summary>
    public int MalformedAt { get; private set; } = -1;

    public bool MoveNext()
    {
        byte[] bytes = _bytes;
        ulong[] quotes = _quotes;
        int end = _end;
        int at = _at;

        // CloudTrail writes no spaces: each check for one comes before looking for any.
        if (at >= end || bytes[at] <= ' ')
        {
            at = _text.SkipSpace(at, end);
            if (at >= end)
            {
                return false;
            }
        }

        if (!_first)
        {
            if (bytes[at] != ',')
            {
                return Malformed(at);
            }

            at++;
            if (at < end && bytes[at] <= ' ')
            {
                at = _text.SkipSpace(at, end);
            }
        }

        _first = false;
        if (at >= end || bytes[at] != '"')
        {
            return Malformed(at);
        }

        int quote = StructuralIndex.NextQuote(quotes, at + 1, end);
        Key = new JsonSlice(at, quote + 1);
        at = quote + 1;
        if (at >= end || bytes[at] != ':')
        {
            at = _text.SkipSpace(at, end);
            if (at >= end || bytes[at] != ':')
            {
                return Malformed(at);
            }
        }

        at++;
        if (at < end && bytes[at] <= ' ')
        {
            at = _text.SkipSpace(at, end);
        }

        int valueEnd = at >= end ? -1
            : bytes[at] == '"' ? StructuralIndex.NextQuote(quotes, at + 1, end) + 1
            : _text.ValueEnd(at, end);
        if (valueEnd < 0 || valueEnd > end)
        {
            return Malformed(at);
        }

        Value = new JsonSlice(at, valueEnd);
        _at = valueEnd;
        return true;
    }

    private bool Malformed(int at)
    {
        MalformedAt = at;
        _at = _end;
        return false;
    }
}

/// <summary>Walks an array's elements.</summary>
internal ref struct ArrayCursor
{
    private readonly JsonText _text;
    private readonly int _end;
    private int _at;
    private bool _first = true;

    /// <param name="text">The indexed text.</param>
    /// <param name="value">The array, from its opening bracket to behind its closing one.</param>
    public ArrayCursor(JsonText text, JsonSlice value)
    {
        _text = text;
        _at = value.Start + 1;
        _end = value.End - 1;
    }

    public JsonSlice Value { get; private set; }

    public bool MoveNext()
    {
        int at = _text.SkipSpace(_at, _end);
        if (at < _end && !_first)
        {
            at = _text.Bytes[at] == ',' ? _text.SkipSpace(at + 1, _end) : _end;
        }

        _first = false;
        int end = at < _end ? _text.ValueEnd(at, _end) : -1;
        if (end < 0)
        {
            _at = _end;
            return false;
        }

        Value = new JsonSlice(at, end);
        _at = end;
        return true;
    }
}
