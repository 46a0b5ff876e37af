using System.Buffers;
using CloudAudit.Decoding;
using CloudAudit.Decoding.Json;

namespace CloudAudit.Rules.Matching;

/// <summary>Buffers for looking at values as text; one for each worker, kept from record to record.</summary>
internal sealed class MatchScratch
{
    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private char[] _chars = new char[1024];
    private ValueMemo?[] _memos = [];
    private MatchScratch? _other;
    private ActorSlices? _actor;

    /// <summary>Who acted in the record at hand.</summary>
    public ActorSlices Actor => _actor ??= new ActorSlices();

    /// <summary>Where shared paths lead in the record at hand.</summary>
    public PathMemo Paths { get; } = new();

    /// <summary>The answers kept for a field's tests.</summary>
    public ValueMemo Memo(MemoizedTests tests)
    {
        if (tests.Field >= _memos.Length)
        {
            Array.Resize(ref _memos, tests.Field + 4);
        }

        // Numbers belong to one set of rules; another set has others.
        ref var memo = ref _memos[tests.Field];
        if (!ReferenceEquals(memo?.Tests, tests))
        {
            memo = new ValueMemo(tests);
        }

        return memo;
    }

    /// <summary>Buffers of their own for a second text, while the first is still looked at.</summary>
    public MatchScratch Other => _other ??= new MatchScratch();

    /// <summary>
    /// A value's text: a string's characters, a number or boolean as written, an object or array as compact JSON. Valid
    /// until the next call.
    /// </summary>
    public ReadOnlySpan<char> Text(RecordView record, JsonSlice value)
    {
        switch (record.Text.Kind(value))
        {
            case JsonKind.String:
                var inner = record.Text.Inner(value);
                return Room(inner.Length)[..JsonString.Decode(inner, _chars)];
            case JsonKind.Object or JsonKind.Array:
                return Compact(record.Text.Span(value));
            default:
                return Widen(record.Text.Span(value));
        }
    }

    /// <summary>The record's whole text as it stands, escapes and all.</summary>
    public ReadOnlySpan<char> RawText(ReadOnlySpan<byte> json) => Widen(json);

    /// <summary>The record's whole text with every escape taken for what it means; no JSON any more.</summary>
    public ReadOnlySpan<char> UnescapedText(ReadOnlySpan<byte> json) => Room(json.Length)[..JsonString.Decode(json, _chars)];

    private Span<char> Room(int length)
    {
        if (_chars.Length < length)
        {
            _chars = new char[Math.Max(length, _chars.Length * 2)];
        }

        return _chars;
    }

    private ReadOnlySpan<char> Widen(ReadOnlySpan<byte> text)
    {
        System.Text.Unicode.Utf8.ToUtf16(text, Room(text.Length), out _, out int count, replaceInvalidSequences: true);
        return _chars.AsSpan(0, count);
    }

    /// <summary>
    /// A JSON value as compact text: no blanks, and escapes only where JSON needs them, so that <c>\u003c</c> is
    /// <c>&lt;</c> and a quote inside a string is <c>\"</c>. Damaged JSON gives what can be made of it.
    /// </summary>
    public ReadOnlySpan<char> Compact(ReadOnlySpan<byte> json)
    {
        // CloudTrail writes compact JSON; only text that another tool laid out, or that has escapes, is written anew.
        if (json.IndexOfAny(" \t\r\n\\"u8) < 0)
        {
            return Widen(json);
        }

        // Never longer than the bytes: an escape that stays is no longer than it was.
        var target = Room(json.Length);
        int written = 0;
        bool inString = false;
        while (!json.IsEmpty)
        {
            int run = inString ? json.IndexOfAny((byte)'"', (byte)'\\') : json.IndexOfAny(" \t\r\n\""u8);
            run = run < 0 ? json.Length : run;
            System.Text.Unicode.Utf8.ToUtf16(json[..run], target[written..], out _, out int count, replaceInvalidSequences: true);
            written += count;
            json = json[run..];
            if (json.IsEmpty)
            {
                break;
            }

            if (json[0] == '"')
            {
                target[written++] = '"';
                inString = !inString;
                json = json[1..];
            }
            else if (inString)
            {
                json = json[CopyEscape(json, target, ref written)..];
            }
            else
            {
                json = json[1..];
            }
        }

        return target[..written];
    }

    // Takes the escape that the text begins with; returns how many bytes it has.
    private static int CopyEscape(ReadOnlySpan<byte> json, Span<char> target, ref int written)
    {
        int length = EscapeLength(json);
        if (length == 6 && json[2] is (byte)'d' or (byte)'D' && EscapeLength(json[6..]) == 6)
        {
            length = 12;
        }

        Span<char> characters = stackalloc char[12];
        foreach (char c in characters[..JsonString.Decode(json[..length], characters)])
        {
            char letter = c switch
            {
                '"' or '\\' => c,
                '\n' => 'n',
                '\r' => 'r',
                '\t' => 't',
                '\b' => 'b',
                '\f' => 'f',
                _ => '\0',
            };
            if (letter != '\0')
            {
                target[written++] = '\\';
                target[written++] = letter;
            }
            else if (c < ' ')
            {
                "\\u00".CopyTo(target[written..]);
                target[written + 4] = (char)('0' + (c >> 4));
                target[written + 5] = "0123456789abcdef"[c & 15];
                written += 6;
            }
            else
            {
                target[written++] = c;
            }
        }

        return length;
    }

    // Six for four hexadecimal digits, two for anything else behind a backslash, one where the escape is broken.
    private static int EscapeLength(ReadOnlySpan<byte> json)
    {
        if (json.Length < 2 || json[0] != '\\')
        {
            return Math.Min(1, json.Length);
        }

        if (json[1] != 'u')
        {
            return json[1] < 0x80 ? 2 : 1;
        }

        return json.Length >= 6 && !json.Slice(2, 4).ContainsAnyExcept(HexDigits) ? 6 : 1;
    }
}
